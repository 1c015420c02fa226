"""The office file and the list of schools, from paths to models."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from api.errors import InputError, read_bytes

if TYPE_CHECKING:
    from generate.office import Office
    from generate.schools import School


def load_office(path: Path) -> Office:
    """Raises InputError, which names the line or key that is wrong."""
    from generate.office import Office

    try:
        table = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("bad_office_file", f"{path.name} ไม่ใช่ TOML ที่ถูกต้อง: {error}") from None
    if table.get("emblem"):
        table["emblem"] = read_bytes(path.parent / str(table["emblem"]))
    try:
        return Office.model_validate(table)
    except ValidationError as error:
        raise InputError("bad_office_file", f"{path.name}: {problems_of(error)}") from None


def problems_of(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}" for problem in error.errors()
    )


def load_schools(path: Path) -> tuple[list[School], list[str]]:
    """The schools, and one Thai sentence for each row that was left out. Raises InputError."""
    from generate.schools import SchoolListError, read_schools

    try:
        return read_schools(read_bytes(path), path.name)
    except SchoolListError as error:
        raise InputError("bad_school_list", str(error)) from None
