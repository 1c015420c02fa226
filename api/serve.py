"""`wian serve`: the application on its address, until it is told to stop."""

from __future__ import annotations

import logging
import socket

import uvicorn

from api.app import create_app
from api.errors import InputError
from api.prepare import locked, prepare
from api.settings import Settings

log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Raises InputError, before anything starts, where the data folder or the address cannot be used."""
    with listening(settings) as listener:
        with locked(settings.data):
            prepare(settings)
        logging.basicConfig(
            level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
        )
        host, port = listener.getsockname()[:2]
        log.info("พร้อมแล้วที่ http://%s:%d", f"[{host}]" if ":" in host else host, port)
        uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None)).run(sockets=[listener])


def listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InputError(
            "address", f"เปิดบริการที่ {settings.host}:{settings.port} ไม่ได้ ({error.strerror}) โปรดใช้ --port อื่น"
        ) from None
