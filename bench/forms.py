"""Certification forms in bulk: CPU time and bytes a form, for a district and for the whole country.

    python -m bench.forms [--schools 200] [--country]

--country makes 29,000 forms in two processes and says whether memory stays flat.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from generate import certification_form
from generate.schools import LevelCount, School
from tests.circulars import circular
from tests.letters import office

FORMS = ("confirm", "certify")
COUNTRY = 29_000
PROCESSES = 2
BLOCK = 500
FIRST = ("หนอง", "โนน", "ดง", "ทุ่ง", "ห้วย", "โคก", "ท่า", "ป่า", "คลอง", "นา", "วัง", "ปากน้ำ")
SECOND = ("สมมติ", "ตัวอย่าง", "แดง", "ใหญ่", "เจริญ", "บัว", "ไผ่", "แก้ว", "ศรี", "หญ้า", "ฝั่ง", "ญี่ปุ่น")
PEOPLE = ("สมชาย", "สมหญิง", "วีระ", "กัญญา", "ปรีชา", "ฐิติ", "ณัฐ", "อุไร", "เฉลิม", "พัชรี")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--schools", type=int, default=200)
    arguments.add_argument("--country", action="store_true")
    options = arguments.parse_args()
    show_district(list(made_up_schools(options.schools)))
    if options.country:
        show_country()


def made_up_schools(count: int, first: int = 0) -> Iterator[School]:
    """Different fictional schools, the same ones each time."""
    for number in range(first, first + count):
        chance = random.Random(number)
        levels = {
            level: LevelCount(
                male=chance.randint(3, 30), female=chance.randint(3, 30), rooms=chance.randint(1, 3)
            )
            for level in ("k2", "k3", "p1", "p2", "p3", "p4", "p5", "p6")
        }
        yield School(
            code=f"{1_099_000_000 + number}",
            smis_code=f"{99_000_000 + number}",
            obec_code=f"{900_000 + number % 99_999}",
            name=f"โรงเรียนบ้าน{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(SECOND)}",
            subdistrict=chance.choice(FIRST) + chance.choice(SECOND),
            district="เมือง",
            province="ตัวอย่าง",
            director=f"นาย{chance.choice(PEOPLE)} {chance.choice(SECOND)}วงศ์",
            data_officer=f"นางสาว{chance.choice(PEOPLE)} {chance.choice(SECOND)}กุล",
            counts=levels,
        )


def show_district(schools: list[School]) -> None:
    print(f"{len(schools)} schools, one file each, one process, warm: CPU ms and bytes a form")
    drawn, sender = circular(), office()
    for form in FORMS:
        certification_form(drawn, schools[0], form, office=sender)
        times, sizes = [], []
        for school in schools:
            start = time.process_time()
            pdf = certification_form(drawn, school, form, office=sender)
            times.append((time.process_time() - start) * 1000)
            sizes.append(len(pdf))
        mean, median = statistics.mean(times), statistics.median(times)
        print(f"  {form:10}{mean:7.2f} mean {median:7.2f} median {statistics.mean(sizes):9,.0f} bytes")


def show_country() -> None:
    starts = range(0, COUNTRY, BLOCK)
    begun = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        blocks = list(pool.map(make_block, starts))
    spent = time.perf_counter() - begun
    early, late = blocks[PROCESSES][0], blocks[-1][0]
    print(
        f"{COUNTRY:,} forms in {PROCESSES} processes: {spent:.1f} s;"
        f" CPU ms a form {early:.2f} early, {late:.2f} late"
    )
    print(f"  largest process: {blocks[PROCESSES][1]:.0f} MB early, {blocks[-1][1]:.0f} MB at the end")


def make_block(first: int) -> tuple[float, float]:
    """CPU ms a form and this process's largest memory in MB."""
    start = time.process_time()
    drawn, sender = circular(), office()
    for school in made_up_schools(min(BLOCK, COUNTRY - first), first):
        certification_form(drawn, school, "certify", office=sender)
    spent = (time.process_time() - start) * 1000 / min(BLOCK, COUNTRY - first)
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
