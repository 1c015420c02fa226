"""The certification forms as data: a fourth form is an entry here, not code.

No official printed text of these forms is published; the wording follows the parts that districts use: head,
round, school, table of counts, statement, two signers in order (data officer, then director).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extract.models import Circular, Deadline

Content = Literal["totals", "levels", "buildings"]
NameOf = Literal["data_officer", "director"]


@dataclass(frozen=True)
class Signer:
    """Who signs: what for, whose name is filled in, and the post below it."""

    role: str
    name_of: NameOf
    post: str


@dataclass(frozen=True)
class FormDescription:
    """One form. `duty` finds its deadline among those of schools; `system` is the canonical system name.

    `statement` has blanks round {school}: what stands beside the name is then the same for all schools, and
    is shaped and divided only once.
    """

    key: str
    title: str
    subject: str
    duty: re.Pattern[str]
    system: str
    content: Content
    statement: str
    signers: tuple[Signer, ...]


OFFICER = "เจ้าหน้าที่ผู้รับผิดชอบข้อมูลของโรงเรียน"
DIRECTOR = "ผู้อำนวยการโรงเรียน"
PUPILS = re.compile(r"(?:ยืนยัน|รับรอง).{0,40}(?:นักเรียน|มีตัวตน)|(?:นักเรียน|มีตัวตน).{0,40}(?:ยืนยัน|รับรอง)")

FORMS = {
    form.key: form
    for form in (
        FormDescription(
            key="confirm",
            title="แบบยืนยันข้อมูลการมีตัวตนของนักเรียน",
            subject="ข้อมูลนักเรียนรายบุคคล (DMC)",
            duty=re.compile("ยืนยัน"),
            system="DMC",
            content="totals",
            statement="ขอยืนยันว่าได้ตรวจนับนักเรียนของ {school} แล้ว นักเรียนตามจำนวนข้างต้นมีตัวตนและมาเรียนอยู่จริง "
            "และข้อมูลที่บันทึกในระบบตรงกับความเป็นจริงทุกประการ",
            signers=(
                Signer("ผู้ยืนยันข้อมูล", "data_officer", OFFICER),
                Signer("ผู้ตรวจสอบ", "director", DIRECTOR),
            ),
        ),
        FormDescription(
            key="certify",
            title="แบบรับรองข้อมูลนักเรียน",
            subject="ข้อมูลนักเรียนรายบุคคล (DMC)",
            duty=re.compile("รับรอง"),
            system="DMC",
            content="levels",
            statement="ขอรับรองว่าข้อมูลจำนวนนักเรียนของ {school} ข้างต้นถูกต้อง ครบถ้วน และตรงกับที่บันทึกในระบบทุกประการ",
            signers=(
                Signer("ผู้จัดทำข้อมูล", "data_officer", OFFICER),
                Signer("ผู้รับรองข้อมูล", "director", DIRECTOR),
            ),
        ),
        FormDescription(
            key="assets",
            title="แบบรับรองข้อมูลอาคารและสิ่งก่อสร้าง",
            subject="ระบบสินทรัพย์ (OBEC-Asset)",
            duty=re.compile("รับรอง|ยืนยัน|ปรับปรุง|บันทึก"),
            system="OBEC-Asset",
            content="buildings",
            statement="ขอรับรองว่าข้อมูลอาคารและสิ่งก่อสร้างของ {school} ข้างต้นถูกต้อง ครบถ้วน "
            "และตรงกับที่บันทึกในระบบทุกประการ",
            signers=(
                Signer("ผู้จัดทำข้อมูล", "data_officer", OFFICER),
                Signer("ผู้รับรองข้อมูล", "director", DIRECTOR),
            ),
        ),
    )
}


def forms_asked(circular: Circular) -> list[str]:
    """`confirm` and `certify` where a deadline names DMC or the certification of pupils, `assets` where one
    names OBEC-Asset; often none."""
    return forms_among(circular.deadlines)


def forms_among(deadlines: Sequence[Deadline]) -> list[str]:
    """The same from a circular's deadlines alone."""
    asked = []
    if any("DMC" in deadline.systems or PUPILS.search(deadline.action) for deadline in deadlines):
        asked += ["confirm", "certify"]
    if any("OBEC-Asset" in deadline.systems for deadline in deadlines):
        asked.append("assets")
    return asked


def deadline_of(circular: Circular, form: FormDescription) -> Deadline | None:
    """The school's own deadline for this form: the first whose action begins with the form's duty, else the
    first that names it. None where there is none, or only one that a person must still look at."""
    return deadline_among(circular.deadlines, form)


def deadline_among(deadlines: Sequence[Deadline], form: FormDescription) -> Deadline | None:
    """The same from a circular's deadlines alone."""
    own = [d for d in deadlines if "school" in d.actors and d.state == "sure" and _about(d, form)]
    begins = [deadline for deadline in own if form.duty.match(deadline.action)]
    names = [deadline for deadline in own if form.duty.search(deadline.action)]
    return next(iter([*begins, *names]), None)


def _about(deadline: Deadline, form: FormDescription) -> bool:
    pupils = form.system == "DMC" and PUPILS.search(deadline.action)
    return bool(form.system in deadline.systems or pupils)
