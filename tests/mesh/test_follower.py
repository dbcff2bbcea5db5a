"""A follower deals with every event in order, repeats what failed, and steps over nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from mesh.database import Database
from mesh.errors import StorageUnavailable
from mesh.feed import Event, Feed, NewEvent
from mesh.follower import follow


@pytest.fixture
async def db(center_database) -> Database:
    return await center_database("order", None)


@pytest.fixture
async def feed(db: Database) -> AsyncIterator[Feed]:
    feed = Feed(db)
    yield feed
    await feed.close()


async def write(db: Database, feed: Feed, *subjects: str) -> None:
    async with db.transaction() as connection:
        events = [NewEvent("m1", "s1", subject, "PLACED", b"") for subject in subjects]
        await feed.append(connection, events)
    feed.wake()


class Handler:
    """Takes events down; fails for those in `faults` as often as it says."""

    def __init__(self, until: str, **faults: int) -> None:
        self.faults = faults
        self.until = until
        self.done: list[str] = []
        self.calls: list[list[str]] = []
        self.reached = asyncio.Event()

    async def __call__(self, events: list[Event]) -> None:
        subjects = [event.subject_id for event in events]
        self.calls.append(subjects)
        for subject in subjects:
            if self.faults.get(subject, 0):
                self.faults[subject] -= 1
                raise StorageUnavailable
        self.done += subjects
        if self.until in subjects:
            self.reached.set()


async def run(feed: Feed, handler: Handler) -> None:
    """Follow until the handler has seen what it waits for and the cursor is kept."""
    following = asyncio.ensure_future(follow(feed, "r", handler, max_backoff_seconds=0.001))
    reached = asyncio.ensure_future(handler.reached.wait())
    await asyncio.wait([following, reached], return_when=asyncio.FIRST_COMPLETED)
    assert not following.done()
    while (await feed.lag("r")).events:  # noqa: ASYNC110 - the database sets no event
        await asyncio.sleep(0)
    following.cancel()
    await asyncio.wait([following])


async def test_events_come_in_batches_and_the_cursor_follows(db, feed):
    await write(db, feed, "a", "b", "c")
    handler = Handler(until="c")
    await run(feed, handler)
    assert handler.calls == [["a", "b", "c"]]


async def test_a_follower_that_starts_again_continues_where_it_was(db, feed):
    await write(db, feed, "a", "b")
    await run(feed, Handler(until="b"))
    await write(db, feed, "c")
    again = Handler(until="c")
    await run(feed, again)
    assert again.done == ["c"]


async def test_an_event_that_fails_is_repeated_and_neither_skipped_nor_overtaken(db, feed):
    await write(db, feed, "a", "bad", "c")
    handler = Handler(until="c", bad=4)
    await run(feed, handler)
    assert handler.done == ["a", "bad", "c"]
    assert handler.calls == [["a", "bad", "c"], ["a"], *[["bad"]] * 4, ["c"]]


async def test_what_was_dealt_with_before_a_bad_event_is_kept(db, feed):
    await write(db, feed, "a", "bad", "c")
    handler = Handler(until="a", bad=10**9)
    following = asyncio.ensure_future(follow(feed, "r", handler, max_backoff_seconds=0.001))
    while handler.calls.count(["bad"]) < 3:  # noqa: ASYNC110 - the handler sets none here
        await asyncio.sleep(0)
    assert (await feed.lag("r")).events == 2
    following.cancel()
    await asyncio.wait([following])


async def test_a_follower_outlives_a_feed_that_fails(db, feed, monkeypatch):
    await write(db, feed, "a")
    faults = iter([StorageUnavailable(), OSError()])
    ack = feed.ack

    async def shaky(*args, **options):
        if fault := next(faults, None):
            raise fault
        await ack(*args, **options)

    monkeypatch.setattr(feed, "ack", shaky)
    handler = Handler(until="a")
    await run(feed, handler)
    assert handler.done == ["a", "a", "a"]
