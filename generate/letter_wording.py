"""What the forwarding letter says: from a circular to the paragraphs a district officer would write.

Only what was read for sure, or confirmed by a person, enters the text. What is doubtful or missing is left
open as a dotted blank, and `open_points` lists every blank: nothing unsure is printed as if it were known.
"""

from __future__ import annotations

import datetime
import re

from pydantic import BaseModel, ConfigDict

from extract.models import Circular, Deadline
from generate.letter_duties import duties_of_schools, inline_duties, left_out, listed_duties
from generate.letter_text import BLANK
from generate.office import Office
from generate.shaping import tidy
from generate.sure_words import SureWords

URGENCY = {"urgent": "ด่วน", "very_urgent": "ด่วนมาก", "most_urgent": "ด่วนที่สุด"}
SECRECY = {"confidential": "ลับ", "secret": "ลับมาก", "top_secret": "ลับที่สุด"}
SOON = 120  # characters of a paragraph within which it says who speaks
MOST_INLINE = 2  # more duties than this are listed
OPENS_WITH = re.compile(r"(?:ด้วย|ตามที่|เนื่องจาก|เนื่องด้วย)\s*")
ENDS_WITH = re.compile(r"\s*(?:ความ(?:ละเอียด)?(?:ทราบ|แจ้ง)(?:อยู่)?แล้ว)?\s*นั้น\s*$")
# A paragraph with one of these speaks to the office that received it, not to schools.
MEANT_FOR_US = re.compile(r"อ้างถึง|ส่งมาด้วย|ขอให้|ขอความร่วมมือ|จึงขอ|โปรด|ท่าน|พื้นที่การศึกษานี้|จึงเรียน")
MEANT_FOR_OFFICES = re.compile(r"เขตพื้นที่|อ้างถึง|ส่งมาด้วย")
USUAL_PURPOSE = "เพื่อให้การดำเนินการเป็นไปด้วยความเรียบร้อย ถูกต้อง ครบถ้วน และทันตามกำหนดเวลา"
# Leads to a list that the letter does not repeat.
LEADS_TO_LIST = re.compile(r"\s*(?:โดย|ซึ่ง)?(?:มี|ตาม)?(?:รายละเอียด|รายการ)?\s*(?:ดังต่อไปนี้|ดังนี้)\s*:?\s*$")
REQUESTS = "จึง|ขอให้|ขอความ|ขอเชิญ|ขอแจ้ง|โปรด"
AIM = re.compile(r"(?:โดย|ซึ่ง)มีวัตถุประสงค์.{10,240}?(?=\s+(?:นั้น|จึง|ในการนี้)|$)")


class LetterText(BaseModel):
    """Every replaceable part of the letter, as it will be printed. `duties` are the items of the list."""

    model_config = ConfigDict(frozen=True)

    urgency: str = ""
    secrecy: str = ""
    subject: str
    addressee: str
    attachments: tuple[str, ...] = ()
    opening: str
    request: str
    duties: tuple[str, ...] = ()
    purpose: str
    closing: str = "ขอแสดงความนับถือ"


def draft_letter(circular: Circular, office: Office) -> LetterText:
    """The letter's wording, each part of which an officer may replace (`model_copy(update=…)`)."""
    return _Draft(circular, office).text


def open_points(circular: Circular, office: Office, *, date: datetime.date | None = None) -> list[str]:
    """What is left open or wants a look before the letter is signed, one Thai sentence each."""
    points = []
    if office.next_number is None:
        points.append("เลขที่หนังสือ: เว้นไว้ให้งานสารบรรณเติม")
    if date is None:
        points.append("วันที่ของหนังสือ: เว้นไว้ให้เติม")
    return [tidy(point) for point in points + _Draft(circular, office).points]


class _Draft(SureWords):
    """Writes the parts and notes down what had to be left open."""

    def __init__(self, circular: Circular, office: Office) -> None:
        super().__init__(circular, office)
        self.text = self._whole()
        self.points += left_out(circular)
        self.note_unread_pages()

    def _whole(self) -> LetterText:
        chosen = duties_of_schools(self.circular)
        many = len(chosen) > MOST_INLINE
        return LetterText(
            urgency=self.word(self.circular.urgency, URGENCY, "ชั้นความเร็ว"),
            secrecy=self.word(self.circular.secrecy, SECRECY, "ชั้นความลับ"),
            subject=self.clean(self.value(self.circular.subject, "เรื่อง")),
            addressee=self.clean(self.office.addressee),
            attachments=tuple(self.clean(line) for line in self._attachments()),
            opening=self.clean(self._opening()),
            request=self.clean(self._request(chosen, many)),
            duties=tuple(self.clean(line) for line in listed_duties(self.circular, chosen, self.points))
            if many
            else (),
            purpose=_purpose(chosen),
        )

    def _attachments(self) -> list[str]:
        lines = [f"สำเนา{self.cited()} จำนวน ๑ ฉบับ"]
        for attachment in self.circular.attachments:
            title = self.value(attachment, "ชื่อสิ่งที่ส่งมาด้วย")
            if attachment.quantity is None:
                self.points.append(f"จำนวนของสิ่งที่ส่งมาด้วย “{title}”: หนังสือต้นเรื่องไม่ได้ระบุ โปรดเติม")
            quantity = f"{attachment.quantity} {attachment.unit or 'ชุด'}" if attachment.quantity else BLANK
            lines.append(f"{title} จำนวน {quantity}")
        if not self.circular.attachments:
            titles = [c.title for c in self.circular.calendars if c.title is not None]
            lines += [f"{self.value(title, 'ชื่อปฏิทิน')} จำนวน 1 ชุด" for title in titles]
        return lines

    def _opening(self) -> str:
        """ตามที่ … นั้น: who wrote, of what, and why, in the circular's own words where they fit."""
        issuer = self.issuer
        own_words = self._own_words()
        if own_words:
            said = own_words if issuer in own_words[:SOON] else f"{issuer} แจ้งว่า {own_words}"
            return f"ตามที่ {said} นั้น"
        subject = self.value(self.circular.subject, "เรื่อง")
        return f"ตามที่ {issuer} ได้มี{self.cited(with_issuer=False)} เรื่อง {subject} {self._aim()}นั้น"

    def _own_words(self) -> str:
        """The circular's first paragraph without its opening and closing words, "" if it does not serve."""
        if not self.circular.body or not self._trusted(0):
            return ""
        paragraph = self.circular.body[0].value or ""
        opens = OPENS_WITH.match(paragraph)
        if not opens or MEANT_FOR_US.search(paragraph):
            return ""
        return LEADS_TO_LIST.sub("", ENDS_WITH.sub("", paragraph[opens.end() :])).strip()

    def _aim(self) -> str:
        for index, paragraph in enumerate(self.circular.body):
            found = AIM.search(paragraph.value or "")
            if found and self._trusted(index) and not MEANT_FOR_US.search(found.group()):
                return f"{found.group().strip()} "
        return ""

    def _trusted(self, index: int) -> bool:
        """Whether a paragraph may be quoted: sure itself, and no doubtful deadline stands in it."""
        reading = self.circular.body[index]
        if reading.state != "sure" or any(d.field == f"body.{index}" for d in self.circular.doubts):
            return False
        unsure = [d for d in self.circular.deadlines if d.state != "sure"]
        return not any(d.text and d.text in (reading.value or "") for d in unsure)

    def _request(self, chosen: list[Deadline], many: bool) -> str:
        """ในการนี้ …: what the schools must do."""
        ask = f"{self.office.name} ขอให้โรงเรียนในสังกัด"
        detail = "รายละเอียดตามสิ่งที่ส่งมาด้วย"
        if not chosen:
            return f"ในการนี้ {ask}ศึกษารายละเอียดและดำเนินการในส่วนที่เกี่ยวข้อง {detail}"
        aim = self._purpose_of_circular() or USUAL_PURPOSE
        if many:
            return f"ในการนี้ {aim} {ask}ดำเนินการตามสิ่งที่ส่งมาด้วย โดยมีรายการและกำหนดเวลา ดังต่อไปนี้"
        return f"ในการนี้ {aim} {ask}{inline_duties(self.circular, chosen, self.points)} {detail}"

    def _purpose_of_circular(self) -> str:
        """เพื่อให้ …: why the circular asks, in its own words, "" where it does not say or means offices."""
        issuer = re.escape(self.circular.issuer.value or REQUESTS) if self.circular.issuer else REQUESTS
        purpose = re.compile(
            rf"ในการนี้\s*(?:{issuer})?\s*(เพื่อให้.{{10,240}}?)\s*(?:{issuer}|{REQUESTS})", re.DOTALL
        )
        for index, paragraph in enumerate(self.circular.body):
            found = purpose.match(paragraph.value or "")
            if found and self._trusted(index) and not MEANT_FOR_OFFICES.search(found[1]):
                return found[1].strip()
        return ""


def _purpose(chosen: list[Deadline]) -> str:
    if not chosen:
        return "จึงเรียนมาเพื่อทราบและดำเนินการในส่วนที่เกี่ยวข้อง"
    if all(deadline.kind == "event" for deadline in chosen):
        return "จึงเรียนมาเพื่อทราบและเข้าร่วมตามกำหนดดังกล่าว"
    if all(deadline.kind == "undated" for deadline in chosen):
        return "จึงเรียนมาเพื่อทราบและดำเนินการต่อไป"
    return "จึงเรียนมาเพื่อทราบและดำเนินการให้แล้วเสร็จภายในกำหนด"
