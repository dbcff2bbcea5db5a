"""Readers of a feed that keep up are served from memory, and see what the database holds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.feed import window as feed_window
from mesh.feed.events import Event
from mesh.feed.window import FeedWindow

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


class Written:
    """Events in a list that stands for the database."""

    def __init__(self, seqs: list[int]) -> None:
        self.events = [Event(n, f"m{n % 2}", "", "o", "k", b"1234", "", WHEN) for n in seqs]
        self.fetched = 0

    async def fetch(self, position: int, settled: int, limit: int) -> list[Event]:
        self.fetched += 1
        await asyncio.sleep(0)
        return [event for event in self.events if position < event.seq <= settled][:limit]

    async def read(
        self, window: FeedWindow, position: int, settled: int, merchant_id: str, limit: int
    ) -> tuple[list[Event], int]:
        """As Feed does: from the window, else from the database."""
        found = await window.read(position, settled, merchant_id, limit)
        if found is not None:
            return found
        events = await self.fetch(position, settled, 10**9)
        events = [event for event in events if merchant_id in ("", event.merchant_id)][:limit]
        return events, events[-1].seq if len(events) == limit else settled

    def seen_by(self, merchant_id: str, settled: int) -> list[int]:
        return [
            e.seq for e in self.events if e.seq <= settled and merchant_id in ("", e.merchant_id)
        ]


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 5), st.integers(0, 200)), min_size=5, max_size=60
)


@given(gaps=st.lists(st.integers(1, 4), max_size=60), steps=STEPS, held=st.integers(1, 8))
def test_readers_at_any_distance_see_each_event_once_and_in_order(gaps, steps, held):
    written = Written(list(accumulate(gaps)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed_window, "MAX_EVENTS", held)
        patch.setattr(feed_window, "PAGE", 3)
        asyncio.run(read_all(written, steps))


async def read_all(written: Written, steps: list[tuple[int, int, int]]) -> None:
    window = FeedWindow(written.fetch)
    merchants, positions, settled = ("", "m0", "m1"), [0, 0, 0], 0
    seen: list[list[int]] = [[], [], []]
    for reader, limit, further in steps:
        settled = max(settled, further)
        while positions[reader] < settled:
            events, reached = await written.read(
                window, positions[reader], settled, merchants[reader], limit
            )
            assert positions[reader] < reached <= settled
            positions[reader] = reached
            seen[reader] += [event.seq for event in events]
        assert seen[reader] == written.seen_by(merchants[reader], settled)
        assert len(window._events) <= feed_window.MAX_EVENTS


async def test_readers_that_keep_up_share_one_read_of_what_is_new():
    written = Written(list(range(1, 101)))
    window = FeedWindow(written.fetch)
    for settled in (10, 50, 100):
        pages = await asyncio.gather(
            *(window.read(settled - 5, settled, "", 200) for _ in range(8))
        )
        assert [len(page[0]) for page in pages if page] == [5] * 8
    assert written.fetched == 3


async def test_a_window_holds_no_more_than_so_many_bytes(monkeypatch):
    monkeypatch.setattr(feed_window, "MAX_BYTES", 40)
    window = FeedWindow(Written(list(range(1, 101))).fetch)
    await window.read(1, 100, "", 200)
    assert window._bytes == 40
    assert await window.read(1, 100, "", 200) is None
