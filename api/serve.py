"""`wian serve`: the application on its address, until it is told to stop."""

from __future__ import annotations

import logging

import uvicorn

from api.app import create_app
from api.settings import Settings
from api.storage import Storage


def serve(settings: Settings) -> None:
    """Raises InputError where the data folder cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    with Storage(settings.data).opened():
        pass  # says in one line what is wrong, before the server starts
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_config=None)
