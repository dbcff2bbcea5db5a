"""A center that has no feed changes in the same way as the others."""

import pytest
from google.protobuf import struct_pb2
from zhongtai.order.v1 import change_messages_pb2 as pb

from mesh.call.context import as_call, internal_identity
from mesh.data.change import Changes
from mesh.feed.events import NewEvent
from mesh.pure.clock import SystemClock

REQUEST = pb.CancelOrderRequest(request_id="r1")


@pytest.fixture
async def db(center_database):
    made = await center_database("promotion", None)
    await made.execute("CREATE TABLE effects (said text)")
    return made


@pytest.fixture
def changes(db):
    return Changes(db, None, SystemClock())


async def write(unit):
    await unit.connection.execute("INSERT INTO effects VALUES ('done')")
    return "done"


async def once(changes):
    with as_call(internal_identity("order_control", "m1"), "/p/Change", timeout=30):
        return await changes.once(
            REQUEST, struct_pb2.Value, write, lambda said: struct_pb2.Value(string_value=said)
        )


async def test_a_repeated_request_has_one_effect_and_the_first_answer(db, changes):
    answers = [(await once(changes)).string_value for _ in range(3)]
    assert answers == ["done"] * 3
    assert await db.fetchval("SELECT count(*) FROM effects") == 1


async def test_a_change_with_a_natural_key_is_written(db, changes):
    assert await changes.run(write) == "done"
    assert await db.fetchval("SELECT count(*) FROM effects") == 1


async def test_an_event_without_a_feed_is_a_defect_that_writes_nothing(db, changes):
    async def speaks(unit):
        await write(unit)
        unit.events.append(NewEvent("m1", "s1", "x", "MOVED", b""))

    with pytest.raises(TypeError, match="no feed"):
        await changes.run(speaks)
    assert await db.fetchval("SELECT count(*) FROM effects") == 0
