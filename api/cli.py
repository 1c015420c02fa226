"""The command line: `wian <command>`. Each command is a few lines here and its work in a module of its own.

Slow libraries are imported where a command needs them, so that `wian --help` and `wian dates` start at once.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.actor import ROLES
from api.errors import BAD_INPUT, DONE, MACHINE_LACKS, NOTHING_READ, WRONG_USAGE, InputError

if TYPE_CHECKING:
    from api.reading import Progress
    from ingest.errors import DocumentError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Bugs rise with their traceback; bad input does not."""
    speak_utf8()
    logging.basicConfig(level=logging.ERROR, format="wian: %(message)s")
    args = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = args.run
    try:
        return run(args)
    except InputError as error:
        return complain(error.message_th, error.exit_code)
    except BrokenPipeError:
        # The reader of our output (such as `head`) has gone: nothing is left to say or to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return 130


def speak_utf8() -> None:
    """Thai in and out, whatever the locale of the terminal."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def complain(message: str, code: int) -> int:
    print("wian: " + " ".join(message.split()), file=sys.stderr)
    return code


def complain_of_file(name: str, error: InputError | DocumentError) -> int:
    from api.reading import exit_code_of

    return complain(f"{name}: {error.message_th}", exit_code_of(error))


# The commands ------------------------------------------------------------------------------------------


def run_read(args: argparse.Namespace) -> int:
    if len(args.files) == 1:
        return read_one(args.files[0], args.explain, indent=2)
    codes: list[int] = []
    bugs: list[Exception] = []
    for path in args.files:
        try:
            codes.append(read_one(path, args.explain, indent=None))
        except BrokenPipeError:
            raise
        except Exception as bug:  # it rises, but not before the other files are read
            bug.add_note(f"while reading {path}")
            bugs.append(bug)
            error = InputError("bug", "โปรแกรมขัดข้องขณะอ่านไฟล์นี้ โปรดแจ้งผู้พัฒนา")
            print_error(path.name, error, indent=None)
    if bugs:
        raise bugs[0]
    return max(codes)


def read_one(path: Path, explain_into: Path | None, indent: int | None) -> int:
    from api.reading import nothing_usable, read_circular_file
    from ingest.errors import DocumentError

    try:
        with progress_of(path.name) as progress:
            document, circular = read_circular_file(path, progress)
    except (InputError, DocumentError) as error:
        print_error(path.name, error, indent)
        return complain_of_file(path.name, error)
    print(circular.model_dump_json(by_alias=True, indent=indent), flush=True)
    if explain_into:
        from api.explain import explain

        explain(path, document, circular, explain_into)
    return NOTHING_READ if nothing_usable(circular) else DONE


def print_error(name: str, error: InputError | DocumentError, indent: int | None) -> None:
    from api.reading import error_json

    print(json.dumps(error_json(name, error), ensure_ascii=False, indent=indent), flush=True)


def run_text(args: argparse.Namespace) -> int:
    from api.reading import read_document_file
    from ingest.errors import DocumentError

    try:
        with progress_of(args.file.name) as progress:
            document = read_document_file(args.file, progress)
    except DocumentError as error:
        return complain_of_file(args.file.name, error)
    print(document.text)
    return NOTHING_READ if all(page.source == "unread" for page in document.pages) else DONE


def run_dates(args: argparse.Namespace) -> int:
    from api.date_lines import dates_of_line

    try:
        for line in sys.stdin:
            print(json.dumps(dates_of_line(line, args.on), ensure_ascii=False), flush=True)
    except UnicodeDecodeError:
        raise InputError("not_utf8", "ข้อความที่ป้อนไม่ใช่ UTF-8 โปรดแปลงเป็น UTF-8 แล้วลองใหม่") from None
    return DONE


def run_score(args: argparse.Namespace) -> int:
    from api.score_report import as_json, not_right, samples_in, score_files, table_text

    paths = samples_in(args.folder, args.only)
    with progress_of(str(args.folder)) as progress:
        scores = score_files(paths, args.cache, progress)
    for score in scores:
        if score.error:
            complain(f"{score.name}: {score.error}", BAD_INPUT)
    if args.json:
        print(json.dumps(as_json(scores), ensure_ascii=False, indent=2))
        return DONE
    if args.verbose:
        print(*not_right(scores), sep="\n", end="\n\n")
    print(table_text(scores))
    return DONE


def run_process(args: argparse.Namespace) -> int:
    from api.letter import letter_points
    from api.office_file import load_office, load_schools
    from api.process import write_results
    from api.reading import nothing_usable, read_circular_file
    from api.summary import print_summary
    from ingest.errors import DocumentError

    office = load_office(args.office) if args.office else None
    schools, row_problems = load_schools(args.schools) if args.schools else (None, [])
    try:
        with progress_of(args.file.name) as progress:
            _, circular = read_circular_file(args.file, progress)
    except DocumentError as error:
        return complain_of_file(args.file.name, error)
    made = write_results(circular, args.out, office, schools, args.date)
    print_summary(circular, made, args.out, letter_points(circular, office, args.date) + row_problems)
    return NOTHING_READ if nothing_usable(circular) else DONE


def run_letter(args: argparse.Namespace) -> int:
    from api.circular_file import load_circular
    from api.letter import letter_pdf
    from api.office_file import load_office
    from api.process import write_file

    write_file(args.output, letter_pdf(load_circular(args.circular), load_office(args.office), args.date))
    print(args.output)
    return DONE


def run_forms(args: argparse.Namespace) -> int:
    from api.circular_file import load_circular
    from api.forms import each_form, merged_forms
    from api.office_file import load_office, load_schools
    from api.process import write_file
    from generate import forms_asked

    circular, office = load_circular(args.circular), load_office(args.office)
    schools, row_problems = load_schools(args.schools)
    for problem in row_problems:
        complain(problem, DONE)
    if not (args.output or args.merged):
        return complain("โปรดระบุ -o DIR หรือ --merged FILE.pdf", WRONG_USAGE)
    if (args.archive or args.fillable) and not args.output:
        return complain("--archive และ --fillable ใช้กับแบบแยกไฟล์ โปรดระบุ -o DIR", WRONG_USAGE)
    if not forms_asked(circular):
        return complain("หนังสือฉบับนี้ไม่ได้ขอแบบยืนยันหรือแบบรับรอง จึงไม่ได้ทำ", DONE)
    if args.merged:
        write_file(args.merged, merged_forms(circular, schools, office))
        print(args.merged)
    if args.output:
        variant = {"archive": args.archive, "fillable": args.fillable}
        for name, form in each_form(circular, schools, office, **variant):
            write_file(args.output / name, form)
            print(args.output / name)
    return DONE


def run_serve(args: argparse.Namespace) -> int:
    from api.settings import load_settings

    settings = load_settings(host=args.host, port=args.port)
    from api.serve import serve

    serve(settings)
    return DONE


def run_worker(_: argparse.Namespace) -> int:
    from api.settings import load_settings
    from api.supervise import supervise

    supervise(load_settings())
    return DONE


def run_key_create(args: argparse.Namespace) -> int:
    from api.keys import create_key
    from api.settings import load_settings

    print(create_key(load_settings(), args.role, args.district, args.school, args.scope, args.name))
    return DONE


def run_backup(args: argparse.Namespace) -> int:
    from api.backup import backup
    from api.settings import load_settings

    backup(load_settings(), args.file)
    print(args.file)
    return DONE


def run_restore(args: argparse.Namespace) -> int:
    from api.restore import restore
    from api.settings import load_settings

    restore(load_settings(), args.file)
    return DONE


def run_check(_: argparse.Namespace) -> int:
    from api.check import findings

    found = findings()
    for finding in found:
        print(f"{'✓' if finding.good else '✗'} {finding.what}")
        if not finding.good:
            print(f"    {finding.remedy}")
    return DONE if all(finding.good for finding in found) else MACHINE_LACKS


@contextmanager
def progress_of(name: str) -> Iterator[Progress | None]:
    """A bar on stderr while a person watches; nothing where stderr is a file or a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name)
        yield lambda done, of: bar.update(task, completed=done, total=of)


# The grammar -------------------------------------------------------------------------------------------


def add_forms(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    forms = add(commands, "forms", run_forms, "make the certification forms of every school")
    forms.add_argument("circular", type=Path, metavar="CIRCULAR.json")
    forms.add_argument("--office", type=Path, required=True, metavar="OFFICE.toml")
    forms.add_argument("--schools", type=Path, required=True, metavar="SCHOOLS.csv")
    forms.add_argument("-o", dest="output", type=Path, metavar="DIR", help="one PDF a school and form")
    forms.add_argument("--merged", type=Path, metavar="FILE.pdf", help="one PDF for the whole district")
    kind = forms.add_mutually_exclusive_group()
    kind.add_argument("--archive", action="store_true", help="tagged PDF/A-3b with the data inside")
    kind.add_argument("--fillable", action="store_true", help="fields to type into")


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wian", description="เวียน อ่านหนังสือเวียน: กำหนดส่ง หนังสือแจ้งต่อ และแบบยืนยัน/รับรองข้อมูล"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    read = add(commands, "read", run_read, "print what circulars say, as JSON")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument(
        "--explain", type=Path, metavar="DIR", help="write page pictures that show what was read where"
    )

    text = add(commands, "text", run_text, "print the words of a file, page by page")
    text.add_argument("file", type=Path, metavar="FILE")

    dates = add(commands, "dates", run_dates, "find the dates in lines of Thai text from stdin")
    dates.add_argument(
        "--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="day that settles missing years"
    )

    score = add(commands, "score", run_score, "compare with what people read by eye")
    score.add_argument("folder", type=Path, metavar="DIR")
    score.add_argument("--json", action="store_true", help="for machines")
    score.add_argument("--only", default="", metavar="PART", help="only files whose name contains PART")
    score.add_argument("--verbose", action="store_true", help="list every item that is not right")
    score.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep read pages there while the reader is unchanged"
    )

    process = add(commands, "process", run_process, "read a circular and make everything it asks for")
    process.add_argument("file", type=Path, metavar="FILE")
    process.add_argument("--out", type=Path, required=True, metavar="DIR")
    process.add_argument("--office", type=Path, metavar="OFFICE.toml")
    process.add_argument("--schools", type=Path, metavar="SCHOOLS.csv")
    add_date(process)

    letter = add(commands, "letter", run_letter, "make the forwarding letter alone")
    letter.add_argument("circular", type=Path, metavar="CIRCULAR.json")
    letter.add_argument("--office", type=Path, required=True, metavar="OFFICE.toml")
    letter.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE.pdf")
    add_date(letter)

    add_forms(commands)

    serve = add(commands, "serve", run_serve, "the web pages, the HTTP API and one worker")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)

    add(commands, "worker", run_worker, "worker processes alone, for more machines")

    key = commands.add_parser("key", help="keys for programs that call the HTTP API")
    key_commands = key.add_subparsers(title="commands", metavar="COMMAND", required=True)
    create = add(key_commands, "create", run_key_create, "print a new key, this once")
    create.add_argument("--role", required=True, choices=ROLES)
    create.add_argument("--district", metavar="D", help="name or id; not needed where there is only one")
    create.add_argument("--school", metavar="CODE", help="the school's 10-digit code, for --role school")
    create.add_argument("--scope", choices=("read", "write"), default="write", help="write includes read")
    create.add_argument("--name", default="", help="what the key is for, as the audit will name it")

    keep = add(commands, "backup", run_backup, "the whole state of the service in one file, while it runs")
    keep.add_argument("file", type=Path, metavar="FILE")

    back = add(commands, "restore", run_restore, "put a backup into an installation that is still empty")
    back.add_argument("file", type=Path, metavar="FILE")

    add(commands, "check", run_check, "say what this machine or the settings lack")
    return parser


def add_date(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="date of the letter; left open without it",
    )


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=summary, description=summary)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
