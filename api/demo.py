"""The demonstration district of WIAN_DEMO: fictional, made in an empty installation, worked on as usual.

Its people have no passwords: on this machine alone, the page for signing in offers each with one press. The
circulars go the way of any upload; when they are read, one is confirmed, issued and sent back by most
schools, one is confirmed, and one waits for a person. What a stop broke off goes on at the next start.
"""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from api import school_register
from api.actor import Actor, Role
from api.database import now
from api.demo_circulars import demo_circulars, demo_office, demo_schools
from api.desk import Desk
from api.documents import DEFAULT_DISTRICT
from api.forms import merged_forms
from api.letter_desk import IssueOrder
from api.offices import save_office
from api.problems import Problem
from api.registers import BANGKOK
from api.service import Service
from api.settings import LOOPBACK, Settings
from api.tables import districts, documents, new_id, returns, schools, users

log = logging.getLogger(__name__)
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("saraban", "นางสาวสารบรรณ งานดี", "clerk"),
    ("officer", "นายเจ้าของ เรื่องราว", "officer"),
    ("school", "นางครู บ้านสมมติ", "school"),
    ("admin", "นายดูแล ระบบดี", "district-admin"),
)
RETURNED = 8  # of the twelve schools
ACCEPTED = 5  # of these
LOOK_EVERY = 0.5  # seconds


def is_demo(connection: sa.Connection) -> bool:
    """Whether the first district is the demonstration's."""
    query = sa.select(districts.c.settings).where(districts.c.id == DEFAULT_DISTRICT)
    return bool((connection.execute(query).scalar() or {}).get("demo"))


def offers_people(settings: Settings) -> bool:
    """Signing in without a password is for this machine alone."""
    return settings.demo and settings.host in LOOPBACK


def found(connection: sa.Connection) -> bool:
    """Makes district, schools and people where there is nothing yet; whether the demonstration is there."""
    if is_demo(connection):
        return True
    for table in (documents, users, schools):
        if connection.execute(sa.select(table.c.id).limit(1)).first():
            return False
    save_office(connection, DEFAULT_DISTRICT, demo_office())
    school_register.import_schools(connection, DEFAULT_DISTRICT, demo_schools(), "schools.csv")
    first = school_register.all_schools(connection, DEFAULT_DISTRICT)[0]
    for login, name, role in PEOPLE:
        values = {"id": new_id(), "login": login, "name": name, "role": role, "created_at": now()}
        school = first.id if role == "school" else None
        connection.execute(users.insert().values(district_id=DEFAULT_DISTRICT, school_id=school, **values))
    here = districts.c.id == DEFAULT_DISTRICT
    connection.execute(districts.update().where(here).values(settings={"demo": True, "school_links": True}))
    return True


def people(service: Service) -> list[sa.Row[Any]]:
    """Those whom the page for signing in offers; none outside the demonstration."""
    with service.engine.connect() as connection:
        if not is_demo(connection):
            return []
        logins = [login for login, _name, _role in PEOPLE]
        query = sa.select(users).where(users.c.login.in_(logins), users.c.district_id == DEFAULT_DISTRICT)
        rows = {row.login: row for row in connection.execute(query)}
    return [rows[login] for login in logins if login in rows]


def person(connection: sa.Connection, login: str) -> str | None:
    """The id of one of them, who has not been given a password since."""
    if not is_demo(connection) or login not in {known for known, _name, _role in PEOPLE}:
        return None
    which = (users.c.login == login, users.c.disabled_at.is_(None), users.c.password_hash.is_(None))
    return connection.execute(sa.select(users.c.id).where(*which)).scalar_one_or_none()


class Demonstration:
    """Brings the circulars into their states in a thread, as soon as each is read."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        if not self.service.settings.demo:
            return
        with self.service.engine.begin() as connection:
            there = found(connection)
        if there:
            log.info("เขตพื้นที่ตัวอย่างพร้อมแล้ว เปิดหน้าเว็บ แล้วเลือกผู้ที่จะลองเป็น ไม่ต้องใช้รหัสผ่าน")
            self.thread.start()
        else:
            log.warning("WIAN_DEMO: มีข้อมูลอยู่แล้ว จึงไม่สร้างเขตพื้นที่ตัวอย่าง โปรดใช้โฟลเดอร์ข้อมูลว่าง")

    def stop(self) -> None:
        self.stopping.set()
        if self.thread.is_alive():
            self.thread.join(timeout=10)

    def _run(self) -> None:
        try:
            self._play()
        except _Stopped:
            return
        except Exception:
            log.exception("the demonstration broke off; the service goes on")

    def _play(self) -> None:
        officer = Desk(self.service, self._actor("officer"))
        clerk = Desk(self.service, self._actor("saraban"))
        if officer.queue.counts():
            taken = self._taken_before()
        else:
            today = now().astimezone(BANGKOK).date()
            taken = {c.key: clerk.take(io.BytesIO(c.data), c.name).id for c in demo_circulars(today)}
            self._remember(taken)
        for key in ("returned", "issued", "review"):
            self._until(lambda key=key: clerk.find(taken[key]).status not in ("received", "reading"))  # type: ignore[misc]
        for key in ("returned", "issued"):
            self._enter(clerk, taken[key])
            self._confirm(officer, taken[key])
        self._issue(officer, taken["returned"])
        self._return(officer, taken["returned"])

    def _enter(self, clerk: Desk, circular_id: str) -> None:
        prefilled = clerk.registers.prefilled(circular_id)
        if prefilled.entry is None:
            clerk.registers.receive(circular_id, prefilled.columns)

    def _confirm(self, officer: Desk, circular_id: str) -> None:
        review = officer.review.look(circular_id)
        if review.row.status == "review":
            officer.review.confirm(circular_id, review.row.version, rest_checked=True)

    def _issue(self, officer: Desk, circular_id: str) -> None:
        draft = officer.letters.draft(circular_id)
        if draft.in_force is None:
            dated = date.fromisoformat(officer.find(circular_id).dated)
            order = IssueOrder(after=draft.newest, dated=dated, knowing=True, publish=True)
            officer.letters.issue(circular_id, order)

    def _return(self, officer: Desk, circular_id: str) -> None:
        """Both forms of most schools come back in one file each, as a school would send them."""
        circular = officer.read_circular(circular_id)
        with self.service.engine.connect() as connection:
            rows = school_register.all_schools(connection, DEFAULT_DISTRICT)[:RETURNED]
        there = {one.school_id for one in self._returned()}
        for row in rows:
            if row.id in there:
                continue
            school, office = school_register.as_school(row), self.service.office(DEFAULT_DISTRICT)
            pdf = merged_forms(circular, [school], office)
            sender = Actor("demo", row.name, "school", DEFAULT_DISTRICT, row.id, by="system")
            Desk(self.service, sender).returns.take(io.BytesIO(pdf), f"แบบที่ลงนามแล้ว {row.name}.pdf")
        self._until(lambda: not any(one.status == "received" for one in self._returned()))
        accepted = {row.id for row in rows[:ACCEPTED]}
        found = [one for one in self._returned() if one.status == "matched" and one.school_id in accepted]
        officer.returns.accept_all([one.id for one in found])

    def _returned(self) -> list[sa.Row[Any]]:
        query = sa.select(returns).where(returns.c.district_id == DEFAULT_DISTRICT)
        with self.service.engine.connect() as connection:
            return list(connection.execute(query).all())

    def _actor(self, login: str) -> Actor:
        with self.service.engine.connect() as connection:
            user = connection.execute(sa.select(users).where(users.c.login == login)).one()
        return Actor(user.id, user.name, user.role, user.district_id, user.school_id)

    def _taken_before(self) -> dict[str, str]:
        with self.service.engine.connect() as connection:
            kept = connection.execute(sa.select(districts.c.settings)).scalars().all()
        return dict(next(one["demo_circulars"] for one in kept if "demo_circulars" in one))

    def _remember(self, taken: dict[str, str]) -> None:
        values = {"settings": {"demo": True, "school_links": True, "demo_circulars": taken}}
        with self.service.engine.begin() as connection:
            connection.execute(districts.update().where(districts.c.id == DEFAULT_DISTRICT).values(values))

    def _until(self, happened: Callable[[], bool]) -> None:
        while True:
            try:
                if happened():
                    return
            except Problem:
                raise _Stopped from None
            if self.stopping.wait(LOOK_EVERY):
                raise _Stopped


class _Stopped(Exception):
    """The service ends."""
