"""`wian serve`: the application on its address, until it is told to stop."""

from __future__ import annotations

import logging
import re
import socket

import uvicorn

from api.app import create_app
from api.database import make_engine
from api.errors import InputError
from api.prepare import locked, prepare
from api.settings import Settings
from api.sign_in import first_link

log = logging.getLogger(__name__)
SECRETS = re.compile(r"(/invitation/|/s/|/feeds/|[?&](?:code|state|invitation)=)[\w.~%-]+")


def serve(settings: Settings) -> None:
    """Raises InputError, before anything starts, where the data folder or the address cannot be used."""
    with listening(settings) as listener:
        with locked(settings.data):
            url = prepare(settings)
        logging.basicConfig(
            level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
        )
        logging.getLogger("uvicorn.access").addFilter(without_secrets)
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        log.info("พร้อมแล้วที่ %s", address)
        if settings.accounts:
            invite_first(url, address)
        uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None)).run(sockets=[listener])


def without_secrets(record: logging.LogRecord) -> bool:
    """Leaves secrets of links out of the log of requests: whoever reads it could use them."""
    record.args = tuple(
        SECRETS.sub(r"\1…", part) if isinstance(part, str) else part for part in record.args or ()
    )
    return True


def invite_first(url: str, address: str) -> None:
    """Prints the one-time link for the first administrator while there is no user."""
    engine = make_engine(url)
    if link := first_link(engine, address):
        log.info("ยังไม่มีผู้ใช้ ผู้ดูแลคนแรกสร้างบัญชีที่ %s (ใช้ได้ครั้งเดียว)", link)
    engine.dispose()


def listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InputError(
            "address", f"เปิดบริการที่ {settings.host}:{settings.port} ไม่ได้ ({error.strerror}) โปรดใช้ --port อื่น"
        ) from None
