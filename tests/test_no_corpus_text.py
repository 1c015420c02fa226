"""Real circulars name people: nothing of them may stand in the project, in whatever file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.thai_months import FULL_NAMES

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SUFFIXES = frozenset(
    {".py", ".md", ".json", ".toml", ".txt", ".html", ".css", ".js", ".csv", ".po", ".jsonl"}
)
WORD_LISTS = ("words.txt", "line_ends.txt")  # single words of the language, from pythainlp
LEAST_VALUE = 9  # letters of an expected value, below which it may stand anywhere
RUN = 36  # letters of running text that are nobody's common phrase
LEAST_DATE, LEAST_NUMBER = 16, 9

# What every official letter says, so that it says nothing of one: offices of the ministry, posts, labels, the
# sentences that letters begin and end with, enumerations of months, dotted lines of forms.
COMMON = (
    r"(?:รอง)?(?:เลขาธิการ|ปลัด|ผู้อำนวยการ)?(?:สำนักงาน)?คณะกรรมการการศึกษาขั้นพื้นฐาน",
    r"สำนักงานคณะกรรมการส่งเสริมการศึกษาเอกชน|สำนักนโยบายและแผนการศึกษาขั้นพื้นฐาน",
    r"กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์|การอุดมศึกษาวิทยาศาสตร์วิจัยและนวัตกรรม",
    r"(?:กลุ่ม)?ส่งเสริมการศึกษาทางไกล(?:และ)?เทคโนโลยีสารสนเทศและการสื่อสาร",
    r"(?:เรียน)?(?:รอง)?(?:ผู้อำนวยการ)?สำนักงานเขตพื้นที่การศึกษา(?:ประถมศึกษา|มัธยมศึกษา)?(?:ทุกเขต)?",
    r"ผู้อำนวยการโรงเรียนทุกโรงเรียนในสังกัด|(?:ระเบียบ)?สำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ",
    r"ระบบจัดเก็บข้อมูลนักเรียนรายบุคคล\(DataManagementCenter(?::DMC)?\)",
    r"กำหนดการอาจเปลี่ยนแปลงได้ตามความเหมาะสม|ทั้งนี้ตั้งแต่บัดนี้เป็นต้นไป(?:สั่งณวันที่)?",
    r"จึงเรียนมาเพื่อ(?:โปรด)?(?:ทราบ|พิจารณา)(?:และ|หาก)?(?:ดำเนินการ|เห็นชอบ)?(?:ต่อไป)?",
    r"ขอแสดงความนับถือ|ปฏิบัติราชการแทน|รักษาราชการแทน|อ้างถึงหนังสือ|สิ่งที่ส่งมาด้วย",
    r"(?:[ก-ฮ]\.?[ิีเ]?[ก-ฮ]\.){4,}|(?:\W|_){6,}",
)
# Expected values that say nothing of one circular. Posts, offices of the ministry and words of our own:
COMMON_VALUES = re.compile(
    r"(?:รอง)?(?:ผู้อำนวยการ|เลขาธิการ|ปลัด|หัวหน้า|อธิบดี|รัฐมนตรี)[ก-๎]{0,60}(?:ทุกเขต|ทุกโรงเรียน|ทุกแห่ง|ทุกโรง|โรงเรียน|"
    r"การศึกษา|สถานศึกษา|ประถมศึกษา|ขั้นพื้นฐาน|การอาชีวศึกษา|กระทรวง(?:ศึกษาธิการ)?|ในสังกัด|พัสดุ)|"
    r"รอง(?:ผู้อำนวยการ|เลขาธิการ)|(?:สำนัก|กระทรวง|กรม)[ก-๎]{3,60}|กระทรวงศึกษาธิการกทม\.10300|สำนักงานก\.พ\.|"
    r"ขอแสดงความนับถือ|THSarabunNew|LibreOffice[\d.]+|[a-z_.\d]{4,24}"
)
# … a day, a meeting's number; and what schools and offices do every day:
COMMON_DAYS = re.compile(rf"\d{{1,2}}(?:{'|'.join(FULL_NAMES)})\d{{4}}|ครั้งที่\d/\d{{4}}")
COMMON_WORK = frozenset(
    {
        "จัดเก็บข้อมูล", "บันทึกข้อมูลนักเรียนรายบุคคล", "ยืนยันข้อมูลการมีตัวตน", "รับรองข้อมูลการมีตัวตน", "ปิดระบบDMC",
        "พัฒนาระบบ", "อบรมการใช้ระบบ", "มีการสำรวจ", "ตรวจติดตามและประเมินผล",
        "แต่งตั้งคณะกรรมการดำเนินงาน", "แจ้งโรงเรียน",
        "ประชุมคณะทำงาน", "ประชุมอบรม", "อบรมเชิงปฏิบัติการ", "ตารางการประชุม", "สรุปผลการประชุม", "ชี้แจงวัตถุประสงค์",
        "ภาคปฏิบัติ", "ผู้เข้ารับการอบรม", "ลงทะเบียน", "รายงานตัว", "รับสมัครสอบ", "ยื่นใบสมัคร",
        "ส่งใบสมัคร", "หมดเขตส่งใบสมัคร",
        "ประกาศรายชื่อผู้มีสิทธิ", "สอบข้อเขียน", "สอบสัมภาษณ์", "สำเร็จการศึกษา", "ให้แล้วเสร็จโดยเร็ว",
    }
)  # fmt: skip


def folded(text: str) -> str:
    """Without white space, Thai digits as ASCII ones."""
    return re.sub(r"\s+", "", text).translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))


@cache
def project() -> dict[str, str]:
    """The folded text of every tracked file; of every file of these kinds where git is not at hand."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        listed = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
        paths = [ROOT / name for name in listed.stdout.splitlines()]
    else:
        paths = [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    wanted = (p for p in paths if p.suffix in SUFFIXES and p.name not in WORD_LISTS and p.is_file())
    return {str(path.relative_to(ROOT)): folded(path.read_text("utf-8", errors="ignore")) for path in wanted}


@cache
def texts() -> tuple[str, ...]:
    """The corpus's texts as they stand."""
    folders = ("dev-texts/*.txt", "prose-unlabelled/*.txt", "seed.txt")
    return tuple(path.read_text("utf-8") for each in folders for path in sorted(CORPUS.glob(each)))


@cache
def values() -> tuple[str, ...]:
    """Every text in the expected files."""
    files = sorted((CORPUS / "dev").glob("*.expected.json"))
    return tuple(
        dict.fromkeys(text for path in files for text in strings(json.loads(path.read_text("utf-8"))))
    )


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        yield from (text for item in node for text in strings(item))
    elif isinstance(node, dict):
        yield from (
            text for key, item in node.items() if key not in ("kind", "unit") for text in strings(item)
        )


def standing(needles: set[str]) -> list[tuple[str, str]]:
    """(needle, file) of each that stands in the project."""
    return sorted((needle, name) for name, text in project().items() for needle in needles if needle in text)


pytestmark = pytest.mark.skipif(not (CORPUS / "dev").is_dir(), reason="needs ../shared/corpus")


def test_no_expected_value() -> None:
    """No subject, place, action or address of a real circular."""
    long = {value for each in values() if len(value := folded(each)) >= LEAST_VALUE} - COMMON_WORK
    usual = (COMMON_VALUES, COMMON_DAYS, re.compile(r"[\d:\-/.]+"))
    unusual = {value for value in long if not any(pattern.fullmatch(value) for pattern in usual)}

    assert standing(unusual) == []


def test_no_person() -> None:
    """No name of an official or a teacher."""
    title = r"(?:นาย(?!ก)|นางสาว|นาง(?!สาว)|ดร\.|ว่าที่[^\s]{3,14}|พลตำรวจ[ก-๎]{2,4})"
    names = re.findall(rf"{title} ?([ก-๎]{{3,}} +[ก-๎]{{3,}})", " ".join((*texts(), *values())))

    assert standing({folded(name) for name in names}) == []


def test_no_telephone_letter_number_or_mail() -> None:
    """Nothing by which an office could be rung up, written to or a letter be found."""
    everything = " ".join((*texts(), *values()))
    plain = everything.translate(str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789"))
    phones = {re.sub(r"\D", "", found) for found in re.findall(r"0[\d \-–]{7,12}\d", plain)}
    numbers = {folded(found) for found in re.findall(r"[ก-ฮ]{1,2} ?\d{4,6} ?/ ?ว? ?\d{2,5}", plain)}
    mails = {found.lower() for found in re.findall(r"[\w.]{3,}@[\w.]{4,}", everything)}
    digits = {name: re.sub(r"(?<=\d)[\-–]", "", text) for name, text in project().items()}
    rung = [(p, n) for n, text in digits.items() for p in phones if len(p) >= LEAST_NUMBER and p in text]

    assert [found for found in rung if set(found[0]) != {"0"}] == []
    assert standing(numbers | mails) == []


def test_no_run_of_its_text() -> None:
    """No 36 letters on end that are not what every letter says."""
    common = re.compile("|".join(COMMON))
    corpus = "|".join(common.sub("|", folded(text)) for text in texts())
    runs = {corpus[at : at + RUN] for at in range(len(corpus) - RUN) if "|" not in corpus[at : at + RUN]}
    found = [
        (name, run) for name, text in project().items() if (run := first_run(common.sub("|", text), runs))
    ]

    assert found == []


def first_run(text: str, runs: set[str]) -> str:
    return next((text[at : at + RUN] for at in range(len(text) - RUN) if text[at : at + RUN] in runs), "")


def test_no_expression_of_its_dates() -> None:
    """Long expressions of the list of dates are not copied into our own tests."""
    lines = (CORPUS / "dev-dates.jsonl").read_text("utf-8").splitlines()
    expressions = {folded(json.loads(line)["expression"]) for line in lines}
    long = {text for text in expressions if len(text) >= LEAST_DATE and any(map(str.isdigit, text))}

    assert standing(long) == []
