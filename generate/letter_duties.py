"""The deadlines that concern schools, as the sentences or list items of a letter."""

from __future__ import annotations

import re

from extract.models import Circular, Deadline
from extract.thai_dates import find_dates
from generate.date_words import when
from generate.letter_text import BLANK

SCHOOL_WORDS = re.compile("โรงเรียน|สถานศึกษา|ครู")
# What a circular to districts says before the duty itself.
LEAD = re.compile(
    r"^(?:จึง)?(?:ขอ(?:ความร่วมมือ)?)?(?:ให้|แจ้ง(?:ให้)?)?(?:โรงเรียน|สถานศึกษา)(?:ในสังกัด)?(?:ทุกแห่ง|ทุกโรง)?\s*"
)
CLOCK = r"[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}"
# ตั้งแต่เวลา 08.30 น. - 16.30 น. · เวลา 9.00 น. · 16.30 น.
HOURS = re.compile(
    r"(?:ตั้งแต่|ระหว่าง|ภายใน|ไม่เกิน|ก่อน)?\s*"
    rf"(?:(?:เวลา)?\s*{CLOCK}\s*(?:น\.)?\s*(?:[-–]|ถึง(?:เวลา)?)\s*{CLOCK}\s*(?:น\.|นาฬิกา)?"
    rf"|เวลา\s*{CLOCK}\s*(?:น\.|นาฬิกา)?|{CLOCK}\s*(?:น\.|นาฬิกา))"
)
# What is left of a date that could not be read whole, to the end of the action.
HALF_READ_DATE = re.compile(r"\s*(?:ณ\s*|ใน|ภายใน|ระหว่าง|ตั้งแต่|ก่อน|ไม่เกิน|ถึง)?วันที่\s*[0-9๐-๙].*$")
# What stands before a day that is left open, by the kind of the deadline.
OPEN_DAYS = {"event": "ในวันที่", "day": "ในวันที่", "window": "ระหว่างวันที่"}
NO_WORDS = "ดำเนินการตามสิ่งที่ส่งมาด้วย"  # an action that was nothing but a date
NUMBER_FIRST = re.compile(r"^[0-9๐-๙]{1,2}[.)]\s*(?=[^0-9๐-๙])")
AIM_FIRST = re.compile(r"^(?:เพื่อ(?!น|ให้)|สามารถ)\s*")
ANNOUNCED = re.compile(r"^ประกาศ(?:รายชื่อ|ผล)")
ATTENDED = re.compile(r"^(?:การ)?(?:ประชุม|อบรม|สัมมนา|แข่งขัน|สอบ|ปฐมนิเทศ)")


def duties_of_schools(circular: Circular) -> list[Deadline]:
    """Deadlines on which schools must act, by their last days; those without a certain day come last.

    A sure one that names nobody is kept: better one duty too many than one missed. A doubtful one that names
    nobody is not (application forms and programmes are full of them); `left_out` names it for the officer.
    """
    return sorted((d for d in circular.deadlines if is_duty_of_schools(d)), key=_last_day)


def is_duty_of_schools(deadline: Deadline) -> bool:
    return _names_schools(deadline) or (not deadline.actors and deadline.state == "sure")


def _last_day(deadline: Deadline) -> str:
    return (deadline.end or deadline.start or "9999") if deadline.state == "sure" else "9999"


def left_out(circular: Circular) -> list[str]:
    """A point for each doubtful deadline that may or may not be the schools'."""
    return [
        f"“{_short(d)}” (หน้า {d.page}) อ่านได้ว่า “{d.text}”: ไม่แน่ชัดทั้งวันที่และผู้ดำเนินการ ไม่ได้ใส่ไว้ในหนังสือ โปรดตรวจ"
        for d in circular.deadlines
        if not d.actors and d.state != "sure"
    ]


def _names_schools(deadline: Deadline) -> bool:
    return "school" in deadline.actors or any(SCHOOL_WORDS.search(actor) for actor in deadline.actors)


def inline_duties(circular: Circular, deadlines: list[Deadline], points: list[str]) -> str:
    """One or two duties as the rest of a sentence."""
    return " และ".join(listed_duties(circular, deadlines, points))


def listed_duties(circular: Circular, deadlines: list[Deadline], points: list[str]) -> list[str]:
    """The items of a numbered list, without their numbers; what is not sure is a blank and a point."""
    return [_duty(circular, deadline, points) for deadline in deadlines]


def _duty(circular: Circular, deadline: Deadline, points: list[str]) -> str:
    if not deadline.actors:
        points.append(f"“{_short(deadline)}”: หนังสือไม่ได้ระบุผู้ดำเนินการ ใส่ไว้เป็นหน้าที่ของโรงเรียน โปรดตรวจ")
    action = _action(deadline) if _action_is_sure(circular, deadline) else BLANK
    return " ".join(part for part in (action, _when(deadline, points)) if part)


def _action_is_sure(circular: Circular, deadline: Deadline) -> bool:
    """Whether the words of the duty may be printed though its date, perhaps, may not."""
    if deadline.state == "sure":
        return True
    rows = [row for calendar in circular.calendars for row in calendar.rows if deadline.id in row.deadlines]
    texts = [row.action for row in rows] + circular.body
    return any(text.state == "sure" and deadline.action in (text.value or "") for text in texts)


def _action(deadline: Deadline) -> str:
    """The duty without its dates and hours (they follow it) and without words that hand it on to schools."""
    action = _without_dates(deadline.action)
    if deadline.start_time or deadline.end_time or deadline.state != "sure":
        action = HOURS.sub("", action)
    if deadline.state != "sure":
        action = HALF_READ_DATE.sub("", action)
    action = re.sub(" +", " ", action).strip(" ,()") or NO_WORDS
    for opening in (NUMBER_FIRST, LEAD, AIM_FIRST):
        action = opening.sub("", action) or action
    if not deadline.actors and ANNOUNCED.match(action):
        action = f"ติดตามการ{action}"  # others announce, schools look
    if deadline.kind == "event" and ATTENDED.match(action):
        action = f"เข้าร่วม{action}"
    return action


def _without_dates(action: str) -> str:
    """A date inside the action would stand twice, or stand there though the deadline is doubtful."""
    rest = action
    for span in reversed(find_dates(action)):
        if span.kind not in ("relative", "recurring"):
            rest = rest[: span.start_index].rstrip(" (") + " " + rest[span.end_index :].lstrip(" )")
    return rest


def _when(deadline: Deadline, points: list[str]) -> str:
    if deadline.state != "sure":
        points.append(
            f"กำหนดของ “{_short(deadline)}” (หน้า {deadline.page}): ยังไม่แน่ชัด"
            f" อ่านได้ว่า “{deadline.text}” จึงเว้นไว้ โปรดตรวจแล้วเติม"
        )
        return f"{OPEN_DAYS.get(deadline.kind, 'ภายใน')}{BLANK}"
    if deadline.kind == "relative":
        points.append(
            f"กำหนดของ “{_short(deadline)}” (หน้า {deadline.page}) เขียนว่า “{deadline.text}”"
            " โปรดนับวันที่สำหรับโรงเรียนแล้วเติม"
        )
        return f"ภายใน{BLANK}"
    words = when(deadline)
    if not words:
        return deadline.text if deadline.kind == "recurring" else ""
    return f"ใน{words}" if words.startswith("วันที่") else words


def _short(deadline: Deadline) -> str:
    return deadline.action if len(deadline.action) <= 50 else f"{deadline.action[:50]}…"
