"""What the order center tells an audit: its own checks, and what it holds of every order."""

from zhongtai.order.v1 import order_pb2, read_messages_pb2

from tests.store.order.build import begun, placed


async def told(center) -> dict[str, dict[str, int]]:
    """What the center tells of each order, by its id."""
    request = read_messages_pb2.AuditOrdersRequest()
    return {
        order.order_id: dict(zip(page.names, order.figures, strict=True))
        async for page in center.servicer.AuditOrders(request, None)
        for order in page.orders
    }


async def test_an_order_is_told_with_its_money_and_where_it_stands(center):
    order_id = await placed(center)
    order = (await told(center))[order_id]
    assert (order["status"], order["being_placed"]) == (order_pb2.ORDER_STATUS_PLACED, 0)
    assert (order["paid"], order["refunded"], order["has_person"]) == (1000, 0, 1)


async def test_a_placement_is_told_only_while_it_is_under_way(center):
    order_id = await begun(center)
    assert (await told(center))[order_id]["being_placed"] == 1
    await center.db.execute("UPDATE placements SET leased_to = now()")
    assert await told(center) == {}


async def test_the_merchants_are_those_with_orders(center):
    await placed(center)
    reply = await center.servicer.ListMerchants(read_messages_pb2.ListMerchantsRequest(), None)
    assert list(reply.merchant_ids) == ["demo"]
