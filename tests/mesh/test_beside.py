"""What one worker commits reaches the readers of another without either asking the database."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

import pytest

from mesh.data.database import Database
from mesh.feed import beside as beside_module
from mesh.feed.beside import Beside, socket_of
from mesh.feed.feed import Feed
from tests.mesh.feeds import LONG_SECONDS, commit, subjects, take, until, write
from tests.times import within

NAMES = ("platform", "platform-2")


class Worker:
    """One of two workers, with the order feed and what its database was asked."""

    def __init__(self, db: Database, home, name: str) -> None:
        [other] = (each for each in NAMES if each != name)
        self.sent: Counter[str] = Counter()
        self.beside = Beside(socket_of(home, name), [socket_of(home, other)])
        count = lambda statement: self.sent.update([statement])  # noqa: E731
        self.db = Database(db.dsn, db.schema, count=count, beside=self.beside)
        self.feed = Feed(self.db, poll_seconds=LONG_SECONDS)

    async def close(self) -> None:
        await self.beside.close()
        await self.feed.close()
        await self.db.close()

    async def read(self, count: int) -> asyncio.Task:
        """A reader that has seen all there is, and waits for so many more."""
        tail = self.feed._tail
        reading = asyncio.ensure_future(take(self.feed, count))
        await until(lambda: tail.window.begun and not tail.is_due and tail.wakes._hears)
        await until(lambda: tail._looks._writer is None)
        return reading


@pytest.fixture
async def worker(db, tmp_path, monkeypatch):
    """Makes workers."""
    monkeypatch.setattr(beside_module, "AGAIN_SECONDS", 0.01)
    async with AsyncExitStack() as stack:

        async def make(name: str) -> Worker:
            made = Worker(db, tmp_path, name)
            stack.push_async_callback(made.close)
            await made.beside.start()
            return made

        yield make


@pytest.fixture
async def workers(worker):
    """Both, who are connected."""
    both = [await worker(name) for name in NAMES]
    for each in both:
        await until(lambda each=each: each.beside._links)
    return both


async def test_readers_of_another_worker_get_what_is_committed_with_no_statement(workers):
    here, there = workers
    reading = await there.read(20)
    await until(lambda: there.sent["notify_readers"])
    here_before, there_before = here.sent.copy(), there.sent.copy()
    for number in range(20):
        await write(here.db, here.feed, f"o{number}")
    assert subjects(await within(reading, 30)) == [f"o{number}" for number in range(20)]
    assert set(here.sent - here_before) == {"begin", "append_events", "commit"}
    assert not there.sent - there_before


async def test_events_that_both_commit_come_in_the_order_of_their_numbers(workers):
    readings = [await each.read(40) for each in workers]
    for number in range(20):
        await asyncio.gather(*(write(each.db, each.feed, f"o{number}") for each in workers))
    read = [await within(reading, 30) for reading in readings]
    assert read[0] == read[1]
    numbers = [event.seq for event in read[0]]
    assert numbers == sorted(numbers)


async def test_a_worker_that_is_not_connected_is_notified(workers):
    here, there = workers
    readings = [await each.read(1) for each in workers]
    await until(here.feed._tail.wakes._others_listen)
    await there.beside.close()
    await here.beside.close()
    await write(here.db, here.feed, "o1")
    for reading in readings:
        assert subjects(await within(reading, 30)) == ["o1"]
    await until(lambda: here.sent["notify_readers"] > 1)


async def test_what_a_worker_committed_before_it_died_is_found(workers):
    here, there = workers
    reading = await there.read(1)
    await commit(here.db, here.feed, "untold")
    await here.beside.close()
    assert subjects(await within(reading, 30)) == ["untold"]


async def test_a_worker_that_comes_back_is_told_again(workers, worker):
    here, there = workers
    await there.close()
    await until(lambda: not here.beside._links)
    assert not here.beside.tell("order", [])
    again = await worker(NAMES[1])
    await until(lambda: here.beside._links)
    reading = await again.read(1)
    await write(here.db, here.feed, "o1")
    assert subjects(await within(reading, 30)) == ["o1"]


async def test_one_that_does_not_read_is_notified_instead(workers, monkeypatch):
    here, _ = workers
    assert here.beside.tell("order", [])
    monkeypatch.setattr(beside_module, "MOST_UNREAD_BYTES", 0)
    assert not here.beside.tell("order", [])
