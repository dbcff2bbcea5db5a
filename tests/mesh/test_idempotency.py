"""One request_id has one effect and one answer, whatever the concurrency."""

import asyncio
from datetime import timedelta

import pytest
from google.protobuf import struct_pb2
from zhongtai.order.v1 import change_messages_pb2 as pb

from mesh.call import context
from mesh.data.database import Database
from mesh.data.idempotency import KEPT_FOR, forget_answers, once
from mesh.pure.errors import Refusal, RequestIdReused

MERCHANT = context.internal_identity("order_control", "m1")


def request(request_id: str = "r1", note: str = "") -> pb.CancelOrderRequest:
    return pb.CancelOrderRequest(request_id=request_id, note=note)


class Counter:
    """An effect that adds a row and answers how many there are."""

    def __init__(self, db) -> None:
        self.db = db

    async def effect(self, connection) -> struct_pb2.Value:
        await connection.execute("INSERT INTO effects DEFAULT VALUES")
        return struct_pb2.Value(number_value=await connection.fetchval(COUNT))

    async def ask(self, request, identity=MERCHANT, method="/o/Cancel") -> float:
        with context.as_call(identity, method, timeout=30):
            return (await once(self.db, request, struct_pb2.Value, self.effect)).number_value

    async def count(self) -> int:
        return await self.db.fetchval(COUNT)


COUNT = "SELECT count(*) FROM effects"


@pytest.fixture
async def counter(center_database) -> Counter:
    db = await center_database("order", None)
    await db.execute("CREATE TABLE effects (id bigserial)")
    return Counter(db)


async def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(counter):
    assert [await counter.ask(request()) for _ in range(3)] == [1, 1, 1]
    assert await counter.count() == 1


async def test_another_request_id_is_another_request(counter):
    assert [await counter.ask(request("r1")), await counter.ask(request("r2"))] == [1, 2]


async def test_another_body_under_the_same_request_id_is_refused(counter):
    await counter.ask(request(note="a"))
    with pytest.raises(RequestIdReused) as refused:
        await counter.ask(request(note="b"))
    assert refused.value.metadata == {"request_id": "r1"}
    assert await counter.count() == 1


async def test_a_hundred_twins_have_one_effect_and_one_answer(counter):
    answers = await asyncio.gather(*(counter.ask(request()) for _ in range(100)))
    assert answers == [1] * 100
    assert await counter.count() == 1


async def test_twins_in_two_processes_have_one_effect(counter, center_database):
    """Each pool stands for a process; neither knows what the other is doing."""
    elsewhere = Counter(await center_database("order", None))
    for number in range(20):
        twins = [c.ask(request(f"r{number}")) for c in (counter, elsewhere) for _ in range(3)]
        assert await asyncio.gather(*twins) == [number + 1] * 6
    assert await counter.count() == 20


async def test_a_refused_request_may_come_again(counter):
    refusals = [Refusal("sold out")]

    async def effect(connection):
        await counter.effect(connection)
        if refusals:
            raise refusals.pop()
        return struct_pb2.Value(number_value=7)

    with context.as_call(MERCHANT, "/o/Cancel"):
        with pytest.raises(Refusal, match="sold out"):
            await once(counter.db, request(), struct_pb2.Value, effect)
        assert await counter.count() == 0
        answer = await once(counter.db, request(), struct_pb2.Value, effect)
    assert (answer.number_value, await counter.count()) == (7, 1)


async def test_an_empty_answer_is_an_answer(counter):
    async def effect(connection):
        await counter.effect(connection)
        return struct_pb2.Value()

    with context.as_call(MERCHANT, "/o/Cancel"):
        for _ in range(2):
            answer = await once(counter.db, request(), struct_pb2.Value, effect)
            assert answer == struct_pb2.Value()
    assert await counter.count() == 1


def person(name: str, merchant: str = "m1") -> context.Identity:
    return context.Identity("person", name, merchant)


@pytest.mark.parametrize(
    "other",
    [
        person("bob"),
        person("ann", "m2"),
        context.Identity("till", "till-7", "m1"),
        context.Identity("service", "erp", "m1"),
        context.internal_identity("order_control", "m1", acting_for="bob"),
    ],
)
async def test_two_callers_that_chose_one_request_id_never_share_an_answer(counter, other):
    assert await counter.ask(request(), person("ann")) == 1
    assert await counter.ask(request(), other) == 2


async def test_a_person_and_the_unit_that_acts_for_her_are_one_caller(counter):
    acting = context.internal_identity("order_control", "m1", acting_for="ann")
    assert await counter.ask(request(), person("ann")) == 1
    assert await counter.ask(request(), acting) == 1


async def test_one_request_id_on_two_methods_is_two_requests(counter):
    assert await counter.ask(request(), method="/o/Cancel") == 1
    assert await counter.ask(request(), method="/o/Complete") == 2


async def test_a_cancelled_request_frees_its_twins(counter):
    inside, let_go = asyncio.Event(), asyncio.Event()

    async def stuck(connection):
        inside.set()
        await let_go.wait()

    async def first() -> None:
        with context.as_call(MERCHANT, "/o/Cancel"):
            await once(counter.db, request(), struct_pb2.Value, stuck)

    task = asyncio.ensure_future(first())
    await inside.wait()
    twin = asyncio.ensure_future(counter.ask(request()))
    task.cancel()
    assert await twin == 1


async def test_twins_that_wait_hold_no_connections(counter):
    """With two connections, one at work, the other stays free for others."""
    small = Counter(Database(counter.db.dsn, counter.db.schema, max_connections=2))
    inside, let_go = asyncio.Event(), asyncio.Event()

    async def slow(connection):
        inside.set()
        await let_go.wait()
        return struct_pb2.Value(number_value=5)

    with context.as_call(MERCHANT, "/o/Cancel", timeout=30):
        first = asyncio.ensure_future(once(small.db, request(), struct_pb2.Value, slow))
    await inside.wait()
    twins = [asyncio.ensure_future(small.ask(request())) for _ in range(9)]
    with context.as_call(MERCHANT, timeout=10):
        assert [await small.db.fetchval("SELECT 1") for _ in range(9)] == [1] * 9
    let_go.set()
    assert [(await first).number_value, *await asyncio.gather(*twins)] == [5] * 10
    await small.db.close()


async def test_answers_are_forgotten_once_their_time_is_over_and_not_before(counter):
    for name in ("old", "young"):
        await counter.ask(request(name))
    age = "UPDATE requests SET kept_at = now() - $1::interval WHERE request_id = $2"
    await counter.db.execute(age, KEPT_FOR + timedelta(minutes=1), "old")
    await counter.db.execute(age, KEPT_FOR - timedelta(minutes=1), "young")
    await forget_answers(counter.db)
    assert [await counter.ask(request("young")), await counter.ask(request("old"))] == [2, 3]
