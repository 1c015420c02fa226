"""The named information systems of the schools' ministry, with the one name each goes by in the JSON.

A table of knowledge: the canonical name, what it is, and the ways it is printed. Latin names are found in any
case, with a hyphen, a blank or nothing between their parts; Thai names with blanks anywhere between words.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class System(NamedTuple):
    name: str
    purpose: str
    printed: tuple[str, ...]  # regular expressions


SYSTEMS: tuple[System, ...] = (
    System("DMC", "pupils one by one", (r"DMC", r"Data\s?Management\s?Cent(?:er|re)",
                                        r"ระบบ\s?จัดเก็บ\s?ข้อมูล\s?นักเรียน\s?รายบุคคล")),
    System("OBEC-Asset", "buildings, land, equipment", (r"OBEC[\s-]*Assets?",)),
    System("B-OBEC", "buildings, before OBEC-Asset", (r"B[\s-]*OBEC",)),
    System("M-OBEC", "equipment, before OBEC-Asset", (r"M[\s-]*OBEC",)),
    System("P-OBEC", "staff", (r"P[\s-]*OBEC",)),
    System("EMIS", "basic education statistics", (r"EMIS",)),
    System("SchoolMIS", "marks and registers of a school", (r"School[\s-]*MIS",)),
    System("SGS", "marks of secondary schools", (r"SGS", r"Secondary\s?Grading\s?System")),
    System("CCT", "grants to poor pupils", (r"CCT", r"ปัจจัย\s?พื้นฐาน\s?นักเรียน\s?ยากจน")),
    System("Exchange", "exchange of data in the ministry", (r"Exchange", r"EDC")),
    System("e-MES", "monitoring and evaluation", (r"e[\s-]*MES",)),
    System("eMENSCR", "monitoring of national plans", (r"e[\s-]*MENSCR",)),
    System("Smart OBEC", "correspondence of OBEC", (r"Smart[\s-]*OBEC",)),
    System("AMSS++", "correspondence of a district", (r"AMSS\s?\+{0,2}",)),
    System("SMSS", "management of a school", (r"SMSS",)),
    System("My Office", "correspondence of a district", (r"My[\s-]*Office",)),
    System("e-Office", "correspondence", (r"e[\s-]*Office",)),
    System("e-Filing", "correspondence", (r"e[\s-]*Filing",)),
    System("e-Budget", "budget requests", (r"e[\s-]*Budget(?:ing)?",)),
    System("e-SAR", "self-assessment of a school", (r"e[\s-]*SAR",)),
    System("e-GP", "procurement", (r"e[\s-]*GP",)),
    System("GFMIS", "state finance", (r"(?:New\s?)?GFMIS(?:\s?Thai)?",)),
    System("HRMS", "staff", (r"HRMS",)),
    System("CMSS", "staff of a district", (r"CMSS",)),
    System("KRS", "key results of a district", (r"KRS",)),
    System("ARS", "action report of a district", (r"ARS",)),
    System("LEC", "learning management", (r"LEC",)),
    System("DLTV", "distance learning", (r"DLTV",)),
    System("SET", "pupils with special needs", (r"ระบบ\s?SET",)),
    System("IEP Online", "plans of pupils with special needs", (r"IEP\s?Online",)),
    System("Thai School Lunch", "school meals", (r"Thai\s?School\s?Lunch",)),
    System("MOE Safety Center", "safety of schools", (r"MOE\s?Safety\s?Cent(?:er|re)",)),
    System("OBEC Content Center", "teaching material", (r"OBEC\s?Content\s?Cent(?:er|re)",)),
    System("Big Data", "data warehouse", (r"Big\s?Data",)),
    System("NSW", "not in class: school leavers", (r"Thailand\s?Zero\s?Dropout", r"Zero\s?Dropout")),
)  # fmt: skip

# A Latin name stands alone: not inside a longer word, an address or a path ("…/dmc2567").
_EDGE_BEFORE, _EDGE_AFTER = r"(?<![A-Za-z0-9/@._-])", r"(?![A-Za-z0-9/@_-]|\.[A-Za-z0-9])"
_PATTERN = re.compile(
    "|".join(
        f"(?P<s{index}>{'|'.join(_EDGE_BEFORE + p + _EDGE_AFTER for p in system.printed)})"
        for index, system in enumerate(SYSTEMS)
    ),
    re.IGNORECASE,
)


def find_systems(text: str) -> list[str]:
    """Canonical names of the systems a text names, each once, in order of appearance.

    >>> find_systems("ในระบบ Data Management Center (DMC) และ OBEC Asset")
    ['DMC', 'OBEC-Asset']
    """
    found = (SYSTEMS[int(m.lastgroup[1:])].name for m in _PATTERN.finditer(text) if m.lastgroup)
    return list(dict.fromkeys(found))
