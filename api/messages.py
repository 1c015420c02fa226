"""Every visible sentence of the pages, as catalogues must have it: `python -m api.messages` lists what lacks.

Sentences are found in templates and Python by the names that mark them (language.py), and in the tables of
words that pages show through `_`.
"""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from api import language, wording
from ingest import errors

API = Path(__file__).parent
# A problem's detail is its third argument, or the only one of not_found.
MARKS: Any = {"_": None, "gettext": None, "_n": (1, 1), "marked": None, "Problem": (3,), "not_found": (1,)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
HEADER = """\
# Translations of the pages of wian. The keys are the Thai sentences themselves; those that lack a translation
# are listed by `python -m api.messages`.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
FILE_ERRORS: list[type[errors.DocumentError]] = [
    errors.DocumentError,
    *errors.DocumentError.__subclasses__(),
]
SAYS_WHY = re.compile(r"โปรด|^ไม่|^ยังไม่|^รหัส")
TABLES = (wording.FIELDS, wording.KINDS, wording.URGENCY, wording.SECRECY, wording.ACTORS, wording.STATES)


def sentences() -> dict[str, bool]:
    """Every Thai sentence, and whether it counts (has a plural in other languages)."""
    found: dict[str, bool] = {}
    for _file, _line, message, _comments, _context in extract_from_dir(API, METHODS, keywords=MARKS):
        found[message if isinstance(message, str) else message[0]] = not isinstance(message, str)
    for table in TABLES:
        found.update(dict.fromkeys(table.values(), False))
    found.update(dict.fromkeys([*_refusals(), *_of_files()], False))
    return {text: counts for text, counts in found.items() if any("ก" <= ch <= "๛" for ch in text)}


def _refusals() -> list[str]:
    """Constants of modules that say why something was refused: they reach pages as a problem's detail."""
    found = []
    for file in sorted(API.glob("*.py")):
        if file.name == "keys.py":  # a command, which speaks Thai alone
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                text = node.value.value
                if isinstance(text, str) and SAYS_WHY.search(text):
                    found.append(text)
    return found


def _of_files() -> list[str]:
    """Why a file could not be read."""
    return [kind.message_th for kind in FILE_ERRORS]


def wanting(code: language.Language) -> list[str]:
    """The sentences that a catalogue does not translate."""
    known = language.catalogue(code)
    return [text for text in sentences() if not _translated(known, text)]


def merged(code: language.Language, new: dict[str, str | tuple[str, str]]) -> str:
    """The catalogue's file with translations added, and without what no page says any more."""
    known, catalog = language.catalogue(code), Catalog(locale=code)
    for text, counts in sorted(sentences().items()):
        message = known.get(text)
        string = new.get(text) or (message.string if message else "")
        if counts and isinstance(string, str):
            string = (string, string)
        catalog.add((text, text) if counts else text, string)
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, no_location=True)
    return HEADER.format(code=code) + out.getvalue().decode()


def _translated(known: Catalog, text: str) -> bool:
    message = known.get(text)
    if message is None or not message.string:
        return False
    return all(message.string) if isinstance(message.string, (tuple, list)) else True


if __name__ == "__main__":
    import sys

    sys.stdout.write("\n".join(wanting("en")) + "\n")
