"""Wakes the callers that watch one order, the moment it changes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from mesh.feed.feed import Feed


class Watchers:
    """The callers that wait, by order. They are woken only while `run_forever` runs."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def looking_at(self, order_id: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set with each change of the order; clear it before looking."""
        changed = asyncio.Event()
        self._waiting[order_id].add(changed)
        try:
            yield changed
        finally:
            self._waiting[order_id].discard(changed)
            if not self._waiting[order_id]:
                del self._waiting[order_id]

    async def run_forever(self) -> None:
        """Follow the feed from its end, in this and all other processes of the center."""
        start = await self._feed.tail()
        # What changed before we began to follow is not missed: all look once more.
        for order_id in list(self._waiting):
            self._wake(order_id)
        async for events, _ in self._feed.watch("order.watchers", start, 1000):
            for event in events:
                self._wake(event.subject_id)

    def _wake(self, order_id: str) -> None:
        for changed in self._waiting.get(order_id, ()):
            changed.set()
