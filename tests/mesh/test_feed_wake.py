"""A reader of the feed wakes when there is something to read, and is not kept waiting."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import asyncpg

from mesh.data.database import Database
from mesh.feed.beside import Beside
from mesh.feed.feed import Feed
from tests.mesh.feeds import LONG_SECONDS, event, subjects, take, until, write
from tests.times import within

LAST_SAID = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle' AND query LIKE $1
"""


async def test_a_watcher_wakes_for_the_late_one_though_nobody_tells_it(db, feed, sleepy):
    async with db.transaction() as late:
        await feed.append(late, [event("late")])
        await write(db, feed, "early")
        watching = asyncio.ensure_future(take(sleepy, 2))
        await until(lambda: sleepy._tail.is_held_back)
        assert not watching.done()
    assert subjects(await within(watching, 30)) == ["late", "early"]


async def test_a_single_read_waits_for_what_holds_it_back(db, feed):
    async with db.transaction() as late:
        await feed.append(late, [event("o1")])
        reading = asyncio.ensure_future(feed.read(patience_seconds=LONG_SECONDS))
        await until(lambda: feed._tail.is_held_back)
    events, cursor = await reading
    assert (subjects(events), cursor) == (["o1"], events[0].cursor)
    assert await feed.read(cursor) == ([], cursor)


async def test_a_sleeping_reader_is_woken_by_a_commit_in_this_process(db, sleepy):
    async with aclosing(sleepy.watch("r")) as batches:
        waiting = asyncio.ensure_future(anext(batches))
        await until(lambda: sleepy._tail.window.begun)
        await write(db, sleepy, "o1")
        events, cursor = await within(waiting, 30)
    assert (subjects(events), cursor) == (["o1"], events[0].cursor)


async def test_a_sleeping_reader_is_woken_by_a_commit_in_another_process(
    db, sleepy, center_database, open_feed
):
    there_db = await center_database("order", None)
    there = open_feed(there_db)
    reading = asyncio.ensure_future(take(sleepy, 2))
    await write(there_db, there, "o1")
    await until(lambda: db.fetchval(LAST_SAID, "%notify_readers%"))
    await write(there_db, there, "o2")
    assert subjects(await within(reading, 30)) == ["o1", "o2"]


async def test_a_reader_whose_every_wake_is_lost_still_polls(db, open_feed):
    feed = open_feed(db, poll_seconds=0.01)
    reading = asyncio.ensure_future(take(feed, 1))
    async with db.transaction() as connection:
        await feed.append(connection, [event("o1")])
    assert subjects(await within(reading, 30)) == ["o1"]


async def test_the_line_to_other_processes_is_opened_again_when_it_breaks(db, sleepy):
    reading = asyncio.ensure_future(take(sleepy, 1))
    first = await until(lambda: db.fetchval(LAST_SAID, "%notify_readers%"))
    await db.execute("SELECT pg_terminate_backend($1)", first)
    await until(lambda: db.fetchval(LAST_SAID + " AND pid <> $2", "%notify_readers%", first))
    async with db.transaction() as connection:
        await sleepy.append(connection, [event("o1")])
    await db.execute("SELECT pg_notify('order_feed', '')")
    assert subjects(await within(reading, 30)) == ["o1"]


async def test_nobody_is_notified_while_nobody_else_listens(center_database, open_feed):
    sent: list[str] = []
    db = await center_database("order", None)
    counted = Database(db.dsn, db.schema, count=sent.append)
    alone = open_feed(counted)
    reading = asyncio.ensure_future(take(alone, 1))
    await until(lambda: "notify_readers" in sent)
    for n in range(20):
        await write(db, alone, f"o{n}")
    await within(reading, 30)
    assert sent.count("notify_readers") == 1
    await counted.close()


async def test_processes_that_listen_learn_of_each_other(db, sleepy, center_database, open_feed):
    there = open_feed(await center_database("order", None))
    readings = [asyncio.ensure_future(take(feed, 1)) for feed in (sleepy, there)]
    await until(sleepy._tail.wakes._others_listen)
    await until(there._tail.wakes._others_listen)
    await write(db, sleepy, "o1")
    for reading in readings:
        assert subjects(await within(reading, 30)) == ["o1"]


async def test_whoever_announced_itself_is_known_of_before_it_writes(db, feed):
    feed.wake()
    await until(feed.is_alone)
    another = Feed(db)
    try:
        await another.announce()
        await until(lambda: not feed.is_alone())
    finally:
        await another.close()


async def test_a_process_that_has_others_beside_it_is_not_alone_when_none_is_heard(db, feed):
    db.beside = Beside(Path("here"), [])
    feed.wake()
    await until(lambda: feed._tail.wakes._hears)
    assert not feed.is_alone()


async def test_a_process_that_does_not_hear_itself_does_not_believe_to_be_alone(
    db, feed, monkeypatch
):
    """A pooler between it and the server may have the statement LISTEN end in another session."""

    async def elsewhere(*_: object) -> None:
        """Listen in a session that is not ours."""

    monkeypatch.setattr(asyncpg.Connection, "add_listener", elsewhere)
    await feed.announce()
    assert not feed.is_alone()
    monkeypatch.undo()
    heard = Feed(db)
    try:
        await heard.announce()
        await until(heard.is_alone)
    finally:
        await heard.close()
