"""The newest events of a feed in memory, read from the database once for all readers here."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Awaitable, Callable
from operator import attrgetter

from mesh.feed.events import Event

MAX_EVENTS = 2_000
MAX_BYTES = 8 * 1024 * 1024
PAGE = 1_000

Fetch = Callable[[int, int, int], Awaitable[list[Event]]]
"""The events after one number up to another, at most so many, from the database."""

_seq = attrgetter("seq")


class FeedWindow:
    """Holds all settled events after `start` up to `end`; both are numbers of the feed.

    Readers that keep up with the feed are served from here; those further behind read the
    database themselves until they have caught up.
    """

    def __init__(self, fetch: Fetch) -> None:
        self.start = self.end = 0
        self._fetch = fetch
        self._events: list[Event] = []
        self._bytes = 0
        self._extending = asyncio.Lock()

    async def read(
        self, position: int, settled: int, merchant_id: str, limit: int
    ) -> tuple[list[Event], int] | None:
        """Return the first `limit` events after `position`, and the number read up to.

        That is `settled`, or less where there is more to read. None means that the window
        does not reach back that far. `merchant_id` keeps only the events of that merchant.
        """
        if self.end < settled:
            async with self._extending:
                await self._extend(position, settled)
        if position < self.start:
            return None
        found: list[Event] = []
        for event in self._events[bisect_right(self._events, position, key=_seq) :]:
            if event.seq > settled:
                break
            if not merchant_id or event.merchant_id == merchant_id:
                found.append(event)
                if len(found) == limit:
                    return found, event.seq
        return found, min(settled, self.end)

    async def _extend(self, position: int, settled: int) -> None:
        """Read on up to `settled`, for a reader at `position`.

        When that reader is further behind than the window can hold, nothing is read for it.
        """
        while position >= self.end - MAX_EVENTS and self.end < settled:
            if position > self.end:
                # Nobody read for a while: what lies between is asked for by nobody here.
                self._restart(position)
            events = await self._fetch(self.end, settled, PAGE)
            self._events += events
            self._bytes += sum(len(event.payload) for event in events)
            self.end = events[-1].seq if len(events) == PAGE else settled
            self._trim()

    def _restart(self, position: int) -> None:
        self._events.clear()
        self._bytes = 0
        self.start = self.end = position

    def _trim(self) -> None:
        """Forget the oldest events beyond what may be held."""
        gone = 0
        while len(self._events) - gone > MAX_EVENTS or self._bytes > MAX_BYTES:
            self._bytes -= len(self._events[gone].payload)
            gone += 1
        if gone:
            self.start = self._events[gone - 1].seq
            del self._events[:gone]
