"""Batches at the pace of pretix: a few of their items at a time, as many as there is time for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from zhongtai_plugin.errors import PluginFault, RetryLater

AT_ONE_TIME = 4
"""pretix answers some ten calls a second."""


class Pace:
    """That of one batch; `until` is when no more is begun, by the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self._few = asyncio.Semaphore(AT_ONE_TIME)
        self._away: list[PluginFault] = []

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Do one item when it is its turn. Raise RetryLater when there is no time for it."""
        try:
            async with self._few:
                if time.monotonic() > self.until:
                    raise RetryLater("MORE_TO_COME", "pretix takes its time: come again.")
                yield
        except PluginFault as fault:
            if not fault.is_final:
                self._away.append(fault)
            raise

    def demand_any(self, items: int) -> None:
        """Raise the fault when none of so many items can be taken for a reason not its own."""
        if len(self._away) == items:
            raise self._away[0]
