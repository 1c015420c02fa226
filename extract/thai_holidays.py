"""Public holidays of Thailand that stand on the same day every year, for noting duties due on one.

Those that follow the moon (Makha, Visakha, Asanha Bucha, the beginning of Lent), the ploughing ceremony and
days in lieu are announced year by year and are not known here. Source: the Cabinet's lists of official
holidays; each stands from the first year in which it was one as it is today.
"""

from __future__ import annotations

from datetime import date

# (month, day) → the first Gregorian year in which it counts, and its name behind the word วัน.
FIXED: dict[tuple[int, int], tuple[int, str]] = {
    (1, 1): (1941, "ขึ้นปีใหม่"),
    (4, 6): (1918, "จักรี"),
    (4, 13): (1998, "สงกรานต์"),
    (4, 14): (1998, "สงกรานต์"),
    (4, 15): (1998, "สงกรานต์"),
    (5, 4): (2020, "ฉัตรมงคล"),
    (6, 3): (2019, "เฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี"),
    (7, 28): (2017, "เฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว"),
    (8, 12): (1976, "แม่แห่งชาติ"),
    (10, 13): (2017, "นวมินทรมหาราช"),
    (10, 23): (1912, "ปิยมหาราช"),
    (12, 5): (1960, "พ่อแห่งชาติ"),
    (12, 10): (1932, "รัฐธรรมนูญ"),
    (12, 31): (1960, "สิ้นปี"),
}


def holiday_on(day: date) -> str | None:
    """The name of the fixed holiday on that day; None where there is none.

    >>> holiday_on(date(2027, 10, 13)), holiday_on(date(2027, 10, 14))
    ('นวมินทรมหาราช', None)
    """
    since, name = FIXED.get((day.month, day.day), (9999, ""))
    return name if day.year >= since else None
