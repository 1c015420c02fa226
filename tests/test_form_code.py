"""The code on a form leads back to school, form and circular, or to nothing: never to another school."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from generate.form_code import FORMS, FormCode, qr_modules, read_form_code, write_form_code

SHA = "3f2a9c1b" + "0" * 56


@given(st.text("0123456789", min_size=10, max_size=10), st.sampled_from(sorted(FORMS.values())))
def test_a_code_leads_back(school: str, form: str) -> None:
    """Whatever stands round it, in either case."""
    code = write_form_code(SHA, school, form)
    assert read_form_code(f"รหัส {code.lower()} หน้า 1") == FormCode("3F2A9C1B", school, form)


@given(st.integers(3, 23), st.sampled_from("0123456789ABCDEF"))
def test_one_wrong_character_is_never_another_form(at: int, character: str) -> None:
    """A misread character makes the code unreadable, not another school's."""
    code = write_form_code(SHA, "1099000001", "confirm")
    changed = code[:at] + character + code[at + 1 :]
    assert changed == code or read_form_code(changed) is None


def test_two_swapped_digits_are_noticed() -> None:
    """Typing 10 for 01 does not lead to another school."""
    code = write_form_code(SHA, "1099000012", "certify")
    assert read_form_code(code.replace("0012", "0021")) is None


@pytest.mark.parametrize("form", sorted(FORMS.values()))
def test_the_qr_symbol_is_read_by_a_scanner(form: str) -> None:
    """The modules, enlarged and with a quiet zone, give the code back."""
    code = write_form_code(SHA, "1099000001", form)
    modules = np.array(qr_modules(code))
    assert modules.shape == (25, 25)
    picture = np.pad(np.where(modules, 0, 255), 4, constant_values=255).repeat(4, 0).repeat(4, 1)
    (found,) = zxingcpp.read_barcodes(picture.astype(np.uint8))
    assert found.text == code
