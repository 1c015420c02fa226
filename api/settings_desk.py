"""What an administrator sets up: the office, its schools, the keys of programs, the secret links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api import access, accounts, offices, school_register
from api.actor import ROLES, Role, Scope
from api.database import now
from api.demo_circulars import NO_CIRCULAR
from api.desk_part import DeskPart
from api.language import marked
from api.letter_picture import letter_picture
from api.mail import mail, open_mail
from api.office_form import office_of_form
from api.problems import Problem, not_found
from api.reminding import mail_server
from api.school_register import ImportedList, Row
from api.service import usable
from api.tables import api_keys, districts
from generate.emblem import EmblemError
from generate.schools import School, SchoolListError
from generate.shaping import UnprintableText

if TYPE_CHECKING:
    from generate.office import Office

KEY_ROLES: tuple[Role, ...] = ROLES[:4]
SCOPES: dict[str, tuple[Scope, ...]] = {"read": ("read",), "write": ("read", "write")}
NO_SCHOOL = marked("ไม่พบโรงเรียนนี้ โปรดกลับไปที่รายชื่อโรงเรียน")
TEST_SUBJECT = "ทดสอบการส่งเมลจากเวียน"
TEST_TEXT = "ถ้าได้รับเมลนี้ การแจ้งเตือนก่อนครบกำหนดจะส่งถึงโรงเรียนได้"
NO_MAIL = marked("ยังไม่ได้ตั้งเครื่องส่งเมล โปรดให้ผู้ดูแลเครื่องตั้ง WIAN_MAIL_HOST และ WIAN_MAIL_SENDER")


@dataclass(frozen=True)
class SettingsDesk(DeskPart):
    # The office

    def office(self) -> Office | None:
        return self.service.office_or_none(self.district("settings.manage"))

    def save_office(self, given: Mapping[str, Any], emblem: bytes | None) -> Office:
        """Raises OfficeProblems."""
        office = office_of_form(given, self.office(), emblem)
        self.keep_office(office)
        return office

    def keep_office(self, office: Office) -> None:
        district_id = self.district("settings.manage")
        with self.service.engine.begin() as connection:
            offices.save_office(connection, district_id, office)
            self.trace(connection, "office.change", f"district:{district_id}", {"name": office.name})

    def letterhead(self, given: Mapping[str, Any], emblem: bytes | None) -> bytes:
        """A picture of a letter as the form's office would write it. Raises OfficeProblems and Problem."""
        return letterhead(office_of_form(given, self.office(), emblem))

    def present_letterhead(self) -> bytes:
        """The same for the office as it is kept."""
        office = self.office()
        if office is None:
            raise not_found()
        return letterhead(office)

    # Schools

    def schools(self, words: str = "") -> Sequence[Row]:
        district_id = self.district("school.manage")
        with self.service.engine.connect() as connection:
            return school_register.all_schools(connection, district_id, words=words)

    def school(self, school_id: str) -> Row:
        district_id = self.district("school.manage")
        with self.service.engine.connect() as connection:
            return _found(school_register.find_school(connection, district_id, school_id))

    def import_list(self, data: bytes, name: str) -> ImportedList:
        """Raises Problem where the file is no list of schools at all."""
        district_id = self.district("school.manage")
        try:
            with self.service.engine.begin() as connection:
                done = school_register.import_schools(connection, district_id, data, name)
                counts = {"added": done.added, "changed": done.changed, "problems": len(done.problems)}
                self.trace(connection, "school.import", f"district:{district_id}", counts)
        except SchoolListError as error:
            raise Problem(422, "bad_school_list", str(error)) from None
        return done

    def save_school(self, school: School, email: str, school_id: str | None = None) -> Row:
        """A new school, or one that is there (whose code may be mended too)."""
        district_id = self.district("school.manage")
        try:
            with self.service.engine.begin() as connection:
                row = school_register.save_school(connection, district_id, school, email, school_id)
                self.trace(connection, "school.save", f"school:{_found(row).id}", {"code": school.code})
        except sa.exc.IntegrityError:
            raise Problem(409, "school_code", f"มีโรงเรียนรหัส {school.code} อยู่แล้ว โปรดตรวจรหัส") from None
        return _found(row)

    def close_school(self, school_id: str) -> None:
        district_id = self.district("school.manage")
        with self.service.engine.begin() as connection:
            if not school_register.close_school(connection, district_id, school_id):
                raise not_found(NO_SCHOOL)
            self.trace(connection, "school.close", f"school:{school_id}")

    def links_open(self) -> bool:
        district_id = self.district("school.manage")
        with self.service.engine.connect() as connection:
            return school_register.links_open(connection, district_id)

    def open_links(self, open_: bool) -> None:
        """Whether a school's secret link shows its pages without an account."""
        district_id = self.district("settings.manage")
        here = districts.c.id == district_id
        with self.service.engine.begin() as connection:
            locked = sa.select(districts.c.settings).where(here).with_for_update()
            kept = connection.execute(locked).scalar_one() or {}
            changed = {**kept, "school_links": open_}
            connection.execute(districts.update().where(here).values(settings=changed))
            self.trace(connection, "district.links", f"district:{district_id}", {"open": open_})

    # Keys of programs

    def api_keys(self) -> Sequence[Row]:
        district_id = self.district("key.manage")
        query = sa.select(api_keys).where(api_keys.c.district_id == district_id)
        with self.service.engine.connect() as connection:
            return connection.execute(query.order_by(api_keys.c.created_at.desc())).all()

    def create_key(self, name: str, role: str, scope: str, school_code: str = "") -> str:
        """The key itself, which stands nowhere afterwards."""
        district_id = self.district("key.manage")
        if role not in KEY_ROLES or scope not in SCOPES or not name.strip():
            raise Problem(422, "key", "โปรดกรอกชื่อโปรแกรม แล้วเลือกบทบาทและสิทธิ์")
        with self.service.engine.begin() as connection:
            school_id = None
            if role == "school":
                school = school_register.school_by_code(connection, district_id, school_code.strip())
                if school is None:
                    raise Problem(422, "school", "ไม่มีโรงเรียนรหัสนี้ในเขตพื้นที่ โปรดตรวจรหัส 10 หลัก")
                school_id = school.id
            key = accounts.create_key(
                connection,
                role,
                district_id=district_id,
                school_id=school_id,
                scopes=SCOPES[scope],
                name=name.strip(),
            )
            self.trace(connection, "key.create", f"key:{name.strip()}", {"role": role, "scope": scope})
        return key

    def revoke_key(self, key_id: str) -> None:
        district_id = self.district("key.manage")
        which = (
            api_keys.c.id == key_id,
            api_keys.c.district_id == district_id,
            api_keys.c.revoked_at.is_(None),
        )
        with self.service.engine.begin() as connection:
            if connection.execute(api_keys.update().where(*which).values(revoked_at=now())).rowcount != 1:
                raise not_found("ไม่พบกุญแจนี้ หรือยกเลิกไปแล้ว")
            self.trace(connection, "key.revoke", f"key:{key_id}")

    # Mail

    def send_test_mail(self, to: str) -> None:
        """Raises Problem with what the mail server said."""
        from api.reminders import MailError

        access.require(self.actor, "settings.manage")
        server = mail_server(self.service.settings)
        if server is None:
            raise Problem(409, "no_mail", NO_MAIL)
        try:
            message = mail(server, to, TEST_SUBJECT, TEST_TEXT)
            with open_mail(server) as send:
                send(message)
        except MailError as error:
            raise Problem(502, "mail", f"ส่งเมลไม่ได้ โปรดตรวจการตั้งค่าเมล ({error})") from None


def letterhead(office: Office) -> bytes:
    """A letter of this office with words that stand for any letter's, as a picture of its page."""
    from generate.forwarding_letter import forwarding_letter
    from generate.letter_wording import LetterText

    text = LetterText(
        subject="ตัวอย่างหัวหนังสือของสำนักงาน",
        addressee=office.addressee,
        opening="ข้อความตอนต้นของหนังสือจะอยู่ตรงนี้ บอกว่าหน่วยงานใดแจ้งเรื่องอะไรมา",
        request="ข้อความที่ขอให้โรงเรียนทำจะอยู่ตรงนี้ พร้อมกำหนดวันและเวลา",
        purpose="จึงเรียนมาเพื่อทราบและดำเนินการ",
    )
    try:
        pdf = usable(lambda: forwarding_letter(NO_CIRCULAR, office, paragraphs=text, archive=False))
    except (EmblemError, UnprintableText) as error:
        raise Problem(422, "letterhead", str(error)) from None
    return letter_picture(pdf)[0]


def _found(row: Row | None) -> Row:
    if row is None:
        raise not_found(NO_SCHOOL)
    return row
