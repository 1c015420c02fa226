"""The code on a certification form, so that the signed scan coming back finds its school and circular.

`W1.3F2A9C1B.1099000001.C.K`: version, first 8 hex digits of the circular's SHA-256, the school's 10-digit
code, the form's letter, and a check character over all before it (ISO 7064 MOD 37-2, which catches every
single wrong character and every swap of neighbours). Only characters of the QR alphanumeric mode, so the
QR code stays at 25 modules and survives a photocopier; the same code stands in plain letters beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
LETTERS = {"confirm": "C", "certify": "R", "assets": "A"}
FORMS = {letter: form for form, letter in LETTERS.items()}
PATTERN = re.compile(r"W1\.([0-9A-F]{8})\.(\d{10})\.([A-Z])\.([0-9A-Z*])")


class FormCode(NamedTuple):
    """circular: first 8 hex digits of its SHA-256, upper case; school: 10 digits; form: "confirm" …"""

    circular: str
    school: str
    form: str


def write_form_code(sha256: str, school: str, form: str) -> str:
    """The code as printed. Raises KeyError for an unknown form."""
    payload = f"W1.{sha256[:8].upper()}.{school}.{LETTERS[form]}"
    return f"{payload}.{_check_character(payload)}"


def read_form_code(text: str) -> FormCode | None:
    """The code found in `text` (from a QR code or typed), or None where none is whole and consistent."""
    for match in PATTERN.finditer(text.upper()):
        payload = match[0].rsplit(".", 1)[0]
        if match[4] == _check_character(payload) and match[3] in FORMS:
            return FormCode(match[1], match[2], FORMS[match[3]])
    return None


def qr_modules(code: str) -> list[list[bool]]:
    """The QR symbol, rows of modules, True = dark, without the quiet zone of 4 modules it needs round it."""
    import numpy as np
    import zxingcpp

    symbol = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = np.asarray(zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False))
    rows: list[list[bool]] = (picture == 0).tolist()
    return rows


def _check_character(payload: str) -> str:
    remainder = 0
    for character in payload.replace(".", ""):
        remainder = (remainder + ALPHABET.index(character)) * 2 % 37
    return ALPHABET[(38 - remainder) % 37]
