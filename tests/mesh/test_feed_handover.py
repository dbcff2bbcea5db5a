"""What a process commits itself reaches its readers from memory; the database stays the truth."""

import asyncio
from collections import Counter
from contextlib import aclosing

import pytest
from google.protobuf import wrappers_pb2

from mesh.data.database import Database
from mesh.feed import window
from mesh.feed.follower import Follower
from mesh.feed.follower_feeds import HomeFeed
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Item
from mesh.pure.clock import SystemClock
from tests.mesh.feeds import commit, event, roll_back, subjects, take, until, write
from tests.times import within


@pytest.fixture
async def counted(db):
    """The same database, with what is sent to it by name."""
    sent = Counter()
    made = Database(db.dsn, db.schema, count=lambda name: sent.update([name]))
    yield made, sent
    await made.close()


async def following(feed, count, **options):
    """A reading task that waits for what comes."""
    readers = len(feed._tail.wakes._sleepers)
    reading = asyncio.ensure_future(take(feed, count, **options))
    await until(lambda: len(feed._tail.wakes._sleepers) > readers and has_looked(feed))
    return reading


def has_looked(feed):
    """Whether all readers know what there is."""
    tail = feed._tail
    return tail.window.begun and not tail.is_due and tail._looks._writer is None


async def test_readers_get_what_is_committed_here_without_asking_the_database(counted, open_feed):
    db, sent = counted
    feed = open_feed(db, poll_seconds=3600)
    readings = [await following(feed, 20, reader=f"r{n}") for n in range(5)]
    await until(lambda: sent["notify_readers"] and has_looked(feed))
    before = sent.copy()
    for n in range(20):
        await write(db, feed, f"o{n}")
    for reading in readings:
        assert subjects(await within(reading, 30)) == [f"o{n}" for n in range(20)]
    assert set(sent - before) == {"begin", "append_events", "commit"}


async def test_what_was_never_handed_over_is_found_with_the_next_event(db, sleepy):
    reading = await following(sleepy, 3)
    await commit(db, sleepy, "lost", "lost too")
    await write(db, sleepy, "told")
    assert subjects(await within(reading, 30)) == ["lost", "lost too", "told"]


async def test_a_rolled_back_number_does_not_hold_up_what_comes_after_it(db, sleepy):
    reading = await following(sleepy, 2)
    await write(db, sleepy, "before")
    await roll_back(db, sleepy, "never")
    await write(db, sleepy, "after")
    assert subjects(await within(reading, 30)) == ["before", "after"]


async def test_what_commits_early_waits_for_what_was_numbered_before_it(db, sleepy):
    reading = await following(sleepy, 2)
    async with db.transaction() as late:
        first = await sleepy.append(late, [event("numbered first")])
        await write(db, sleepy, "committed first")
        await until(lambda: sleepy._tail.is_held_back)
        assert not reading.done()
    sleepy.hand_over(first)
    assert subjects(await within(reading, 30)) == ["numbered first", "committed first"]


async def test_an_open_transaction_that_has_no_number_holds_nobody_up(db, sleepy):
    reading = await following(sleepy, 1)
    async with db.transaction() as bystander:
        await bystander.fetchval("SELECT pg_current_xact_id()")
        await write(db, sleepy, "o1")
        assert subjects(await within(reading, 30)) == ["o1"]


async def test_processes_that_write_in_turn_see_the_same_in_the_same_order(
    db, sleepy, center_database, open_feed
):
    there_db = await center_database("order", None)
    there = open_feed(there_db, poll_seconds=3600)
    readings = [await following(feed, 60) for feed in (sleepy, there)]
    await until(sleepy._tail.wakes._others_listen)
    await until(there._tail.wakes._others_listen)

    async def writer(db, feed, name):
        for n in range(30):
            await write(db, feed, f"{name}-{n}")
            await asyncio.sleep(0.001 * (n % 3))

    await asyncio.gather(writer(db, sleepy, "here"), writer(there_db, there, "there"))
    here, over_there = [subjects(await within(reading, 30)) for reading in readings]
    assert here == over_there
    assert len(set(here)) == 60


async def test_a_reader_that_is_behind_catches_up_while_others_get_what_is_new(
    db, sleepy, monkeypatch
):
    monkeypatch.setattr(window, "MAX_EVENTS", 5)
    for n in range(40):
        await write(db, sleepy, f"old-{n}")
    live = await following(sleepy, 20, after=await sleepy.tail())
    seen = []
    async with aclosing(sleepy.watch("behind", max_batch=3)) as batches:
        for n in range(20):
            await write(db, sleepy, f"new-{n}")
            seen += (await anext(batches))[0]
    assert [event.seq for event in seen] == list(range(1, 61))
    assert subjects(await within(live, 30)) == [f"new-{n}" for n in range(20)]


async def test_what_is_committed_during_the_first_look_is_not_missed(db, sleepy, monkeypatch):
    first = await following(sleepy, 1)
    await until(lambda: sleepy._tail.wakes._hears and has_looked(sleepy))
    first.cancel()
    await asyncio.wait([first])
    fetch, looks = db.fetch, []

    async def fetch_and_commit(sql, *args):
        rows = await fetch(sql, *args)
        if "look_at_feed" in sql and not looks:
            looks.append(sql)
            await write(db, sleepy, "meanwhile")
        return rows

    monkeypatch.setattr(db, "fetch", fetch_and_commit)
    reading = asyncio.ensure_future(take(sleepy, 1))
    assert subjects(await within(reading, 30)) == ["meanwhile"]


async def test_a_feed_that_nobody_follows_any_more_is_not_held_in_memory(db, sleepy):
    reading = await following(sleepy, 1)
    await write(db, sleepy, "o1")
    await within(reading, 30)
    await write(db, sleepy, "o2")
    assert not sleepy._tail.window.begun
    assert subjects(await take(sleepy, 2)) == ["o1", "o2"]


async def all_read(feed):
    """How far readers are, when all four have read all."""
    lags = await feed.lags()
    return lags if [lag.events for lag in lags] == [0] * 4 else None


def told(event):
    return Item(event.value, event.value, "m1", event)


def followers_of(feed, done):
    """Four followers of the feed, which keep their places each second."""

    async def handle(batch):
        done.extend(item.item_id for item in batch.items)

    return [
        Follower(
            reader,
            HomeFeed(reader, feed, wrappers_pb2.StringValue, told),
            wrappers_pb2.StringValue,
            handle,
            clock=SystemClock(),
            patience=Patience(ack_pause=1.0),
        )
        for reader in ("r1", "r2", "r3", "r4")
    ]


async def test_followers_of_one_feed_keep_their_places_together_and_behind_their_effects(
    counted, open_feed
):
    db, sent = counted
    feed = open_feed(db, poll_seconds=3600)
    done = []
    tasks = [asyncio.create_task(each.run()) for each in followers_of(feed, done)]
    for n in range(10):
        await write(db, feed, f"o{n}")
    await until(lambda: len(done) == 40)
    await until(lambda: sent["move_cursor"])
    lags = await until(lambda: all_read(feed))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert [lag.reader for lag in lags] == ["r1", "r2", "r3", "r4"]
    assert sent["move_cursor"] < len(tasks)
