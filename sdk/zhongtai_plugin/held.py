"""Calls that are held open while there is nothing to tell.

The platform pulls with `wait_seconds`: who has nothing keeps the call until there is something, so
that news are told at once and nobody asks in vain. When the plug-in ends, held calls end first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

MOST_SECONDS = 30.0

Wakes = set[asyncio.Event]
"""Whoever has news sets them all."""


class HeldCalls:
    """The held calls of one server."""

    def __init__(self) -> None:
        self._waiting: Wakes = set()
        self._ending = False

    def end(self) -> None:
        """Have all be answered with what there is, now and from now on."""
        self._ending = True
        for woken in self._waiting:
            woken.set()

    async def wait(self, woken: asyncio.Event, seconds: float) -> bool:
        """Return whether it was woken in time, and not by the end."""
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(0 if self._ending else seconds):
                await woken.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(woken)
        return not self._ending


server_of_call: ContextVar[HeldCalls | None] = ContextVar("server_of_call", default=None)
"""Those of the server that the call came to; set by its gate."""


async def held(look: Callable[[], T], there: Callable[[T], bool], wakes: Wakes, wait: float) -> T:
    """Return what `look` finds, as soon as it is `there`, or after `wait` seconds as it is then.

    Whoever has news sets the `wakes`.
    """
    loop, calls = asyncio.get_running_loop(), server_of_call.get() or HeldCalls()
    until = loop.time() + min(wait, MOST_SECONDS)
    woken = asyncio.Event()
    wakes.add(woken)
    try:
        while not there(found := look()) and (left := until - loop.time()) > 0:
            if not await calls.wait(woken, left):
                return look()
            woken.clear()
        return found
    finally:
        wakes.discard(woken)
