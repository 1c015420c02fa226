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
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import NamedTuple

from extract.models import Circular
from generate.form_descriptions import forms_asked
from generate.form_pages import certification_form
from generate.office import Office
from generate.schools import School

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
    make = partial(_block, circular, wanted, office, archive, fillable)
    blocks = _blocks(schools)
    if processes < 2:
        for block in blocks:
            yield from make(block)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        begun: deque[Future[list[SchoolForm]]] = deque()
        try:
            for block in blocks:
                begun.append(pool.submit(make, block))
                if len(begun) > processes * WAITING:
                    yield from begun.popleft().result()
            while begun:
                yield from begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()


def _blocks(schools: Iterable[School]) -> Iterator[list[School]]:
    rest = iter(schools)
    while block := list(islice(rest, BLOCK)):
        yield block


def _block(
    circular: Circular,
    forms: Sequence[str],
    office: Office | None,
    archive: bool,
    fillable: bool,
    schools: Sequence[School],
) -> list[SchoolForm]:
    return [
        SchoolForm(
            school,
            form,
            certification_form(circular, school, form, office=office, archive=archive, fillable=fillable),
        )
        for school in schools
        for form in forms
    ]
