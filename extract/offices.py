"""What is known of public offices: letters of ministries, how their names begin, short names, titles, ranks.

Sources: the letters are those of annex 1 of the regulation on correspondence B.E. 2526 with its amendments;
short names as the Ministry of Education's offices use them in their own letters.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.labels import CLOSING, skeleton

# Letters before the number of a ministry's letters and of offices of that rank.
MINISTRY_LETTERS = {
    "นร": "สำนักนายกรัฐมนตรี",
    "กห": "กระทรวงกลาโหม",
    "กค": "กระทรวงการคลัง",
    "กต": "กระทรวงการต่างประเทศ",
    "กก": "กระทรวงการท่องเที่ยวและกีฬา",
    "พม": "กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์",
    "อว": "กระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม",
    "กษ": "กระทรวงเกษตรและสหกรณ์",
    "คค": "กระทรวงคมนาคม",
    "ทส": "กระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม",
    "ดศ": "กระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม",
    "พน": "กระทรวงพลังงาน",
    "พณ": "กระทรวงพาณิชย์",
    "มท": "กระทรวงมหาดไทย",
    "ยธ": "กระทรวงยุติธรรม",
    "รง": "กระทรวงแรงงาน",
    "วธ": "กระทรวงวัฒนธรรม",
    "ศธ": "กระทรวงศึกษาธิการ",
    "สธ": "กระทรวงสาธารณสุข",
    "อก": "กระทรวงอุตสาหกรรม",
    "วท": "กระทรวงวิทยาศาสตร์และเทคโนโลยี",  # until 2562
    "ทก": "กระทรวงเทคโนโลยีสารสนเทศและการสื่อสาร",  # until 2559
    "ตช": "สำนักงานตำรวจแห่งชาติ",
    "พศ": "สำนักงานพระพุทธศาสนาแห่งชาติ",
    "อส": "สำนักงานอัยการสูงสุด",
    "ตผ": "สำนักงานการตรวจเงินแผ่นดิน",
    "ปช": "สำนักงานคณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ",
    "ลต": "สำนักงานคณะกรรมการการเลือกตั้ง",
    "กท": "กรุงเทพมหานคร",
}
# Letters of the provinces, before the numbers of provincial offices, municipalities and subdistricts.
PROVINCE_LETTERS = frozenset(
    re.findall(
        r"\S\S",
        "กบ กจ กส กพ ขก จบ ฉช ชบ ชน ชย ชพ ชร ชม ตง ตร ตก นย นฐ นพ นม นศ นว นบ นธ นน บก บร ปท ปข ปจ ปน อย พย "
        "พง พท พจ พล พบ พช พร ภก มค มห มส ยส ยล รอ รน รย รบ ลบ ลป ลพ ลย ศก สน สข สต สป สส สค สก สบ สห สท สพ "
        "สฎ สร นค นภ อท อด อต อน อบ อจ",
    )
)
KNOWN_LETTERS = frozenset(MINISTRY_LETTERS) | PROVINCE_LETTERS

# Short names in the Ministry of Education's letters.
SHORT_NAMES = {
    "ศธ.": "กระทรวงศึกษาธิการ",
    "สป.ศธ.": "สำนักงานปลัดกระทรวงศึกษาธิการ",
    "สพฐ.": "สำนักงานคณะกรรมการการศึกษาขั้นพื้นฐาน",
    "สอศ.": "สำนักงานคณะกรรมการการอาชีวศึกษา",
    "สกศ.": "สำนักงานเลขาธิการสภาการศึกษา",
    "สช.": "สำนักงานคณะกรรมการส่งเสริมการศึกษาเอกชน",
    "สกร.": "กรมส่งเสริมการเรียนรู้",
    "ก.ค.ศ.": "สำนักงานคณะกรรมการข้าราชการครูและบุคลากรทางการศึกษา",
    "สพท.": "สำนักงานเขตพื้นที่การศึกษา",
    "สพป.": "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา",
    "สพม.": "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา",
    "ศธจ.": "สำนักงานศึกษาธิการจังหวัด",
    "ศธภ.": "สำนักงานศึกษาธิการภาค",
    "กศจ.": "คณะกรรมการศึกษาธิการจังหวัด",
    "สนผ.": "สำนักนโยบายและแผนการศึกษาขั้นพื้นฐาน",
    "สทร.": "สำนักเทคโนโลยีเพื่อการเรียนการสอน",
    "สวก.": "สำนักวิชาการและมาตรฐานการศึกษา",
    "สทศ.": "สถาบันทดสอบทางการศึกษาแห่งชาติ",
    "สสวท.": "สถาบันส่งเสริมการสอนวิทยาศาสตร์และเทคโนโลยี",
    "รร.": "โรงเรียน",
    "วท.": "วิทยาลัยเทคนิค",
    "วอศ.": "วิทยาลัยอาชีวศึกษา",
}

# How the name of an office begins.
OFFICE_STARTS = (
    "สำนัก", "กระทรวง", "กรม", "กอง", "ทบวง", "โรงเรียน", "วิทยาลัย", "มหาวิทยาลัย", "สถาบัน", "คณะ", "ศูนย์",
    "จังหวัด", "ศาลากลางจังหวัด", "ที่ว่าการอำเภอ", "เทศบาล", "องค์การ", "กลุ่ม", "โรงพยาบาล", "ธนาคาร",
    "การไฟฟ้า", "การประปา", "สภา", "สมาคม", "มูลนิธิ", "ฝ่าย", "งาน", "หน่วย", "สหกรณ์", "ศาล", "สถานี", "บริษัท",
    "กรุงเทพมหานคร", "ราชบัณฑิตยสภา", "คุรุสภา", "สหวิทยาเขต",
)  # fmt: skip
# Marks of an address. Inside a name they have no blank before them (เกษตรอำเภอ, เขต ๓).
_ADDRESS = re.compile(
    r"(?:(?<=\s)|^)(?:"
    r"ถนน|ถ\.|เลขที่|หมู่|ม\.\s?\d|ตำบล|ต\.|แขวง|อำเภอ|อ\.|จังหวัด|จ\.|กรุงเทพ|กทม|อาคาร|ศาลากลางจังหวัด|ศูนย์ราชการ|ชั้น|ซอย|ตู้\s?ปณ|"
    r"เขต(?=[ก-ฮเแโใไ])|\d+(?:[/-]\d+)*(?=\s+(?:ถนน|ถ\.|หมู่|ม\.|ซอย|ตำบล|ต\.|[ก-ฮเแโใไ]))|\d{5}\b"
    r")"
)
# These name the province in the office's own name: "สำนักงานศึกษาธิการ" / "จังหวัดตัวอย่าง".
_PROVINCE_FOLLOWS = re.compile(r"(?:ศึกษาธิการ|ประชาสัมพันธ์|สาธารณสุข|ศาลากลาง|ส่วน|เกษตร|สถิติ)\s*$")
_MINISTRY_LINE = re.compile(r"(?<=\s)กระทรวง")
_NUMBER_OF_NAME = re.compile(r"(?:เขต|ที่|ภาค|รุ่นที่|เขตที่)\s*$")

# Posts and addressees that stand in a great many letters, word for word.
_DISTRICT_OFFICE = "สำนักงานเขตพื้นที่การศึกษา"
COMMON_TEXTS = frozenset(
    {
        *MINISTRY_LETTERS.values(),
        *SHORT_NAMES.values(),
        "เลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "รองเลขาธิการคณะกรรมการการศึกษาขั้นพื้นฐาน",
        "เลขาธิการคณะกรรมการการอาชีวศึกษา",
        "รองเลขาธิการคณะกรรมการการอาชีวศึกษา",
        "ปลัดกระทรวงศึกษาธิการ",
        "รองปลัดกระทรวงศึกษาธิการ",
        "รัฐมนตรีว่าการกระทรวงศึกษาธิการ",
        f"ผู้อำนวยการ{_DISTRICT_OFFICE}",
        f"ผู้อำนวยการ{_DISTRICT_OFFICE}ทุกเขต",
        f"ผู้อำนวยการ{_DISTRICT_OFFICE}ประถมศึกษาทุกเขต",
        f"ผู้อำนวยการ{_DISTRICT_OFFICE}มัธยมศึกษาทุกเขต",
        "ผู้อำนวยการโรงเรียนในสังกัดทุกแห่ง",
        "ผู้อำนวยการโรงเรียนในสังกัดทุกโรงเรียน",
        "ผู้อำนวยการโรงเรียนทุกโรงเรียนในสังกัด",
        "ผู้อำนวยการโรงเรียนทุกแห่ง",
        "ผู้อำนวยการสถานศึกษาในสังกัดทุกแห่ง",
        "ผู้ว่าราชการจังหวัดทุกจังหวัด",
        "ศึกษาธิการจังหวัดทุกจังหวัด",
        *CLOSING,
        *("ด่วนที่สุด", "ด่วนมาก", "ลับที่สุด", "ลับมาก"),
    }
)

TITLES = (
    "นางสาว", "นาง", "นาย", "น.ส.", "ดร.", "ว่าที่", "ผู้ช่วยศาสตราจารย์", "รองศาสตราจารย์", "ศาสตราจารย์",
    "ผศ.", "รศ.", "ศ.", "หม่อมหลวง", "หม่อมราชวงศ์", "หม่อมเจ้า", "ม.ล.", "ม.ร.ว.", "คุณหญิง", "ท่านผู้หญิง",
    "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์", "เภสัชกร", "พระครู", "พระ", "นพ.", "พญ.",
)  # fmt: skip
RANK = re.compile(
    r"(?:ว่าที่\s?)?(?:"
    r"(?:พล|พัน|ร้อย)(?:ตำรวจ)?(?:เอก|โท|ตรี)|พลอากาศ(?:เอก|โท|ตรี)|พลเรือ(?:เอก|โท|ตรี)|นาวา(?:อากาศ)?(?:เอก|โท|ตรี)|"
    r"เรือ(?:อากาศ)?(?:เอก|โท|ตรี)|จ่าสิบ(?:ตำรวจ)?(?:เอก|โท|ตรี)?|สิบ(?:ตำรวจ)?(?:เอก|โท|ตรี)|ดาบตำรวจ|จ่าอากาศ(?:เอก|โท|ตรี)|"
    r"พ\.?(?:ต\.?)?[อทต]\.|ร\.?(?:ต\.?)?[อทต]\.|พล\.(?:ต\.)?[อทต]\."
    r")(?:หญิง)?"
)


@lru_cache(maxsize=1)
def _short_name_pattern() -> re.Pattern[str]:
    names = sorted(SHORT_NAMES, key=len, reverse=True)
    return re.compile(r"(?<![ก-๙.])(?:" + "|".join(re.escape(name) for name in names) + ")")


@lru_cache(maxsize=1)
def _office_bones() -> tuple[str, ...]:
    return tuple(skeleton(start) for start in OFFICE_STARTS)


def begins_like_office(text: str) -> bool:
    """Whether the text begins as the name of a public office does, short names included."""
    bones = skeleton(text[:40])
    return (
        any(bones.startswith(start) for start in _office_bones())
        or _short_name_pattern().match(text) is not None
    )


def address_start(text: str) -> int:
    """Where the address begins in "name of the office, address"; len(text) where there is none.

    >>> text = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาตัวอย่าง เขต ๓ ๗/๙ ถนนกลาง อำเภอเมือง"
    >>> text[address_start(text) :]
    '๗/๙ ถนนกลาง อำเภอเมือง'
    """
    starts = [m.start() for m in _ADDRESS.finditer(text) if m.start() > 0 and _is_address(text, m)]
    ministry = _MINISTRY_LINE.search(text)
    return min([*starts, ministry.start() if ministry else len(text)])


def _is_address(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()]
    if match.group()[0].isdigit():
        return not _NUMBER_OF_NAME.search(before)
    if match.group() == "จังหวัด" and _PROVINCE_FOLLOWS.search(before):
        return "จังหวัด" not in text[match.end() :] and "ถนน" not in text[match.end() :]
    return True
