"""A feed waits for the transactions that write to it, and for no others in the server."""

import asyncio
from collections import Counter

import asyncpg
import pytest

from mesh.data.database import Database
from tests.mesh.feeds import LONG_SECONDS, commit, event, roll_back, subjects, take, until, write
from tests.times import within


@pytest.fixture
async def bystander(db):
    """A transaction in the same database that has an id, and is forgotten."""
    async with db.transaction() as connection:
        await connection.fetchval("SELECT pg_current_xact_id()")
        yield connection


@pytest.fixture
async def asked(db, open_feed):
    """A feed, and how often it asked who writes to it."""
    sent = Counter()
    made = Database(db.dsn, db.schema, count=lambda name: sent.update([name]))
    yield open_feed(made, poll_seconds=LONG_SECONDS), lambda: sent["list_feed_writers"]
    await made.close()


async def test_a_forgotten_transaction_holds_no_reader_back(db, sleepy, bystander):
    await commit(db, sleepy, "o1")
    reading = asyncio.ensure_future(take(sleepy, 3))
    await until(lambda: sleepy._tail.window.begun)
    await roll_back(db, sleepy, "never")
    await commit(db, sleepy, "o2", "o3")
    sleepy.wake()
    assert subjects(await within(reading, 30)) == ["o1", "o2", "o3"]


async def test_a_forgotten_transaction_in_another_database_holds_no_reader_back(
    db, sleepy, database_url
):
    elsewhere = await asyncpg.connect(database_url)
    async with elsewhere.transaction():
        await elsewhere.execute("CREATE TABLE events (a int); INSERT INTO events VALUES (1)")
        await commit(db, sleepy, "o1")
        assert subjects(await within(take(sleepy, 1), 30)) == ["o1"]
    await elsewhere.close()


async def test_a_writer_that_commits_late_is_waited_for_beside_a_forgotten_transaction(
    db, asked, bystander
):
    feed, times_asked = asked
    async with db.transaction() as late:
        await feed.append(late, [event("late")])
        await write(db, feed, "early")
        reading = asyncio.ensure_future(take(feed, 2))
        await until(lambda: times_asked() >= 5)
        assert not reading.done()
    assert subjects(await within(reading, 30)) == ["late", "early"]


async def test_a_reader_is_held_back_by_no_writer_that_came_later(db, asked, bystander):
    feed, times_asked = asked
    async with db.transaction() as earlier:
        await feed.append(earlier, [event("first")])
        reading = asyncio.ensure_future(take(feed, 1))
        await until(lambda: times_asked() >= 2)
        later = db.transaction()
        connection = await later.__aenter__()
        await feed.append(connection, [event("second")])
    assert subjects(await within(reading, 30)) == ["first"]
    await later.__aexit__(None, None, None)


@pytest.mark.parametrize("told", [True, False])
async def test_writers_at_random_lose_and_repeat_nothing_beside_it(db, sleepy, bystander, told):
    """Twenty writers whose transactions overlap at all times, and a reader that runs along."""
    others = Database(db.dsn, db.schema, max_connections=8)

    async def writer(number: int) -> None:
        for step in range(5):
            async with others.transaction() as connection:
                written = await sleepy.append(connection, [event(f"{number}-{step}-a")])
                await asyncio.sleep(0.02 * (number % 4))
                written += await sleepy.append(connection, [event(f"{number}-{step}-b")])
            if told:
                sleepy.hand_over(written)
            else:
                sleepy.wake()
            await roll_back(others, sleepy, "never")

    reading = asyncio.ensure_future(take(sleepy, 200, max_batch=7))
    await asyncio.gather(*(writer(number) for number in range(20)))
    events = await within(reading, 60)
    await others.close()
    assert len(set(subjects(events))) == len(events) == 200
    assert [e.seq for e in events] == sorted(e.seq for e in events)
