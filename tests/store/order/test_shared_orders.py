"""Several workers change orders at once: each decides on what it has just read, by its version."""

import asyncio
from pathlib import Path

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import order_pb2
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from centers.order.tills.rules import TillChoice
from centers.order.wiring import assemble
from mesh.data.database import Database
from mesh.feed.beside import Beside
from mesh.pure.clock import SystemClock
from mesh.pure.errors import RequestIdReused
from tests.store.order.build import WINDOW, begun, new_order, paid

MOVES = "SELECT count(*) FROM events WHERE kind = 'MOVED'"


@pytest.fixture
async def workers(center):
    """The center in two workers, and the names of the first one's statements."""
    sent: list[str] = []
    databases = [
        Database(center.db.dsn, center.db.schema, count=count, beside=Beside(Path("here"), []))
        for count in (sent.append, None)
    ]
    made = [
        assemble(each, SystemClock(), TillChoice(lambda: ["pos_test"]), WINDOW)
        for each in databases
    ]
    yield *made, sent
    for part in (*made, *databases):
        await part.close()


async def unpaid(center) -> str:
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    return order_id


async def read(center, order_id: str) -> order_pb2.Order:
    return (await center.servicer.GetOrder(read_pb.GetOrderRequest(order_id=order_id), None)).order


async def test_an_order_is_read_and_changed_by_its_version(workers):
    here, there, sent = workers
    order_id = await unpaid(there)
    sent.clear()
    assert not (await paid(here, order_id, "pay_1")).refusal_reason
    assert [name for name in sent if "feed" not in name and "notify" not in name] == [
        "find_heads",
        "keep_changes",
    ]
    assert (await read(there, order_id)).status == order_pb2.ORDER_STATUS_PLACED


async def test_what_one_worker_writes_the_other_reads_at_once(workers):
    here, there, _ = workers
    order_id = await unpaid(here)
    for writer, reader, payment in ((here, there, "pay_1"), (there, here, "pay_1")):
        await paid(writer, order_id, payment)
        assert (await read(reader, order_id)).daily_number == 1


async def test_twins_at_two_workers_take_effect_once(center, workers):
    here, there, _ = workers
    order_id = await unpaid(here)
    results = await asyncio.gather(
        *(paid(each, order_id, "pay_1") for each in (here, there) for _ in range(8))
    )
    assert not any(each.refusal_reason for each in results)
    assert await center.db.fetchval(MOVES) == 1
    assert (await read(here, order_id)).daily_number == 1


async def test_changes_that_exclude_each_other_have_one_winner(center, workers):
    """Money and a cancellation meet: what comes second is decided on what the first has left."""
    here, there, _ = workers
    orders = [await unpaid(here) for _ in range(12)]

    async def meet(order_id: str) -> None:
        cancel = change_pb.CancelOrderRequest(
            request_id=f"c{order_id[-8:]}",
            order_id=order_id,
            reason=order_pb2.CANCEL_REASON_CUSTOMER,
        )
        money, _ = await asyncio.gather(
            paid(here, order_id, f"pay_{order_id[-8:]}"),
            there.servicer.CancelOrder(cancel, None),
        )
        order = await read(here, order_id)
        assert order.status == order_pb2.ORDER_STATUS_CANCELLED
        assert money.refusal_reason == ("" if order.daily_number else "PAID_TOO_LATE")

    await asyncio.gather(*map(meet, orders))


async def test_a_repetition_at_another_worker_is_answered_as_the_first(workers):
    here, there, _ = workers
    order_id = await unpaid(here)
    await paid(here, order_id, "pay_1")
    accept = change_pb.AcceptOrderRequest(request_id="a1", order_id=order_id, pickup_code="7")
    first = await here.servicer.AcceptOrder(accept, None)
    assert await there.servicer.AcceptOrder(accept, None) == first
    accept.pickup_code = "8"
    with pytest.raises(RequestIdReused):
        await there.servicer.AcceptOrder(accept, None)
