"""Certification forms for many schools: one file each, in the order of the list, on one core or several.

    for school, form, pdf in certification_forms(circular, schools, ["confirm", "certify"], office=office):
        ...

A form costs the same at the end of a list of 29,000 as at its start, and memory stays flat: what is kept of
earlier forms is bounded, and only a few blocks of finished ones wait to be taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple

from extract.models import Circular
from generate.form_descriptions import FORMS, forms_asked
from generate.form_pages import certification_form, draw_form, printable
from generate.office import Office
from generate.schools import School
from generate.typesetter import Typesetter

BLOCK = 100  # schools that a process is given at a time
WAITING = 2  # blocks a process may be ahead of who takes the forms


class SchoolForm(NamedTuple):
    """One finished form."""

    school: School
    form: str
    pdf: bytes


def certification_forms(
    circular: Circular,
    schools: Iterable[School],
    forms: Sequence[str] | None = None,
    *,
    office: Office | None = None,
    archive: bool = False,
    fillable: bool = False,
    processes: int = 1,
) -> Iterator[SchoolForm]:
    """Every form for every school, school by school, each as `certification_form` makes it.

    forms: names of forms, by default those that the circular asks for (perhaps none). schools is read only as
    fast as forms are taken. processes: more than 1 makes forms in so many processes of their own (started
    anew, 0.4 s of CPU each: worth it from some 500 forms on) and gives the same bytes in the same order.
    """
    wanted = tuple(forms_asked(circular) if forms is None else forms)
    options = {"office": office, "archive": archive, "fillable": fillable}
    blocks = _blocks(schools)
    if processes < 2:
        for block in blocks:
            yield from _forms_of(block, circular, wanted, options)
        return
    beginning = (circular.to_json(), wanted, options)
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, beginning) as pool:
        begun: deque[Future[list[SchoolForm]]] = deque()
        try:
            for block in blocks:
                begun.append(pool.submit(_block, block))
                if len(begun) > processes * WAITING:
                    yield from begun.popleft().result()
            while begun:
                yield from begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()


def certification_booklet(
    circular: Circular,
    schools: Iterable[School],
    forms: Sequence[str] | None = None,
    *,
    office: Office | None = None,
) -> bytes:
    """The same forms as one PDF to be printed, school by school. They share their fonts: a sixth of the size
    of all files together. Without any form it is one blank page.
    """
    wanted = tuple(forms_asked(circular) if forms is None else forms)
    title = " ".join(FORMS[form].title for form in wanted)
    sheet = Typesetter(title=title, author=office.name if office else "")
    for number, (school, form) in enumerate((school, form) for school in schools for form in wanted):
        if number:
            sheet.new_page()
        draw_form(sheet, circular, printable(school), form, office)
    return sheet.finish()


def _blocks(schools: Iterable[School]) -> Iterator[list[School]]:
    rest = iter(schools)
    while block := list(islice(rest, BLOCK)):
        yield block


def _forms_of(
    schools: Sequence[School], circular: Circular, forms: Sequence[str], options: dict[str, Any]
) -> Iterator[SchoolForm]:
    for school in schools:
        for form in forms:
            yield SchoolForm(school, form, certification_form(circular, school, form, **options))


# In a process of the pool: what it was started with.
_started: list[tuple[Circular, tuple[str, ...], dict[str, Any]]] = []


def _begin(circular: str, forms: tuple[str, ...], options: dict[str, Any]) -> None:
    _started.append((Circular.model_validate_json(circular), forms, options))


def _block(schools: Sequence[School]) -> list[SchoolForm]:
    circular, forms, options = _started[-1]
    return list(_forms_of(schools, circular, forms, options))
