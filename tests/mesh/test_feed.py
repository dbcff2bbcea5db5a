"""The feed gives every event once per reader, in the order of writing, and skips none."""

import asyncio
from contextlib import aclosing

import pytest

from mesh.data.database import Database
from mesh.pure.errors import InvalidRequest
from tests.mesh.feeds import event, payload, roll_back, subjects, take, until, write
from tests.times import within

STANDS_STILL = """
SELECT count(*) FROM pg_locks JOIN pg_database ON database = pg_database.oid
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""
STAND_STILL = """
CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN new; END';
CREATE TRIGGER stand_still BEFORE INSERT ON events
FOR EACH ROW WHEN (new.subject_id = 'slow') EXECUTE FUNCTION stand_still()
"""


async def test_an_event_is_read_as_it_was_written(db, feed):
    await write(db, feed, "o1")
    [read] = await take(feed, 1)
    assert (read.merchant_id, read.store_id, read.subject_id) == ("m1", "s1", "o1")
    assert (read.kind, read.payload, read.trace_id) == ("PLACED", payload("o1"), "trace-1")
    assert read.occurred_at.utcoffset().total_seconds() == 0


async def test_a_transaction_that_commits_late_is_not_skipped(db, feed):
    async with db.transaction() as late:
        await feed.append(late, [event("late")])
        await write(db, feed, "early")
        assert await feed.read(patience_seconds=0) == ([], "")
    events = await take(feed, 2)
    assert subjects(events) == ["late", "early"]


async def test_the_event_of_the_newest_transaction_is_not_skipped(db, feed):
    """Nothing began after it and nothing ended since: no snapshot tells that it is open."""
    reading = asyncio.ensure_future(take(feed, 1))
    async with db.transaction() as newest:
        await feed.append(newest, [event("o1")])
        feed.wake()
        await until(lambda: feed._tail.is_held_back)
        assert not reading.done()
    assert subjects(await within(reading, 30)) == ["o1"]


async def test_a_rolled_back_event_leaves_a_gap_that_holds_nobody_back(db, feed):
    await roll_back(db, feed, "never")
    await write(db, feed, "after")
    assert subjects(await take(feed, 1)) == ["after"]


async def test_events_of_one_row_come_in_the_order_in_which_it_was_held(db, feed):
    """The transaction with the older id gets the row second; its event must come second."""
    await db.execute("CREATE TABLE thing (id int PRIMARY KEY)")
    await db.execute("INSERT INTO thing VALUES (1)")
    lock = "SELECT id FROM thing WHERE id = 1 FOR UPDATE"
    async with db.transaction() as older, db.transaction() as bystander:
        older_id = await older.fetchval("SELECT pg_current_xact_id()")
        await bystander.fetchval("SELECT pg_current_xact_id()")
        async with db.transaction() as younger:
            await younger.execute(lock)
            assert await younger.fetchval("SELECT pg_current_xact_id()") > older_id
            await feed.append(younger, [event("first")])
        await older.execute(lock)
        await feed.append(older, [event("second")])
    events = await take(feed, 2)
    assert subjects(events) == ["first", "second"]


async def test_an_event_is_numbered_only_after_its_transaction_got_an_id(db, feed):
    """A statement stands still between taking a number and writing the row."""
    await write(db, feed, "earlier")  # the sequence itself asks for an id now and then: here
    [earlier] = await take(feed, 1)
    await db.execute(STAND_STILL)
    async with db.connection() as gate:
        await gate.execute("SELECT pg_advisory_lock(1)")
        slow = asyncio.ensure_future(write(db, feed, "slow"))
        await until(lambda: db.fetchval(STANDS_STILL))
        await write(db, feed, "other")
        assert await feed.read(earlier.cursor, patience_seconds=0) == ([], earlier.cursor)
        await gate.execute("SELECT pg_advisory_unlock(1)")
    await slow
    assert subjects(await take(feed, 3)) == ["earlier", "slow", "other"]


async def test_writers_at_random_lose_and_repeat_nothing(db, feed):
    """Forty writers whose transactions overlap, and a reader that runs along."""
    others = Database(db.dsn, db.schema, max_connections=8)

    async def writer(number: int) -> None:
        for step in range(5):
            async with others.transaction() as connection:
                written = await feed.append(connection, [event(f"{number}-{step}-a")])
                await asyncio.sleep(0.001 * (number % 4))
                written += await feed.append(connection, [event(f"{number}-{step}-b")])
            feed.hand_over(written)

    reading = asyncio.ensure_future(take(feed, 400, max_batch=7))
    await asyncio.gather(*(writer(number) for number in range(40)))
    events = await within(reading, 60)
    await others.close()
    assert len(set(subjects(events))) == len(events) == 400
    assert [e.seq for e in events] == sorted(e.seq for e in events)


async def test_a_reader_continues_where_it_acknowledged(db, feed, sleepy):
    await write(db, feed, "o1", "o2", "o3")
    events = await take(feed, 3)
    await feed.ack("r", events[1].cursor)
    assert subjects(await take(sleepy, 1)) == ["o3"]
    assert len(await take(feed, 3, reader="another")) == 3


async def test_a_cursor_given_by_the_caller_wins_over_the_kept_one(db, feed):
    await write(db, feed, "o1", "o2", "o3")
    events = await take(feed, 3)
    await feed.ack("r", events[2].cursor)
    assert subjects(await take(feed, 2, after=events[0].cursor)) == ["o2", "o3"]


async def test_an_older_acknowledgement_moves_no_cursor_back(db, feed):
    await write(db, feed, "o1", "o2", "o3")
    events = await take(feed, 3)
    await feed.ack("r", events[1].cursor)
    await feed.ack("r", events[0].cursor)
    assert subjects(await take(feed, 1)) == ["o3"]


@pytest.mark.parametrize("cursor", ["x", "7", "1-", "1--5", "1-1e3", "1-" + "9" * 19, "1-９"])
async def test_a_cursor_that_no_feed_gave_is_refused(feed, cursor):
    with pytest.raises(InvalidRequest):
        await feed.ack("r", cursor)
    with pytest.raises(InvalidRequest):
        await anext(feed.watch("r", cursor))


async def test_a_cursor_ahead_of_the_feed_is_refused(db, feed):
    await write(db, feed, "o1")
    with pytest.raises(InvalidRequest):
        await feed.ack("r", "1-2")
    with pytest.raises(InvalidRequest):
        await anext(feed.watch("r", "1-2"))


async def test_each_merchant_sees_its_own_events_and_has_its_own_cursor(db, feed):
    for number in range(5):
        await write(db, feed, f"mine-{number}", merchant="m1")
        await write(db, feed, f"theirs-{number}", merchant="m2")
    mine = await take(feed, 5, max_batch=2, merchant_id="m1")
    assert {e.merchant_id for e in mine} == {"m1"}
    await feed.ack("r", mine[-1].cursor, merchant_id="m1")
    assert len(await take(feed, 5, merchant_id="m2")) == 5
    assert len(await take(feed, 10)) == 10


async def test_batches_are_no_larger_than_asked(db, feed):
    await write(db, feed, *(f"o{n}" for n in range(7)))
    async with aclosing(feed.watch("r", max_batch=3)) as batches:
        sizes = [len((await anext(batches))[0]) for _ in range(3)]
    assert sizes == [3, 3, 1]


async def test_lag_tells_what_a_reader_has_not_acknowledged(db, feed, sleepy):
    await write(db, feed, "o1", "o2", "o3")
    events = await take(feed, 3)
    await feed.ack("r", events[0].cursor)
    [lag] = await feed.lags()
    assert (lag.reader, lag.events) == ("r", 2)
    assert lag.seconds > 0
    await feed.ack("r", events[2].cursor)
    assert (await feed.lag("r")).events == (await feed.lag("r")).seconds == 0


async def test_a_forgotten_reader_is_not_told_of_any_more_and_begins_anew(db, feed):
    await write(db, feed, "o1")
    (event_1,), cursor = await feed.read()
    for reader in ("gone", "stays"):
        await feed.ack(reader, cursor)
    await feed.forget("gone")
    assert [lag.reader for lag in await feed.lags()] == ["stays"]
    assert [each.seq for each in await take(feed, 1, "gone")] == [event_1.seq]
