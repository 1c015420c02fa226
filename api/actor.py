"""Who is asking: a signed-in user, a program with a key, or a school by its secret link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["clerk", "officer", "school", "district-admin", "system-admin"]
ROLES: tuple[Role, ...] = ("clerk", "officer", "school", "district-admin", "system-admin")
Scope = Literal["read", "write"]


@dataclass(frozen=True)
class Actor:
    """district_id is None only for system-admin, school_id only set for schools.

    by: "user", "key", "link" or "system" (the service's own jobs). scopes: what a key may do; users may both.
    """

    id: str
    name: str
    role: Role
    district_id: str | None
    school_id: str | None = None
    by: Literal["user", "key", "link", "system"] = "user"
    scopes: tuple[Scope, ...] = ("read", "write")

    @property
    def signature(self) -> str:
        """How the audit and the registers name this actor."""
        return f"{self.by}:{self.id} {self.name}".strip()


SYSTEM = Actor("system", "ระบบ", "system-admin", None, by="system")
