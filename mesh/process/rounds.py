"""Background work that comes in rounds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable


class Rounds:
    """Does a round, and the next at once when there is more to do, else after a pause.

    `do_round` tells whether there is more. What it raises ends `run`; mesh.process.background
    starts that again.
    """

    def __init__(self, do_round: Callable[[], Awaitable[bool]], pause_seconds: float) -> None:
        self._do_round = do_round
        self._pause_seconds = pause_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do: cut the pause short."""
        self._woken.set()

    async def run(self) -> None:
        """Do rounds for ever."""
        while True:
            self._woken.clear()
            if await self._do_round():
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause_seconds):
                    await self._woken.wait()
