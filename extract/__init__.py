"""Document -> Circular. Loaded on first use: dates and models alone need none of the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.circular import extract_circular

__all__ = ["extract_circular"]


def __getattr__(name: str) -> Any:
    if name == "extract_circular":
        from extract.circular import extract_circular

        return extract_circular
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
