# ruff: noqa: E501, ISC004 - sentences stand on one line, as they are printed
"""Sentences that set a deadline or name an event, and sentences whose dates are none, with what is to be found."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.made_words import Pen, working_day

Duty = dict[str, Any]
DASHES = (" - ", " – ", "-", "–", " ถึง ", " ถึงวันที่ ")


@dataclass
class Said:
    """A sentence, the deadlines it sets and the dates that must stay out."""

    text: str
    deadlines: list[Duty] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    neutral: list[Duty] = field(default_factory=list)


def duty(needle: str, kind: str, start: date | None, end: date | None,
         start_time: str | None = None, end_time: str | None = None, **more: Any) -> Duty:  # fmt: skip
    return {
        "action_contains": needle, "kind": kind,
        "start": start.isoformat() if start else None, "end": end.isoformat() if end else None,
        "start_time": start_time, "end_time": end_time, "page": 1, **more,
    }  # fmt: skip


def later(rng: random.Random, day: date, low: int = 5, high: int = 40) -> date:
    return working_day(day + timedelta(days=rng.randint(low, high)))


def until(rng: random.Random, pen: Pen, issued: date) -> Said:
    day = later(rng, issued)
    word = rng.choice(("ภายในวันที่ ", "ไม่เกินวันที่ ", "ภายในวัน", "อย่างช้าไม่เกินวันที่ "))
    what = pen.date(day, weekday=word == "ภายในวัน")
    lead, needle = rng.choice((
        ("ขอให้โรงเรียนจัดส่งแบบตอบรับและรายชื่อผู้เข้าร่วมทางไปรษณีย์อิเล็กทรอนิกส์ plan@example.go.th ", "จัดส่งแบบตอบรับ"),
        ("ขอความอนุเคราะห์แจ้งยืนยันการเข้าร่วมโครงการให้ผู้รับผิดชอบทราบ ", "แจ้งยืนยันการเข้าร่วม"),
        ("และส่งผลการดำเนินงานพร้อมภาพถ่ายถึงหน่วยงานต้นสังกัด ", "ส่งผลการดำเนินงาน"),
        ("ให้สถานศึกษากรอกแบบสำรวจออนไลน์ที่ https://forms.example.go.th/a1b2 ให้ครบถ้วน", "กรอกแบบสำรวจออนไลน์"),
        ("โดยรวบรวมเอกสารหลักฐานจัดส่งให้กลุ่มนโยบายและแผน จำนวน ๒ ชุด ", "รวบรวมเอกสาร"),
    ))  # fmt: skip
    if rng.random() < 0.35:
        clock = rng.choice(("12:00", "15:00", "16:30"))
        return Said(
            f"{lead}{word}{what} เวลา {pen.hour(clock)} น.", [duty(needle, "until", None, day, None, clock)]
        )
    tail = rng.choice(("", " เพื่อจะได้ดำเนินการในส่วนที่เกี่ยวข้องต่อไป", " หากพ้นกำหนดจะถือว่าไม่ประสงค์เข้าร่วม"))
    return Said(f"{lead}{word}{what}{tail}", [duty(needle, "until", None, day)])


def before(rng: random.Random, pen: Pen, issued: date) -> Said:
    day = later(rng, issued)
    text = rng.choice((
        f"ขอให้ตรวจสอบความถูกต้องและรายงานผลให้ทราบก่อนวันที่ {pen.date(day)}",
        f"ทั้งนี้ ให้รายงานผลการตรวจสอบถึงสำนักงาน ก่อนวันที่ {pen.date(day)} ด้วย",
    ))  # fmt: skip
    return Said(text, [duty("รายงานผล", "until", None, day - timedelta(days=1))])


def window(rng: random.Random, pen: Pen, issued: date) -> Said:
    start = later(rng, issued, 3, 20)
    end = later(rng, start, 4, 30)
    dash = rng.choice(DASHES)
    full = f"{pen.date(start)} ถึงวันที่ {pen.date(end)}" if rng.random() < 0.3 else pen.span(start, end, dash)
    text, needle = rng.choice((
        (f"ให้โรงเรียนบันทึกข้อมูลผ่านระบบ DMC ระหว่างวันที่ {full}", "บันทึกข้อมูลผ่านระบบ"),
        (f"ผู้สนใจสามารถยื่นใบสมัครได้ตั้งแต่วันที่ {full} ในวันและเวลาราชการ", "ยื่นใบสมัคร"),
        (f"เปิดรับสมัครทางเว็บไซต์ www.example.go.th ระหว่างวันที่ {full}", "รับสมัคร"),
        (f"โดยจะออกนิเทศติดตามสถานศึกษา ระหว่างวันที่ {full} ตามตารางที่กำหนด", "นิเทศติดตาม"),
    ))  # fmt: skip
    kind = {} if needle == "นิเทศติดตาม" else {"kind": "window"}
    made = duty(needle, "window", start, end)
    if not kind:
        del made["kind"]
    return Said(text, [made])


def from_now_until(rng: random.Random, pen: Pen, issued: date) -> Said:
    day = later(rng, issued, 10, 60)
    text = rng.choice((
        f"โดยสมัครเข้าร่วมกิจกรรมได้ตั้งแต่บัดนี้จนถึงวันที่ {pen.date(day)}",
        f"ทั้งนี้ สามารถสมัครเข้าร่วมกิจกรรมได้ตั้งแต่บัดนี้เป็นต้นไป ถึงวันที่ {pen.date(day)}",
        f"สมัครเข้าร่วมกิจกรรมทางระบบออนไลน์ ตั้งแต่บัดนี้ - {pen.date(day)}",
    ))  # fmt: skip
    return Said(text, [duty("สมัครเข้าร่วมกิจกรรม", "until", None, day)])


def meeting(rng: random.Random, pen: Pen, issued: date) -> Said:
    day = later(rng, issued, 6, 30)
    clock = rng.choice(("09:00", "08:30", "13:30"))
    room = rng.choice(("ห้องประชุมสมมติ ชั้น ๓", "ห้องประชุมราชพฤกษ์ โรงเรียนบ้านทดลอง", "หอประชุมอำเภอเมือง"))
    text = rng.choice((
        f"จึงขอเชิญท่านเข้าร่วมประชุมชี้แจงแนวทาง ในวัน{pen.date(day, weekday=True)} เวลา {pen.hour(clock)} น. ณ {room}",
        f"กำหนดจัดประชุมชี้แจงแนวทาง ในวันที่ {pen.date(day)} เวลา {pen.hour(clock)} น. เป็นต้นไป ณ {room}",
        f"จะจัดการประชุมชี้แจงแนวทางผ่านสื่ออิเล็กทรอนิกส์ (Zoom Meeting) วัน{pen.date(day, weekday=True)} "
        f"เวลา {pen.hour(clock)} น.",
    ))  # fmt: skip
    return Said(text, [duty("ประชุมชี้แจงแนวทาง", "event", day, day, clock)])


def training(rng: random.Random, pen: Pen, issued: date) -> Said:
    start = later(rng, issued, 10, 40)
    end = start + timedelta(days=rng.randint(1, 3))
    place = rng.choice(("โรงแรมตัวอย่างแกรนด์ จังหวัดสมมติบุรี", "ศูนย์ฝึกอบรมสมมติ"))
    text = rng.choice((
        f"กำหนดจัดอบรมเชิงปฏิบัติการระหว่างวันที่ {pen.span(start, end, rng.choice(DASHES))} ณ {place}",
        f"จะดำเนินการจัดอบรมเชิงปฏิบัติการให้แก่ครูผู้รับผิดชอบ ในวันที่ {pen.span(start, end, ' - ')} ณ {place}",
    ))  # fmt: skip
    return Said(text, [duty("อบรมเชิงปฏิบัติการ", "event", start, end)])


def within_month(rng: random.Random, pen: Pen, issued: date) -> Said:
    first = (issued.replace(day=1) + timedelta(days=32 * rng.randint(1, 3))).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    word = rng.choice(("ภายในเดือน", "ภายในสิ้นเดือน"))
    text = f"และขอให้ปรับปรุงข้อมูลสถานศึกษาให้เป็นปัจจุบันให้แล้วเสร็จ{word}{pen.month(first)} {pen.year(first)}"
    made = duty("ปรับปรุงข้อมูลสถานศึกษา", "month", first, last)
    made["also_accepted"] = [{"start": None, "kind": "until"}]
    return Said(text, [made])


def relative(rng: random.Random, pen: Pen, _issued: date) -> Said:
    days = rng.choice((3, 7, 15, 30))
    text, needle = rng.choice((
        (f"ขอให้ส่งหลักฐานการรับเงินภายใน {pen.figures(str(days))} วัน นับแต่วันที่ได้รับหนังสือฉบับนี้", "ส่งหลักฐาน"),
        (f"ให้รายงานการใช้จ่ายเงินภายใน {pen.figures(str(days))} วันทำการ นับถัดจากวันที่ได้รับโอนเงิน", "รายงานการใช้จ่าย"),
        (f"และแจ้งผลการพิจารณาให้ทราบภายใน {pen.figures(str(days))} วัน นับจากวันที่ได้รับแจ้ง", "แจ้งผลการพิจารณา"),
    ))  # fmt: skip
    return Said(text, [duty(needle, "relative", None, None)])


def recurring(rng: random.Random, pen: Pen, _issued: date) -> Said:
    day = rng.choice((3, 5, 10, 25))
    text = rng.choice((
        f"ให้รายงานผลการปฏิบัติงานภายในวันที่ {pen.figures(str(day))} ของทุกเดือน",
        f"โดยรายงานผลการปฏิบัติงานทุกวันที่ {pen.figures(str(day))} ของเดือน",
    ))  # fmt: skip
    return Said(text, [duty("รายงานผลการปฏิบัติงาน", "recurring", None, None)])


def results(rng: random.Random, pen: Pen, issued: date) -> Said:
    day = later(rng, issued, 20, 60)
    text = rng.choice((
        f"และจะประกาศผลการคัดเลือกในวันที่ {pen.date(day)} ทางเว็บไซต์ของหน่วยงาน",
        f"ประกาศผลการคัดเลือก วัน{pen.date(day, weekday=True)}",
    ))  # fmt: skip
    return Said(text, [duty("ประกาศผลการคัดเลือก", "day", day, day)])


DUTIES: tuple[Callable[[random.Random, Pen, date], Said], ...] = (
    until, until, before, window, window, from_now_until, meeting, training, within_month, relative, recurring, results,
)  # fmt: skip


def background(rng: random.Random, pen: Pen, issued: date) -> Said:
    """An opening with dates that are none of the addressee's business."""
    past = issued - timedelta(days=rng.randint(10, 200))
    text = pen.date(past)
    be = issued.year + 543
    say = pen.figures
    sentence, never = rng.choice((
        (f"ตามที่คณะรัฐมนตรีในการประชุมเมื่อวันที่ {text} ได้มีมติเห็นชอบในหลักการ นั้น", [text]),
        (f"ตามหนังสือที่อ้างถึง ได้แจ้งแนวทางการดำเนินงานและให้รายงานผลภายในวันที่ {text} ความละเอียดแจ้งแล้ว นั้น", [text]),
        (f"ด้วยที่ประชุมคณะกรรมการ ครั้งที่ {say(f'{rng.randint(1, 12)}/{be}')} เมื่อวันที่ {text} มีมติให้ดำเนินการ", [text]),
        (f"ตามพระราชบัญญัติการศึกษาแห่งชาติ พ.ศ. {say('2542')} และที่แก้ไขเพิ่มเติม มาตรา {say('24')} กำหนดให้สถานศึกษา"
         f"จัดการเรียนรู้ให้สอดคล้องกับความสนใจของผู้เรียน นั้น", []),
        (f"ด้วยกระทรวงได้ออกประกาศ ลงวันที่ {text} กำหนดหลักเกณฑ์ใหม่ ซึ่งมีผลใช้บังคับตั้งแต่วันที่ "
         f"{pen.date(past + timedelta(days=30))} เป็นต้นไป", [text]),
        (f"อนุสนธิคำสั่งที่ {say(f'{rng.randint(10, 900)}/{be}')} ลงวันที่ {text} เรื่อง แต่งตั้งคณะทำงาน นั้น", [text]),
        (f"ด้วยได้รับแจ้งการจัดสรรงบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. {say(str(be))} ไตรมาสที่ {say('2')} แล้ว", []),
        (f"ตามที่ได้ดำเนินการสำรวจข้อมูลภาคเรียนที่ {say(f'1/{be}')} เสร็จสิ้นแล้วเมื่อวันที่ {text} นั้น", [text]),
        (f"ด้วยข้อมูล ณ วันที่ {text} พบว่ามีสถานศึกษารายงานข้อมูลแล้วร้อยละ {say('64.25')}", [text]),
    ))  # fmt: skip
    return Said(sentence, never=never)


def undated(rng: random.Random, _pen: Pen, _issued: date) -> Said:
    text, needle = rng.choice((
        ("จึงเรียนมาเพื่อโปรดทราบและแจ้งผู้เกี่ยวข้องดำเนินการโดยด่วน", "แจ้งผู้เกี่ยวข้อง"),
        ("ทั้งนี้ ให้เร่งดำเนินการให้แล้วเสร็จโดยเร็ว", "ดำเนินการให้แล้วเสร็จ"),
    ))  # fmt: skip
    return Said(text, neutral=[duty(needle, "undated", None, None)])
