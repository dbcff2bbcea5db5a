"""Background work that comes in rounds."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable


class Rounds:
    """Does a round, and the next at once when there is more to do, else after a pause.

    `do_round` tells whether there is more. What it raises ends `run`; mesh.process.background
    starts that again. Where `longest_seconds` are given, each pause after a round without work is
    twice the one before, up to these.
    """

    def __init__(
        self,
        do_round: Callable[[], Awaitable[bool]],
        pause_seconds: float,
        longest_seconds: float = 0.0,
    ) -> None:
        self._do_round = do_round
        self._pause_seconds = pause_seconds
        self._longest_seconds = max(pause_seconds, longest_seconds)
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """There may be something to do: cut the pause short."""
        self._woken.set()

    async def run(self) -> None:
        """Do rounds for ever."""
        pause = self._pause_seconds
        while True:
            self._woken.clear()
            if await self._do_round():
                pause = self._pause_seconds
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            pause = min(2 * pause, self._longest_seconds)
            if self._woken.is_set():
                pause = self._pause_seconds
