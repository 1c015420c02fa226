"""Server-sent events: what a page shows while it waits, without asking again and again."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from api.documents import UNFINISHED

LOOK_EVERY = 0.5  # seconds
# A sign of life, lest a proxy between takes the connection for dead.
SILENT_FOR = 15.0


async def events_of(look: Callable[[], dict[str, Any]]) -> AsyncIterator[str]:
    """One event whenever `look` gives something new, the last one when its status is final."""
    shown: dict[str, Any] | None = None
    spoken = time.monotonic()
    while shown is None or shown["status"] in UNFINISHED:
        seen = await asyncio.to_thread(look)
        if seen != shown:
            shown, spoken = seen, time.monotonic()
            yield f"event: progress\ndata: {json.dumps(seen)}\n\n"
        elif time.monotonic() - spoken > SILENT_FOR:
            spoken = time.monotonic()
            yield ": waiting\n\n"
        if seen["status"] in UNFINISHED:
            await asyncio.sleep(LOOK_EVERY)
