"""What `wian check` says of one thing."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing looked at. `remedy` says in Thai what to do where it is not good."""

    good: bool
    what: str
    remedy: str = ""
