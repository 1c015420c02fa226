"""Whatever stands in a circular or a list of schools: a paper without fault, or a clear error."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.models import Circular
from generate import (
    School,
    SentLetter,
    certification_form,
    deadlines_ics,
    draft_letter,
    forwarding_letter,
    letter_docx,
    memo,
    read_schools,
    reminder,
    timeline,
)
from generate.office import Office
from generate.shaping import UnprintableText, face, tidy
from tests.circulars import circular, deadline, sure
from tests.letters import DATE, EMBLEM, office
from tests.pdf_tags import untagged

ROOT = Path(__file__).parent.parent
SCHOOL = read_schools((ROOT / "samples" / "schools.csv").read_bytes(), "schools.csv")[0][0]
A4 = {(595, 842), (842, 595)}
THAI = "กขคฆงจฉชซญฎฏฐณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาิีึืุูเแโใไ่้๊๋์ำๆฯ๐๑๒๓ "
STRANGE = "\x00\x07\t\n\r\x1b\u200b\u200d\ufeff\u00ad\u202e\u00a0😀漢✓�\ud7ff\U0001f1f9()\\<>/%&[]{}"
words = st.text(alphabet=THAI + "abcXYZ0123456789.,:;-/()", min_size=1, max_size=300)
strange_words = st.text(alphabet=THAI + STRANGE + "ab1", min_size=1, max_size=120)
Paper = Callable[[Circular, Office, School], bytes]

PAPERS: dict[str, Paper] = {
    "letter": lambda c, o, _: forwarding_letter(c, o, date=DATE),
    "memo": lambda c, o, _: memo(c, o, date=DATE),
    "reminder": lambda c, o, s: reminder(c, o, to=s.name, missing=("แบบยืนยันข้อมูล",), date=DATE),
    "timeline": lambda c, *_: timeline(c),
    "confirm": lambda c, o, s: certification_form(c, s, "confirm", office=o),
    "certify": lambda c, o, s: certification_form(c, s, "certify", office=o, archive=True),
    "assets": lambda c, o, s: certification_form(c, s, "assets", office=o, fillable=True),
}


def faults(pdf: bytes) -> list[str]:
    """What is beyond the paper's edges, and boxes in place of letters."""
    found = []
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            assert (round(page.width), round(page.height)) in A4
            for char in page.chars:
                if char["x0"] < 20 or char["x1"] > page.width - 20 or not 15 < char["top"] < page.height - 15:
                    found.append(
                        f"page {page.page_number}: {char['text']} at {char['x0']:.0f}, {char['top']:.0f}"
                    )
                if char["text"] in ("\x00", "\ufffd") or "cid:" in char["text"]:
                    found.append(f"page {page.page_number}: a box")
    return found


def strange_circular(subject: str, action: str, title: str, count: int) -> Circular:
    """Fields of any words, so many deadlines."""
    rows = [deadline(n, action=action, item=str(n)) for n in range(1, count + 1)]
    kinds = [{}, {"state": "doubtful"}, {"actors": []}, {"kind": "event"}, {"phase": title}]
    rows = [row.model_copy(update=kinds[n % len(kinds)]) for n, row in enumerate(rows)]
    body = [sure(f"ด้วย {subject} นั้น")]
    return circular(subject=sure(subject), issuer=sure(title), deadlines=rows, body=body)


@pytest.mark.parametrize("paper", PAPERS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(subject=words, action=words, name=words, count=st.integers(0, 40))
def test_random_thai_makes_whole_pages(paper: str, subject: str, action: str, name: str, count: int) -> None:
    """Long names, any order of letters, no deadline or forty: every letter inside the paper, no box."""
    school = SCHOOL.model_copy(update={"name": name, "director": name, "subdistrict": action})
    pdf = PAPERS[paper](strange_circular(subject, action, name, count), office(), school)
    assert faults(pdf) == []


@pytest.mark.parametrize("paper", PAPERS)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=strange_words)
def test_strange_characters_are_dropped_shown_or_refused(paper: str, text: str) -> None:
    """Control characters vanish; what the fonts lack is shown as … or refused by name, never a box."""
    school = SCHOOL.model_copy(update={"name": text, "data_officer": text})
    try:
        pdf = PAPERS[paper](strange_circular(text, text, text, 3), office(), school)
    except UnprintableText as error:
        lacking = [c for c in tidy(text) if not face().has(c)]
        assert lacking
        assert all(f"U+{ord(c):04X}" in str(error) for c in error.characters)
        return
    assert faults(pdf) == []


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", [0, 40])
def test_no_deadline_and_forty(paper: str, count: int) -> None:
    """An empty list and one of five pages."""
    drawn = strange_circular(
        "การสำรวจข้อมูล" * 8, "จัดส่งรายงานผลการดำเนินงานตามแบบที่กำหนด" * 8, "สำนักงานสมมติ", count
    )
    school = SCHOOL.model_copy(update={"name": "โรงเรียน" + "บ้านหนองสมมติ" * 23})
    pdf = PAPERS[paper](drawn, office(), school)
    assert faults(pdf) == []
    if paper != "confirm":
        assert untagged(pdf) == []
    if paper == "letter" and count:
        assert len(pdfplumber.open(io.BytesIO(pdf)).pages) >= 5


def test_a_deadline_longer_than_a_page_goes_on_overleaf() -> None:
    """The timeline's row is parted rather than cut off."""
    long = "จัดส่งรายงานผลการดำเนินงานตามแบบที่กำหนดให้ครบถ้วน " * 60
    pdf = timeline(circular(deadlines=[deadline(1, action=long)]))
    assert faults(pdf) == []
    text = "".join(page.extract_text() for page in pdfplumber.open(io.BytesIO(pdf)).pages)
    assert text.count("ครบถ้วน") == 60


def all_outputs() -> list[bytes]:
    """Everything that is made of one circular."""
    sender = office(emblem=EMBLEM)
    sent = SentLetter("ศธ ๐๔๙๙๙/ว๒๓๐๕", date(2027, 5, 12))
    missing = ("แบบยืนยันข้อมูล", "แบบรับรองข้อมูล")
    return [
        draft_letter(circular(), sender).model_dump_json().encode(),
        forwarding_letter(circular(), sender, date=DATE),
        forwarding_letter(circular(), sender, date=DATE, archive=False),
        letter_docx(circular(), sender, date=DATE),
        memo(circular(), sender, date=DATE),
        reminder(circular(), sender, to="โรงเรียนสมมติ", missing=missing, sent=sent, date=DATE),
        timeline(circular()),
        deadlines_ics(circular()),
        *(
            certification_form(circular(), SCHOOL, form, office=sender)
            for form in ("confirm", "certify", "assets")
        ),
    ]


def test_every_output_repeats_in_two_processes() -> None:
    """Byte-identical, whatever the hash seed, the time and the history of the process."""
    code = (
        "import hashlib; from tests.test_bad_input import all_outputs;"
        "print([hashlib.sha256(one).hexdigest() for one in all_outputs()])"
    )
    runs = [
        subprocess.check_output(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "TZ": zone}
        ).decode().strip()
        for seed, zone in (("1", "Asia/Bangkok"), ("2", "America/Lima"))
    ]  # fmt: skip
    assert runs == [str([hashlib.sha256(one).hexdigest() for one in all_outputs()])] * 2
