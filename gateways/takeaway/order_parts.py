"""Parts of an order as order control takes them over, the same for several platforms; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from zhongtai.common.v1 import geo_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, finished_pb2, line_pb2, order_pb2

from gateways.takeaway.amounts import discount
from gateways.takeaway.texts import kept
from mesh.call.wire import money
from mesh.pure import limits

BEHIND = timedelta(days=366)
"""A time of ordering further back than this is not taken for one."""


def deliver_to(
    order: create_messages_pb2.NewOrder,
    by: trade_pb2.DeliveredBy,
    street: str,
    point: geo_pb2.GeoPoint | None,
) -> None:
    """Say that an order is brought, by whom and where to; its customer is known already."""
    order.service_type = trade_pb2.SERVICE_TYPE_DELIVERY
    order.delivered_by = by
    address = geo_pb2.Address(
        contact_name=order.customer.name,
        contact_phone=order.customer.phone,
        street=kept(street, limits.MAX_STREET, "-"),
    )
    if point is not None:
        address.point.CopyFrom(point)
    order.delivery_address.CopyFrom(address)


def choices(names: Iterable[str], currency: str) -> Iterator[line_pb2.OrderModifier]:
    """Return what was chosen with a dish, its price being in that of the dish."""
    some = [name for each in names if (name := kept(each, limits.MAX_NAME))]
    for name in some[: limits.MAX_CHOICES]:
        yield line_pb2.OrderModifier(name=name, quantity=1, unit_price=money(0, currency))


def borne(
    number: str, name: str, *, by_platform: int, by_merchant: int, currency: str
) -> Iterator[line_pb2.OrderDiscount]:
    """Return a discount by who bears it, as two where both do."""
    for amount, payer in (
        (by_platform, trade_pb2.DISCOUNT_PAYER_PLATFORM),
        (by_merchant, trade_pb2.DISCOUNT_PAYER_MERCHANT),
    ):
        if amount > 0:
            yield discount(number, name, amount, payer, currency)


def placed_at(told: int, now: datetime) -> int:
    """Return when an order was placed, in seconds since 1970: now, where that can be no such time.

    `told` is what its platform says.
    """
    latest = int(now.timestamp())
    return told if latest - BEHIND.total_seconds() < told < latest else latest


def end(
    order: create_messages_pb2.NewOrder,
    status: order_pb2.OrderStatus | None,
    over: int,
    now: datetime,
) -> None:
    """Say how an order went that was over before it came; `over` is when, as the platform says.

    Any other status says nothing.
    """
    if status not in (order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED):
        return
    completed = status == order_pb2.ORDER_STATUS_COMPLETED
    order.finished.CopyFrom(finished_pb2.FinishedOrder(status=status, takes_stock=completed))
    over = min(over, int(now.timestamp()))
    if over > order.channel_place_time.seconds:
        order.finished.end_time.FromSeconds(over)
    else:
        order.finished.end_time.CopyFrom(order.channel_place_time)
    if not completed:
        order.finished.cancel_reason = order_pb2.CANCEL_REASON_CHANNEL
