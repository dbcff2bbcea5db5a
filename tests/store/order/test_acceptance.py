"""Orders that are accepted for their store as soon as they can be made, by nobody at the till."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from mesh.pure.errors import InvalidRequest
from tests.store.order.build import begun, channel_order, new_order, paid, sweeper
from tests.store.order.test_changing import get
from tests.store.order.test_which_till import Tills, following, until_handed

BY = "policy:policy_a"
PLACED, ACCEPTED = order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_ACCEPTED


async def bought(center, **fields) -> str:
    """A paid order that is accepted at once."""
    order_id = await begun(center)
    ahead = fields.pop("ahead", None)
    order = new_order(order_id, **{"pos_plugin": "pos_a", "accept_by": BY} | fields)
    if ahead is not None:
        order.prepare_from.FromDatetime(ahead)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order_id, f"pay_{order_id[4:30]}")
    return order_id


async def moves(center, order_id: str) -> list[tuple[int, str]]:
    request = read_messages_pb2.ListOrderEventsRequest(order_id=order_id, page_size=50)
    events = (await center.servicer.ListOrderEvents(request, None)).events
    kind = event_pb2.ORDER_EVENT_KIND_MOVED
    return [(event.to_status, event.node) for event in events if event.kind == kind]


async def test_it_is_accepted_with_its_payment_and_says_by_whom(center):
    order_id = await bought(center)
    assert (await get(center, order_id)).status == ACCEPTED
    (placed, _), accepted = await moves(center, order_id)
    assert (placed, accepted) == (PLACED, (ACCEPTED, BY))


async def test_its_tills_get_it_and_have_nothing_to_accept(center):
    order_id, tills = await bought(center), Tills("pos_a")
    async with following(center, tills):
        await until_handed(center, order_id)
    assert tills.board == {order_id: "new"}


async def test_one_for_later_is_accepted_when_its_time_has_come(center):
    begin = datetime.now(UTC) + timedelta(hours=3)
    order_id = await bought(center, ahead=begin)
    assert (await get(center, order_id)).status == PLACED
    await sweeper(center, begin).sweep()
    assert (await get(center, order_id)).status == ACCEPTED


@pytest.mark.parametrize("fields", [{"service_type": 4}, {"taken_by_till": "t1"}])
async def test_nobody_accepts_what_a_till_has_sold_or_nobody_makes(center, fields):
    order = new_order(await begun(center), accept_by=BY, channel_order_number="t1/1", **fields)
    with pytest.raises(InvalidRequest, match="accept_by"):
        await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)


async def test_what_a_platform_sold_is_accepted_by_its_gateway(center):
    request = pb.ImportOrdersRequest(orders=[channel_order(accept_by=BY)])
    (result,) = (await center.servicer.ImportOrders(request, None)).results
    assert result.refusal_reason == "INVALID_REQUEST"


async def test_a_placement_tried_again_is_the_same_whatever_is_decided_then(center):
    order_id = await begun(center)
    for by in (BY, ""):
        order = new_order(order_id, pos_plugin="pos_a", accept_by=by, pos_plugin_chosen=bool(by))
        await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order_id, "pay_1")
    assert (await get(center, order_id)).status == ACCEPTED
