"""Certification forms in bulk: CPU time and bytes a form beside others, and the whole country.

    python -m bench.forms [--schools 200] [--no-peers] [--no-country]

The peers make the same words, tables and QR codes (these drawn for them before), warm, one file a form; slow
ones fewer of them. "Typst" keeps one compiler, which remembers what forms have in common; "Typst, a call" is
its plain function. The country is 29,000 forms in two processes, and whether memory stays flat.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

from bench.pdf_peers import Page, text
from bench.peer_runs import PeerMissing, run_peer
from generate import certification_form, certification_forms
from generate.form_code import qr_modules, write_form_code
from generate.form_counts import count_rows
from generate.form_descriptions import FORMS as DESCRIPTIONS
from generate.form_pages import COUNT_COLUMNS, facts
from generate.schools import LevelCount, School
from tests.circulars import circular
from tests.letters import office

FORMS = ("confirm", "certify")
PEER_FORMS = {"Typst": 200, "Typst, a call": 200, "WeasyPrint": 200, "fpdf2": 20}
COUNTRY = 29_000
PROCESSES = 2
EARLY = 3_000
FIRST = ("หนอง", "โนน", "ดง", "ทุ่ง", "ห้วย", "โคก", "ท่า", "ป่า", "คลอง", "นา", "วัง", "ปากน้ำ")
SECOND = ("สมมติ", "ตัวอย่าง", "แดง", "ใหญ่", "เจริญ", "บัว", "ไผ่", "แก้ว", "ศรี", "หญ้า", "ฝั่ง", "ญี่ปุ่น")
PEOPLE = ("สมชาย", "สมหญิง", "วีระ", "กัญญา", "ปรีชา", "ฐิติ", "ณัฐ", "อุไร", "เฉลิม", "พัชรี")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--schools", type=int, default=200)
    arguments.add_argument("--no-peers", action="store_true")
    arguments.add_argument("--country", action=argparse.BooleanOptionalAction, default=True)
    options = arguments.parse_args()
    schools = list(made_up_schools(options.schools))
    means = {form: show_form(form, schools) for form in FORMS}
    if not options.no_peers:
        show_peers(schools, means)
    if options.country:
        show_country(means["certify"])


def made_up_schools(count: int, first: int = 0) -> Iterator[School]:
    """Different fictional schools, the same ones each time."""
    for number in range(first, first + count):
        chance = random.Random(number)
        levels = {
            level: LevelCount(
                male=chance.randint(3, 30), female=chance.randint(3, 30), rooms=chance.randint(1, 3)
            )
            for level in ("k2", "k3", "p1", "p2", "p3", "p4", "p5", "p6")
        }
        yield School(
            code=f"{1_099_000_000 + number}",
            smis_code=f"{99_000_000 + number}",
            obec_code=f"{900_000 + number % 99_999}",
            name=f"โรงเรียนบ้าน{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(SECOND)}",
            subdistrict=chance.choice(FIRST) + chance.choice(SECOND),
            district="เมือง",
            province="ตัวอย่าง",
            director=f"นาย{chance.choice(PEOPLE)} {chance.choice(SECOND)}วงศ์",
            data_officer=f"นางสาว{chance.choice(PEOPLE)} {chance.choice(SECOND)}กุล",
            counts=levels,
        )


def show_form(form: str, schools: list[School]) -> float:
    """Prints and gives the CPU ms a form."""
    drawn, sender = circular(), office()
    certification_form(drawn, schools[0], form, office=sender)
    times, sizes = [], []
    for school in schools:
        start = time.process_time()
        pdf = certification_form(drawn, school, form, office=sender)
        times.append((time.process_time() - start) * 1000)
        sizes.append(len(pdf))
    mean = statistics.mean(times)
    print(f"{form}: {len(schools)} schools, one file each, one process, warm")
    print(f"  {'':14}{'ms, mean':>10}{'median':>10}{'bytes':>10}")
    print(f"  {'wian':14}{mean:10.2f}{statistics.median(times):10.2f}{statistics.mean(sizes):10,.0f}")
    return mean


def show_peers(schools: list[School], means: dict[str, float]) -> None:
    print(f"\nby others\n  {'':24}{'ms, mean':>10}{'median':>10}{'bytes':>10}{'times ours':>12}")
    for form, ours in means.items():
        for name, count in PEER_FORMS.items():
            try:
                run = run_peer(name, [form_page(school, form) for school in schools[:count]])
            except PeerMissing as error:
                print(f"  {form + ', ' + name:24}  not here ({error})")
                continue
            print(
                f"  {form + ', ' + name:24}{run.mean_ms:10.2f}{run.median_ms:10.2f}{run.size:10,.0f}"
                f"{run.mean_ms / ours:12.1f}"
            )


def form_page(school: School, form: str) -> Page:
    """A form as the peers are told of it."""
    description = DESCRIPTIONS[form]
    blocks = [text(description.title, align="center", size=20, bold=True)]
    blocks.append(text(description.subject, align="center"))
    for label, value in facts(circular(), school, description, office()):
        blocks.append(text(f"{label}  {value}"))
    if form == "certify":
        rows = count_rows(school)
        table = [[name for name, *_ in COUNT_COLUMNS], *(list(row.cells) for row in rows)]
        bold = [0, *(number for number, row in enumerate(rows, 1) if row.bold)]
        blocks.append(
            {"columns": [width for *_, width in COUNT_COLUMNS], "rows": table, "bold": bold, "size": 14}
        )
    statement = description.statement.format(school=school.name)
    blocks.append(text(f"ข้าพเจ้าผู้มีชื่อท้ายนี้ {statement}", align="justify", indent=20))
    for signer in description.signers:
        blocks.append(text(f"ลงชื่อ ........................................ {signer.role}"))
        blocks.append(text(f"({getattr(school, signer.name_of)})"))
        blocks += [text(signer.post), text("วันที่ ........................ เวลา ............ น.")]
    code = write_form_code(circular().source.sha256, school.code, form)
    blocks += [text(code, size=11), {"svg": qr_svg(code), "width": 20}]
    return {"margins": [18, 20, 15, 25], "blocks": blocks}


def qr_svg(code: str) -> str:
    """The QR code as a picture, made for the peers before their clock starts."""
    rows = qr_modules(code)
    cells = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{cells}"/></svg>'


def show_country(alone: float) -> None:
    """alone: CPU ms a form of the district's list."""
    begun, marks = time.perf_counter(), []
    made = certification_forms(
        circular(), made_up_schools(COUNTRY), ["certify"], office=office(), processes=PROCESSES
    )
    size = 0
    for number, one in enumerate(made, 1):
        size += len(one.pdf)
        if number in (EARLY, COUNTRY - EARLY, COUNTRY):
            marks.append((number, *children(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    spent = time.perf_counter() - begun
    (first, cpu_first, *early), _, (last, cpu_last, *late) = marks
    each = (cpu_last - cpu_first) * 1000 / (last - first)
    print(f"\nthe country: {COUNTRY:,} forms in {PROCESSES} processes: {spent:.1f} s, {size / 1e6:,.0f} MB")
    print(f"  CPU ms a form {each:.2f}, {each / alone:.2f} times that of the district's list")
    print(f"  largest process {early[0]:.0f} MB after {first:,} forms, {late[0]:.0f} MB at the end", end="; ")
    print(f"the one that takes them {early[1]:.0f} MB, {late[1]:.0f} MB")


def children() -> tuple[float, float]:
    """CPU seconds of the processes that make forms, and MB of memory of the largest."""
    ticks, largest = 0, 0
    for child in active_children():
        fields = Path(f"/proc/{child.pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
        largest = max(largest, int(fields[21]) * os.sysconf("SC_PAGE_SIZE"))
    return ticks / os.sysconf("SC_CLK_TCK"), largest / 2**20


if __name__ == "__main__":
    main()
