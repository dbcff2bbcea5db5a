"""An order, or a store's count, that somebody holds keeps no other order waiting."""

import asyncio

import pytest
from zhongtai.order.v1 import create_messages_pb2 as pb

from tests.store.holding import somebody_holds
from tests.store.order.build import begun, channel_order, new_order, paid
from tests.times import within


async def unpaid(center) -> str:
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    return order_id


@pytest.mark.parametrize("is_known", [True, False])
async def test_an_order_that_is_held_delays_no_other_and_is_changed_once_it_is_free(
    center, is_known
):
    held, other, later = [await unpaid(center) for _ in range(3)]
    if not is_known:
        center.recent.clear()
    async with somebody_holds(center.db, "orders WHERE order_id = $1", held):
        first = asyncio.ensure_future(paid(center, held, "pay_held"))
        await within(paid(center, other, "pay_other"), 20)
        await within(paid(center, later, "pay_later"), 20)
        assert not first.done()
    await within(first, 20)
    assert await center.db.fetchval("SELECT count(*) FROM orders WHERE paid = 1000") == 3


async def test_a_store_whose_numbers_are_held_delays_no_other_stores_orders(center):
    async def imported(store: str) -> pb.ImportedOrder:
        request = pb.ImportOrdersRequest(orders=[channel_order(store_id=store)])
        (result,) = (await center.servicer.ImportOrders(request, None)).results
        return result

    await within(imported("sto_1"), 20)
    async with somebody_holds(center.db, "daily_numbers WHERE store_id = 'sto_1'"):
        held = asyncio.ensure_future(imported("sto_1"))
        for _ in range(3):
            assert (await within(imported("sto_2"), 20)).order_id
        assert not held.done()
    assert (await within(held, 20)).order_id
    numbers = await center.db.fetch("SELECT last_number FROM daily_numbers ORDER BY store_id")
    assert [row["last_number"] for row in numbers] == [2, 3]
