"""What goes on by the way, until it is done or the simulator ends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Errands:
    """Work that nobody waits for at once."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin to do something."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def all_done(self) -> None:
        """Return when nothing is under way."""
        while self._running:
            await asyncio.gather(*self._running)

    async def close(self) -> None:
        """Break off what is under way."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
