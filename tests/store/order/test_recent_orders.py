"""What this process wrote of an order is not read again, and never trusted beyond a write."""

import asyncio
from types import SimpleNamespace

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from centers.order import messages
from centers.order.snapshots import RecentOrders
from centers.order.tills.rules import TillChoice
from centers.order.wiring import assemble
from mesh.call.context import Identity, as_call
from mesh.data.database import Database
from mesh.pure.clock import SystemClock
from mesh.pure.errors import RequestIdReused
from tests.mesh.feeds import until
from tests.store.order.build import WINDOW, begun, new_order, paid

SENT: list[str] = []


@pytest.fixture
async def ours(center):
    """The center in a process that hears no other; SENT names its statements."""
    db = Database(center.db.dsn, center.db.schema, count=SENT.append)
    made = assemble(db, SystemClock(), TillChoice(lambda: ["pos_test"]), WINDOW)
    made.feed.wake()
    await until(made.feed.is_alone)
    yield made
    await made.close()
    await db.close()


@pytest.fixture
async def other(center):
    """The center in another process, that nobody has heard of yet."""
    made = assemble(center.db, SystemClock(), TillChoice(lambda: ["pos_test"]), WINDOW)
    yield made
    await made.close()


@pytest.fixture
async def known(ours):
    """An unpaid order that our process holds in memory."""
    order_id = await unpaid(ours)
    assert ours.recent.get("demo", order_id)
    SENT.clear()
    return order_id


async def unpaid(center) -> str:
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    return order_id


def order(order_id: str) -> SimpleNamespace:
    return SimpleNamespace(head=SimpleNamespace(order_id=order_id, merchant_id="demo"))


async def read(center, order_id: str):
    request = read_pb.GetOrderRequest(order_id=order_id)
    return (await center.servicer.GetOrder(request, None)).order


async def test_a_known_order_is_paid_with_one_statement_and_read_with_none(ours, known):
    result = await paid(ours, known, "pay_1")
    order = await read(ours, known)
    assert not result.refusal_reason
    assert order.daily_number == 1
    assert [name for name in SENT if "feed" not in name] == ["keep_changes"]
    ours.recent.clear()
    assert await read(ours, known) == order


async def test_an_order_is_made_a_message_once_and_told_to_each_as_it_may_be(ours, monkeypatch):
    made: list[bool] = []
    make = messages.order_message

    def count(order, *, masked=False):
        made.append(masked)
        return make(order, masked=masked)

    monkeypatch.setattr(messages, "order_message", count)
    new = new_order(await begun(ours))
    new.customer.phone = "13800138000"
    await ours.servicer.CreateOrder(pb.CreateOrderRequest(order=new), None)
    told = [await read(ours, new.order_id) for _ in range(3)]
    assert [each.customer.phone for each in told] == [new.customer.phone] * 3
    told[0].customer.phone = "another"
    with as_call(Identity("till", "till_1", "demo"), timeout=30):
        assert not (await read(ours, new.order_id)).customer.phone
    assert await read(ours, new.order_id) == told[1]
    assert made == [False, True]
    await paid(ours, new.order_id, "pay_1")
    assert (await read(ours, new.order_id)).status != told[1].status
    assert made == [False, True, False]


async def test_what_another_process_did_is_seen_by_the_next_decision(ours, known, other):
    theirs = await other.servicer.CancelOrder(
        change_pb.CancelOrderRequest(request_id="c1", order_id=known, reason=2), None
    )
    assert (await paid(ours, known, "pay_1")).refusal_reason == "PAID_TOO_LATE"
    assert (await read(ours, known)).status == theirs.order.status


async def test_a_message_that_another_process_applied_is_applied_once(center, ours, known, other):
    await paid(other, known, "pay_1")
    results = await asyncio.gather(*(paid(ours, known, "pay_1") for _ in range(5)))
    assert not any(each.refusal_reason for each in results)
    count = "SELECT count(*) FROM events WHERE kind = 'MOVED'"
    assert await center.db.fetchval(count) == 1


async def test_a_repeated_verb_is_answered_as_the_first_and_another_body_is_refused(ours, known):
    await paid(ours, known, "pay_1")
    accept = change_pb.AcceptOrderRequest(request_id="a1", order_id=known, pickup_code="7")
    first = await ours.servicer.AcceptOrder(accept, None)
    assert ours.recent.get("demo", known)
    assert await ours.servicer.AcceptOrder(accept, None) == first
    accept.pickup_code = "8"
    with pytest.raises(RequestIdReused):
        await ours.servicer.AcceptOrder(accept, None)


async def test_twins_of_two_processes_place_an_order_once(center, ours, known, other):
    twins = [paid(each, known, "pay_1") for each in (ours, other) for _ in range(8)]
    results = await asyncio.gather(*twins)
    assert not any(each.refusal_reason for each in results)
    assert (await read(ours, known)).daily_number == 1
    assert await center.db.fetchval("SELECT last_number FROM daily_numbers") == 1


async def test_orders_that_are_placed_together_are_numbered_without_gaps(ours, known):
    orders = [known, *[await unpaid(ours) for _ in range(9)]]
    await asyncio.gather(*(paid(ours, each, f"pay_{each[4:30]}") for each in orders))
    numbers = [(await read(ours, each)).daily_number for each in orders]
    assert sorted(numbers) == list(range(1, 11))


async def test_nothing_is_held_of_a_write_whose_outcome_is_not_known(ours, known):
    taken = ours.recent.take([known])
    assert ours.recent.get("demo", known) is None
    ours.recent.keep(taken, [])
    assert ours.recent.get("demo", known) is None


async def test_nothing_is_held_while_another_process_is_heard(ours, known, other):
    other.feed.wake()
    await until(lambda: not ours.feed.is_alone())
    for order_id in (known, await unpaid(ours)):
        assert ours.recent.get("demo", order_id) is None


def test_what_is_held_is_not_used_when_another_process_may_be_there():
    alone = [True]
    recent = RecentOrders(lambda: alone[0])
    recent.expect("a")
    recent.keep("a", [order("a")])
    assert recent.get("demo", "a")
    alone[0] = False
    assert recent.get("demo", "a") is None


def test_the_order_used_least_recently_is_forgotten_first():
    recent = RecentOrders(lambda: True, most=2)
    made = {
        name: SimpleNamespace(head=SimpleNamespace(order_id=name, merchant_id="demo"))
        for name in "abc"
    }
    recent.expect("ab")
    recent.keep("ab", [made["a"], made["b"]])
    assert recent.get("demo", "a")
    recent.expect("c")
    recent.keep("c", [made["c"]])
    assert [recent.get("demo", name) is not None for name in "abc"] == [True, False, True]


def test_what_others_write_of_an_order_at_the_same_time_is_not_held_by_the_first():
    recent = RecentOrders(lambda: True)
    recent.expect("a")
    recent.keep("a", [order("a")])
    first = recent.take(["a"])
    assert not recent.take(["a"])
    recent.keep(first, [order("a")])
    assert recent.get("demo", "a") is None
