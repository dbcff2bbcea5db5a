"""A change, its events and its kept answer become true together, and readers learn of it."""

import asyncio

import pytest
from google.protobuf import struct_pb2
from zhongtai.order.v1 import change_messages_pb2 as pb

from mesh.call.context import as_call, internal_identity
from mesh.data.change import Changes
from mesh.data.database import conflict
from mesh.feed.events import NewEvent
from mesh.feed.feed import Feed
from mesh.pure.clock import FixedClock, SystemClock
from mesh.pure.errors import InProgress, RequestIdReused, StorageUnavailable
from tests.mesh.feeds import take, until
from tests.times import within

CALLER = internal_identity("order_control", "m1")
REQUEST = pb.CancelOrderRequest(request_id="r1")


@pytest.fixture
async def db(center_database):
    made = await center_database("order", None)
    await made.execute("CREATE TABLE effects (said text)")
    return made


@pytest.fixture
async def feed(db):
    made = Feed(db)
    yield made
    await made.close()


@pytest.fixture
def changes(db, feed):
    return Changes(db, feed, SystemClock())


async def write(unit, said="done"):
    await unit.connection.execute("INSERT INTO effects VALUES ($1)", said)
    unit.events.append(NewEvent("m1", "s1", "ord_1", "MOVED", said.encode()))
    return said


async def once(changes, effect=write, request=REQUEST):
    with as_call(CALLER, "/o/Cancel", timeout=30):
        return await changes.once(
            request, struct_pb2.Value, effect, lambda said: struct_pb2.Value(string_value=said)
        )


async def held(db, feed):
    events, _ = await feed.read()
    return [row[0] for row in await db.fetch("SELECT said FROM effects")], [
        event.payload.decode() for event in events
    ]


async def test_a_repeated_request_has_one_effect_one_event_and_the_first_answer(db, feed, changes):
    answers = [await once(changes) for _ in range(3)]
    assert [answer.string_value for answer in answers] == ["done"] * 3
    assert await held(db, feed) == (["done"], ["done"])


async def test_an_effect_that_raises_leaves_nothing_and_the_request_can_come_again(
    db, feed, changes
):
    async def fails(unit):
        await write(unit, "half")
        raise InProgress

    with pytest.raises(InProgress):
        await once(changes, fails)
    assert await held(db, feed) == ([], [])
    assert (await once(changes)).string_value == "done"


async def test_an_effect_that_meets_a_conflict_begins_again_with_no_events_of_before(
    db, feed, changes
):
    tries = []

    async def second_time(unit):
        tries.append(unit)
        await write(unit, f"try {len(tries)}")
        if len(tries) == 1:
            raise conflict("another was first")
        return "written"

    assert await changes.run(second_time) == "written"
    assert await held(db, feed) == (["try 2"], ["try 2"])


async def test_the_unit_knows_the_moment_and_who_asks(db, feed):
    seen = []
    clock = FixedClock(SystemClock().now())

    async def look(unit):
        seen.append((unit.now, unit.actor))
        return "seen"

    changes = Changes(db, feed, clock)
    await once(changes, look)
    await changes.run(look)
    assert seen == [(clock.now(), "order_control"), (clock.now(), "")]


async def test_what_is_held_in_memory_is_expired_after_the_commit_and_before_readers_wake(
    db, feed, monkeypatch
):
    done = []
    monkeypatch.setattr(feed, "hand_over", lambda events: done.append("handed over"))
    changes = Changes(db, feed, SystemClock(), expire=lambda: done.append("expired"))

    async def effect(unit):
        done.append("written")
        return await write(unit)

    await changes.run(effect)
    await once(changes, effect)
    assert done == ["written", "expired", "handed over"] * 2


async def test_what_was_committed_is_handed_over_once_and_what_was_not_never(
    feed, changes, monkeypatch
):
    told = []
    monkeypatch.setattr(feed, "hand_over", lambda events: told.append([e.seq for e in events]))

    async def silent(unit):
        await unit.connection.execute("INSERT INTO effects VALUES ('silent')")
        return "silent"

    async def refused(unit):
        await write(unit)
        raise InProgress

    await changes.run(silent)
    with pytest.raises(InProgress):
        await changes.run(refused)
    assert told == []
    for _ in range(2):
        await once(changes)
    assert told == [[(await feed.read())[0][0].seq]]


@pytest.mark.parametrize("failure", [StorageUnavailable, asyncio.CancelledError, ConnectionError])
async def test_what_may_have_been_committed_after_all_is_looked_for_and_nothing_held_is_trusted(
    db, feed, monkeypatch, failure
):
    expired: list[None] = []
    changes = Changes(db, feed, SystemClock(), expire=lambda: expired.append(None))
    run = db.run_in_transaction

    async def lost(work):
        await run(work)
        raise failure

    monkeypatch.setattr(db, "run_in_transaction", lost)
    reading = asyncio.ensure_future(take(feed, 1))
    await until(lambda: feed._tail.window.begun)
    with pytest.raises(failure):
        await changes.run(write)
    assert expired
    assert [event.payload for event in await within(reading, 2)] == [b"done"]


async def test_what_was_answered_before_is_known_without_an_effect(changes):
    with as_call(CALLER, "/o/Cancel", timeout=30):
        assert await changes.answered(REQUEST, struct_pb2.Value) is None
    await once(changes)
    with as_call(CALLER, "/o/Cancel", timeout=30):
        kept = await changes.answered(REQUEST, struct_pb2.Value)
        assert kept == struct_pb2.Value(string_value="done")
        with pytest.raises(RequestIdReused):
            await changes.answered(
                pb.CancelOrderRequest(request_id="r1", note="other"), struct_pb2.Value
            )


async def test_a_batch_of_one_statement_runs_in_no_transaction_and_hands_its_events_over(
    feed, changes
):
    async def one_statement(unit):
        events = [NewEvent("m1", "s1", "ord_1", "MOVED", b"")]
        unit.written.extend(await feed.append(unit.connection, events))
        return unit.connection.is_in_transaction()

    reading = asyncio.ensure_future(take(feed, 1))
    await until(lambda: feed._tail.window.begun)
    assert await changes.run_statements(one_statement) is False
    assert [event.subject_id for event in await within(reading, 2)] == ["ord_1"]
