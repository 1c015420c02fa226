"""The places of the service that the head of every page leads to, by what the actor may do."""

from __future__ import annotations

from typing import NamedTuple

from starlette.requests import Request

from api import access
from api.access import Action
from api.actor import Actor
from api.language import gettext, marked


class Place(NamedTuple):
    """path: where the link leads; below: the paths that count as being there."""

    name: str
    path: str
    below: tuple[str, ...]
    needs: Action


DESK: tuple[Place, ...] = (
    Place(marked("หนังสือ"), "/", ("/circulars",), "document.read"),
    Place(marked("กระดาน"), "/board", ("/board", "/returns", "/schools"), "board.read"),
    Place(marked("ทะเบียน"), "/registers", ("/registers",), "register.read"),
    Place(marked("ค้นหา"), "/search", ("/search",), "document.read"),
    Place(marked("ตั้งค่า"), "/settings", ("/settings", "/people"), "settings.manage"),
)
SCHOOL: tuple[Place, ...] = (Place(marked("สิ่งที่ต้องทำ"), "/school", ("/school",), "document.read"),)
SYSTEM: tuple[Place, ...] = (Place(marked("ผู้ใช้"), "/people", ("/people",), "user.manage"),)


def places(request: Request) -> list[tuple[str, str, bool]]:
    """(name, path, whether the reader is there); none for who is not known."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return []
    of_role = {"school": SCHOOL, "system-admin": SYSTEM}.get(actor.role, DESK)
    return [
        (gettext(place.name), place.path, is_there(place, request.url.path))
        for place in of_role
        if access.allows(actor, place.needs)
    ]


def is_there(place: Place, path: str) -> bool:
    return path == place.path or any(path == part or path.startswith(f"{part}/") for part in place.below)
