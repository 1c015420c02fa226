"""A Circular from its JSON file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from api.errors import InputError, read_bytes
from extract.models import Circular


def load_circular(path: Path) -> Circular:
    """Raises InputError where the file is not the JSON that `wian read` prints."""
    try:
        return Circular.model_validate_json(read_bytes(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(
            "bad_circular_file", f"{path.name} ไม่ใช่ Circular JSON ที่ถูกต้อง: {place} {first['msg']}"
        ) from None
