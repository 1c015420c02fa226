"""The registers: no gap, no double, a cancelled number stays burned; on SQLite and PostgreSQL."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from api import registers
from api.database import now
from api.registers import RegisterError, amend, cancel, entries, register, reserve, use, year_of
from api.tables import districts, new_id


@pytest.fixture
def district(engine: sa.Engine) -> str:
    with engine.begin() as connection:
        values: dict[str, Any] = {"id": new_id(), "name": "สพป.ตัวอย่าง", "created_at": now()}
        connection.execute(districts.insert().values(values))
    return str(values["id"])


def test_fifty_writers_get_neighbouring_numbers(engine: sa.Engine, district: str) -> None:
    """Fifty at once, a fifth of them rolled back: the numbers that stand are 1 to n."""

    def write(turn: int) -> None:
        try:
            with engine.begin() as connection:
                register(connection, district, "sent", subject=f"เรื่องที่ {turn}")
                if random.Random(turn).random() < 0.2:
                    raise InterruptedError
        except InterruptedError:
            pass

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(write, range(150)))
    with engine.connect() as connection:
        numbers = [row.number for row in entries(connection, district, "sent", year_of(now()), most=500)]
    assert 90 < len(numbers) < 150
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_books_districts_and_years_count_apart(
    engine: sa.Engine, district: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ว letters have a sequence of their own; on 1 January in Bangkok every book begins again."""
    clock = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Bangkok
    monkeypatch.setattr(registers, "now", lambda: clock)
    with engine.begin() as connection:
        first = [register(connection, district, book).number for book in ("sent", "sent", "circular")]
        clock = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
        next_year = register(connection, district, "sent")
    assert first == [1, 2, 1]
    assert (next_year.year, next_year.number) == (2570, 1)


def test_a_reserved_number_is_used_once_and_a_cancelled_one_never(engine: sa.Engine, district: str) -> None:
    """The second use fails; a cancelled number keeps its reason and is not given again."""
    with engine.begin() as connection:
        entry = reserve(connection, district, "circular", subject="ร่าง")
        assert use(connection, entry.id, recipient="โรงเรียนทุกแห่ง").state == "used"
        with pytest.raises(RegisterError):
            use(connection, entry.id)
        assert amend(connection, entry.id, note="แก้คำผิด").number == entry.number
        with pytest.raises(RegisterError):
            cancel(connection, entry.id, " ")
        assert cancel(connection, entry.id, "พิมพ์ซ้ำ").reason == "พิมพ์ซ้ำ"
        with pytest.raises(RegisterError):
            amend(connection, entry.id, note="x")
        assert register(connection, district, "circular").number == entry.number + 1


def test_entries_are_found_by_thai_words(engine: sa.Engine, district: str) -> None:
    """Every word must stand somewhere in the columns; a percent sign is only itself."""
    with engine.begin() as connection:
        register(connection, district, "received", subject="สำรวจข้อมูลนักเรียน", sender="สพฐ.")
        register(connection, district, "received", subject="ประชุม 100%", sender="สพฐ.")
        found = [
            [row.number for row in entries(connection, district, "received", year_of(now()), words=words)]
            for words in ("สพฐ. นักเรียน", "%", "สพฐ.", "ไม่มี")
        ]
    assert found == [[1], [2], [2, 1], []]


def test_the_number_and_state_are_not_a_clerks_to_write(engine: sa.Engine, district: str) -> None:
    """A column of the register's own is refused."""
    with engine.begin() as connection, pytest.raises(TypeError):
        register(connection, district, "sent", number=7)
