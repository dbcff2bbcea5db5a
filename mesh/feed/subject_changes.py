"""Wakes the callers that watch one subject of a feed, the moment an event of it is written."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from mesh.feed.feed import Feed

MOST_AT_ONCE = 1000


class SubjectChanges:
    """The callers that wait, by subject. They are woken only while `run_forever` runs."""

    def __init__(self, feed: Feed, reader: str) -> None:
        """`reader` is the name under which the feed is followed; it keeps no place in the feed."""
        self._feed = feed
        self._reader = reader
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def of(self, subject_id: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set with each change of the subject; clear it before looking."""
        changed = asyncio.Event()
        self._waiting[subject_id].add(changed)
        try:
            yield changed
        finally:
            self._waiting[subject_id].discard(changed)
            if not self._waiting[subject_id]:
                del self._waiting[subject_id]

    async def run_forever(self) -> None:
        """Follow the feed from its end, in this and all other processes of the center."""
        start = await self._feed.tail()
        # What changed before the feed was followed is not missed: all look once more.
        for subject_id in list(self._waiting):
            self._wake(subject_id)
        async for events, _ in self._feed.watch(self._reader, start, MOST_AT_ONCE):
            for event in events:
                self._wake(event.subject_id)

    def _wake(self, subject_id: str) -> None:
        for changed in self._waiting.get(subject_id, ()):
            changed.set()
