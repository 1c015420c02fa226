"""Certification forms as archive files, as fillable ones, and in batches."""

from __future__ import annotations

import ctypes
import hashlib
import io
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from generate import School, certification_booklet, certification_form, certification_forms, read_schools
from generate.form_descriptions import FORMS
from tests.circulars import circular
from tests.drawn_texts import lost_blanks, lost_characters, noted_texts
from tests.golden import pages_that_differ
from tests.letters import office
from tests.pdf_tags import tags, untagged
from tests.pdf_text import READERS

ROOT = Path(__file__).parent.parent
SCHOOLS = read_schools((ROOT / "samples" / "schools.csv").read_bytes(), "schools.csv")[0]
THAI_NAME = "นางสาวกัญญ์ชลา ปิ่นแก้วน้ำใส"


def made(form: str, school: School = SCHOOLS[1], **how: bool) -> bytes:
    return certification_form(circular(), school, form, office=office(), **how)


@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_every_text_back(reader: str, form: str) -> None:
    """No wrong character, no wrong blank, in the plain form and in the archive form."""
    for archive in (False, True):
        with noted_texts() as texts:
            pdf = made(form, archive=archive)
        got = READERS[reader](pdf)
        assert (lost_characters(texts, got), lost_blanks(texts, got)) == (0, 0)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_archive_forms_are_tagged_and_carry_the_circular(form: str, tmp_path: Path) -> None:
    """PDF/A-3b with circular.json inside; every text tagged or an artifact, tables as tables."""
    pdf = made(form, archive=True)
    assert untagged(pdf) == []
    found = tags(pdf)
    assert found[:2] == ["Document", "H1"]
    assert found.count("Figure") == 1
    assert ("Table" in found) == (FORMS[form].content != "totals")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        held = document.attachments["circular.json"].get_file().read_bytes()
    assert held.decode() == circular().to_json()
    pytest.importorskip("jsonschema", reason="the validator's own packages (pikepdf[pdfa]) are not installed")
    from pikepdf import pdfa

    file = tmp_path / "form.pdf"
    file.write_bytes(pdf)
    assert pdfa.validate_written(file, "3b").passed


def test_a_fillable_form_is_no_archive_file() -> None:
    """What may still change is not declared to be final."""
    with pytest.raises(ValueError, match="archive"):
        made("confirm", archive=True, fillable=True)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_fillable_forms_have_a_named_field_for_each_answer(form: str) -> None:
    """Names are unique, each field says what it is for, holds what the list knows and has its own picture."""
    pdf = made(form, fillable=True)
    assert untagged(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields = list(document.Root.AcroForm.Fields)
        names = [str(field.T) for field in fields]
        assert len(set(names)) == len(names)
        assert all(str(field.TU) and "/N" in field.AP for field in fields)
        assert "/NeedAppearances" not in document.Root.AcroForm
        assert [field.objgen for field in document.pages[0].Annots] == [field.objgen for field in fields]
        values = {str(field.T): str(field.V) for field in fields}
    assert tags(pdf).count("Form") == len(fields)
    assert values["director_name"] == SCHOOLS[1].director
    assert values["director_day"] == values["director_hour"] == ""
    if form == "certify":
        assert values["p1_male"] == str(SCHOOLS[1].counts["p1"].male)
        assert len(fields) == 20 * 4 + 6
    if form == "assets":
        assert values["building14_condition"] == ""


def test_fields_look_like_printed_text_in_both_viewers(tmp_path: Path) -> None:
    """Drawn by pdfium and by poppler, the table of a fillable form looks like that of the printed one."""
    plain, fillable = _drawn(made("certify")), _drawn(made("certify", fillable=True))
    table = slice(420, 1000)  # rows of dots that show the table, at 120 dots an inch
    assert np.abs(plain[table].astype(int) - fillable[table].astype(int)).mean() < 1
    assert (fillable[table] < 128).sum() == pytest.approx((plain[table] < 128).sum(), rel=0.02)
    if shutil.which("pdftoppm"):
        file = tmp_path / "form.pdf"
        file.write_bytes(made("certify", fillable=True))
        command = ["pdftoppm", "-r", "120", "-gray", "-singlefile", file, tmp_path / "page"]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        from PIL import Image

        poppler = np.asarray(Image.open(tmp_path / "page.pgm"))
        assert (poppler[table] < 128).sum() == pytest.approx((fillable[table] < 128).sum(), rel=0.1)


def test_thai_in_a_field_is_shaped() -> None:
    """A name with vowels above and below is drawn in a field as it is on paper."""
    school = SCHOOLS[1].model_copy(update={"director": THAI_NAME})
    filled, empty = _drawn(made("confirm", school, fillable=True)), _drawn(made("confirm", fillable=True))
    changed = np.argwhere(filled != empty)
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    ink = (filled[top : bottom + 1, left : right + 1] < 128).sum()
    printed = _drawn(made("confirm", school))
    same_rows = printed[top - 2 : bottom + 3]
    assert ink > 200
    assert ink == pytest.approx((same_rows[:, left - 20 : right + 20] < 128).sum(), rel=0.35)


def test_thai_can_be_typed_into_a_field() -> None:
    """pdfium, given a long date by keyboard, shows all of it inside the field."""
    pdf = made("confirm", fillable=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (field,) = [one for one in document.Root.AcroForm.Fields if str(one.T) == "director_day"]
        left, bottom, right, top = (float(edge) for edge in field.Rect)
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    keyboard, page = document.formenv.raw, document[0]
    before = _picture(page)
    typed = "๑๐ มิถุนายน ๒๕๗๐ ปั๊มน้ำ\0".encode("utf-16-le")
    raw.FORM_OnLButtonDown(keyboard, page.raw, 0, (left + right) / 2, (bottom + top) / 2)
    raw.FORM_OnLButtonUp(keyboard, page.raw, 0, (left + right) / 2, (bottom + top) / 2)
    raw.FORM_ReplaceSelection(
        keyboard, page.raw, (ctypes.c_ushort * (len(typed) // 2)).from_buffer_copy(typed)
    )
    raw.FORM_ForceToKillFocus(keyboard)
    changed = np.argwhere((_picture(page) < 128) & (before >= 128)) * 72 / 120
    assert len(changed) > 150
    assert left < changed[:, 1].min() < changed[:, 1].max() < right
    assert changed[:, 1].max() - changed[:, 1].min() > 0.7 * (right - left)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_pages_look_as_they_did(form: str) -> None:
    """Each form looks like the picture that a person has approved."""
    assert pages_that_differ(made(form), f"form-{form}") == []


def test_a_batch_gives_the_same_forms_in_order() -> None:
    """One process or two, and whatever was made before: the same bytes, school by school."""
    alone = list(certification_forms(circular(), SCHOOLS[:5], office=office()))
    assert [(one.school.code, one.form) for one in alone] == [
        (school.code, form) for school in SCHOOLS[:5] for form in ("confirm", "certify")
    ]
    assert all(
        one.pdf == certification_form(circular(), one.school, one.form, office=office()) for one in alone
    )
    assert list(certification_forms(circular(), iter(SCHOOLS[:5]), office=office(), processes=2)) == alone


def test_forms_are_small() -> None:
    """Fifteen kilobytes a file, fonts and QR code included."""
    sizes = [len(one.pdf) for one in certification_forms(circular(), SCHOOLS, sorted(FORMS), office=office())]
    assert max(sizes) < 15 * 1024


def test_the_booklet_has_the_same_pages() -> None:
    """All forms in one file look like the single ones, and share their fonts."""
    booklet = pypdfium2.PdfDocument(certification_booklet(circular(), SCHOOLS[:4], office=office()))
    alone = [one.pdf for one in certification_forms(circular(), SCHOOLS[:4], office=office())]
    assert len(booklet) == len(alone)
    for page, pdf in zip(booklet, alone, strict=True):
        assert (_picture(page) == _drawn(pdf)).all()
    whole = certification_booklet(circular(), SCHOOLS, office=office())
    assert (
        len(whole)
        < sum(len(one.pdf) for one in certification_forms(circular(), SCHOOLS, office=office())) / 2
    )


def test_a_batch_of_nothing_is_empty() -> None:
    """No schools, or a circular that asks for no form."""
    assert list(certification_forms(circular(), [])) == []
    assert list(certification_forms(circular(deadlines=[]), SCHOOLS)) == []


def test_all_variants_repeat_in_another_process() -> None:
    """Byte-identical whatever the process and its hash seed."""
    code = (
        "import hashlib; from tests.test_form_variants import everything;"
        "print(hashlib.sha256(everything()).hexdigest())"
    )
    runs = [
        subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    expected = hashlib.sha256(everything()).hexdigest()
    assert [run.decode().strip() for run in runs] == [expected] * 2


def everything() -> bytes:
    variants = ({}, {"archive": True}, {"fillable": True})
    return b"".join(made(form, **how) for form in sorted(FORMS) for how in variants)


def _drawn(pdf: bytes) -> np.ndarray:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return _picture(document[0])


def _picture(page: pypdfium2.PdfPage) -> np.ndarray:
    """Grey dots, 120 an inch, fields drawn."""
    dots = page.render(scale=120 / 72, grayscale=True, may_draw_forms=True).to_numpy()
    return dots.reshape(dots.shape[:2]).copy()
