"""Document -> Circular."""

from extract.circular import extract_circular

__all__ = ["extract_circular"]
