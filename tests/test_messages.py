"""Every visible sentence has its English, and none stands in a template outside the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.language import catalogue
from api.messages import sentences, wanting

TEMPLATES = sorted((Path(__file__).parent.parent / "api" / "templates").glob("*.html"))
MARKUP = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
VARIABLE = re.compile(r"%\(\w+\)s")
THAI = re.compile(r"[ก-๛]+")
# Ways to write that are Thai whoever reads: examples of dates, numbers and phrases of letters.
EXAMPLES = re.compile(r"10 มิ\.ย\. 2567|ศธ 04998|สพป\.ตัวอย่าง เขต ๑|ปฏิบัติราชการแทน|รักษาราชการแทน|[(\s]ว[)\s]|^ว")


def test_every_sentence_is_translated() -> None:
    """`python -m api.messages` lists those that are not."""
    assert wanting("en") == []


def test_translations_name_the_same_variables() -> None:
    """A variable that is missing or misspelt would break the page, or lose what it says."""
    for text, counts in sentences().items():
        message = catalogue("en").get(text)
        assert message is not None
        forms = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        assert len(forms) == (2 if counts else 1)
        many = forms[-1]
        assert set(VARIABLE.findall(many)) == set(VARIABLE.findall(text)), text
        for form in forms:
            assert set(VARIABLE.findall(form)) <= set(VARIABLE.findall(text)), text
            assert not THAI.search(EXAMPLES.sub("", form)), form


def test_no_translation_is_left_of_what_nobody_says() -> None:
    """The catalogue holds what pages say, and no more."""
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue("en")}
    assert known - {""} == set(sentences())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_thai_stands_outside_the_catalogue(template: Path) -> None:
    """Words in a template go through `_`."""
    assert THAI.findall(MARKUP.sub("", template.read_text())) == []
