"""The platform's orders of a store and a channel, as a move compares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from cli.move.model import Key, Order, Place
from cli.replay.connection import PAGE, Link
from mesh.call.wire import stamp

LEEWAY = timedelta(days=1)
_STATUSES = {
    order_pb2.ORDER_STATUS_PENDING_PAYMENT: "unpaid",
    order_pb2.ORDER_STATUS_PLACED: "placed",
    order_pb2.ORDER_STATUS_ACCEPTED: "accepted",
    order_pb2.ORDER_STATUS_PREPARING: "preparing",
    order_pb2.ORDER_STATUS_READY: "ready",
    order_pb2.ORDER_STATUS_DELIVERING: "delivering",
    order_pb2.ORDER_STATUS_FULFILLED: "fulfilled",
    order_pb2.ORDER_STATUS_COMPLETED: "completed",
    order_pb2.ORDER_STATUS_CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An order as the platform has it; amounts in minor units.

    `is_ours`: the platform makes it, or has. Otherwise an old system does, or did, and the
    platform has it to see.
    """

    order_id: str
    status: str
    is_ours: bool
    total: int
    refunded: int
    pickup_code: str
    pieces: int
    version: int
    placed_at: datetime


async def read_books(
    link: Link, places: Mapping[str, Place], orders: Iterable[Order]
) -> dict[Key, Seen]:
    """Return the platform's orders of the stores and channels of these, since the first of them."""
    since = first_of(orders)
    books: dict[Key, Seen] = {}
    for (store, channel), first in sorted(since.items()):
        books |= await read_book(link, places[store], channel, first - LEEWAY)
    return books


def first_of(orders: Iterable[Order]) -> dict[tuple[str, str], datetime]:
    """Return when the first of the orders of each store and channel was placed."""
    since: dict[tuple[str, str], datetime] = {}
    for order in orders:
        pair = (order.key.store, order.key.channel)
        since[pair] = min(order.placed_at, since.get(pair, order.placed_at))
    return since


async def read_book(link: Link, place: Place, channel: str, since: datetime) -> dict[Key, Seen]:
    """Return the platform's orders of one store and channel that came since then."""
    request = read_messages_pb2.ListOrdersRequest(
        store_id=place.store_id,
        channel=channel,
        view=read_messages_pb2.ORDER_VIEW_FULL,
        page_size=PAGE,
        created_from=stamp(since),
    )
    method = OrderServiceStub(link.channel).ListOrders
    return {
        key_in(place, order): seen_of(order)
        async for page in link.paged(method, request)
        for order in page.orders
    }


def key_in(place: Place, order: order_pb2.Order) -> Key:
    """Return what names an order; one that was sold here has its own id for a number."""
    return Key(place.code, order.channel, order.channel_order_number or order.order_id)


def seen_of(order: order_pb2.Order) -> Seen:
    """Return an order as a move sees it."""
    watched = order.fulfilment_route == trade_pb2.FULFILMENT_ROUTE_NONE
    return Seen(
        order_id=order.order_id,
        status=_STATUSES.get(order.status, "unknown"),
        is_ours=not (order.came_finished or watched),
        total=order.amounts.total.minor_units,
        refunded=order.amounts.refunded.minor_units,
        pickup_code=order.pickup_code,
        pieces=sum(line.quantity for line in order.lines),
        version=order.version,
        placed_at=order.times.place_time.ToDatetime(UTC),
    )
