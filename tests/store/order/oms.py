"""An OMS to test with, and orders of vouchers on their way to it."""

from contextlib import asynccontextmanager

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as after_sale_pb
from zhongtai.order.v1 import (
    after_sale_pb2,
    event_pb2,
    order_pb2,
    read_messages_pb2,
    voucher_pb2,
)
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.plugin.v1 import oms_pb2

from centers.order.oms.adapters import OmsAdapter
from centers.order.oms.operations import OmsSync, of_vouchers
from centers.order.tills.wiring import home_feed
from mesh.feed.follower import Follower
from mesh.feed.pulled import PulledPages
from mesh.pure.clock import SystemClock
from mesh.pure.errors import Refusal
from mesh.pure.plugin_choice import PluginChoice
from tests.store.order.build import begun, channel_order, line, new_order, paid
from tests.store.order.test_tills import QUICK, running, until

GIVEN, CHANGED = "order.oms_test.vouchers", "order.oms_test.changes"
PLACED, FULFILLED = order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_FULFILLED
COMPLETED, CANCELLED = order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED
ISSUED, REDEEMED, EXPIRED, VOIDED = range(1, 5)
APPLIED, AGREED = after_sale_pb2.AFTER_SALE_STATUS_APPLIED, after_sale_pb2.AFTER_SALE_STATUS_AGREED
REFUSED = after_sale_pb2.AFTER_SALE_STATUS_REFUSED


@asynccontextmanager
async def in_step(center, oms, *installed: str, pause: float = 0.02):
    """Both readers of the OMS run."""
    adapter, feed, clock = OmsAdapter(oms), center.feed, SystemClock()
    choice = PluginChoice(lambda: installed or (oms.name,))
    sync = OmsSync(adapter, choice, center.store, center.changing)
    given = home_feed(GIVEN, feed, of_vouchers)
    changed = PulledPages(CHANGED, [""], adapter.pull, feed, pause)
    event, change = event_pb2.OrderEvent, oms_pb2.OmsChange
    async with (
        running(Follower(GIVEN, given, event, sync.push, clock=clock, patience=QUICK)),
        running(Follower(CHANGED, changed, change, sync.mirror, clock=clock, patience=QUICK)),
    ):
        yield


async def bought(center, pieces: int = 2, wait_for: str = "") -> str:
    """A paid order of so many vouchers."""
    order_id = await begun(center)
    order = new_order(
        order_id,
        line(quantity=pieces),
        service_type=trade_pb2.SERVICE_TYPE_VOUCHER,
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_OMS,
        wait_for=wait_for,
    )
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order_id, f"pay_{order_id[4:30]}", 1000 * pieces)
    return order_id


async def seen(center, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await center.servicer.GetOrder(request, None)).order


async def when(center, order_id: str, wanted) -> order_pb2.Order:
    """The order once it is as wanted."""

    async def there():
        return wanted(await seen(center, order_id))

    await until(there)
    return await seen(center, order_id)


def states(order: order_pb2.Order) -> list[int]:
    return sorted(voucher.state for voucher in order.vouchers)


async def at_oms(oms, *order_ids: str) -> None:
    """Wait until the OMS has these orders."""

    async def there():
        return set(order_ids) <= oms.side.orders.keys()

    await until(there)


async def issued(center, order_id: str) -> order_pb2.Order:
    return await when(center, order_id, lambda order: order.status == FULFILLED)


async def redeem(center, code: str, request_id: str, store_id: str = "sto_1"):
    request = voucher_pb2.RedeemVoucherRequest(request_id=request_id, code=code, store_id=store_id)
    return await center.servicer.RedeemVoucher(request, None)


async def ask_back(center, order_id: str, pieces: int, number: int = 1) -> str:
    request = after_sale_pb.ApplyAfterSaleRequest(
        request_id=f"back{number}",
        order_id=order_id,
        lines=[after_sale_pb2.AfterSaleLine(line_id="1", quantity=pieces)] if pieces else [],
        reason="too many",
    )
    return (await center.servicer.ApplyAfterSale(request, None)).after_sale.after_sale_id


async def answered(center, order_id: str, after_sale_id: str) -> after_sale_pb2.AfterSale:
    request = after_sale_pb.GetAfterSaleRequest(order_id=order_id, after_sale_id=after_sale_id)

    async def there():
        found = (await center.servicer.GetAfterSale(request, None)).after_sale
        return found.status != APPLIED

    await until(there)
    return (await center.servicer.GetAfterSale(request, None)).after_sale


async def audited(center) -> set[str]:
    """The checks of vouchers that find something wrong."""
    found = (await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)).checks
    there = {each.name: each.breach_count for each in found}
    names = {"paid_vouchers_have_their_codes", "what_is_given_back_is_void"}
    assert names <= there.keys()
    return {name for name in names if there[name]}


async def reasons(call) -> str:
    with pytest.raises(Refusal) as refused:
        await call
    return refused.value.reason


async def sold_by_platform(center) -> str:
    """An order of vouchers that a platform has sold, and has the money of."""
    order = channel_order(
        "",
        line(quantity=2),
        service_type=trade_pb2.SERVICE_TYPE_VOUCHER,
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_OMS,
    )
    request = pb.ImportOrdersRequest(orders=[order])
    (result,) = (await center.servicer.ImportOrders(request, None)).results
    return result.order_id
