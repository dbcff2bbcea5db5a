"""What an order becomes that a channel has sold: placed, or over at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from centers.order.imports.model import UnmappedItem
from centers.order.model import (
    DeliveredBy,
    Finished,
    Head,
    Line,
    Order,
    OrderStatus,
    ServiceType,
    Times,
)
from centers.order.rules import is_ahead


def as_sold(line: Line) -> Line:
    """Return a line as it came; one of a dish that only its channel knows is unmapped."""
    if line.sku_id or not line.channel_item_code:
        return line
    return replace(line, sku_id=line.channel_item_code, unmapped=True)


def as_imported(
    order: Order, daily_number: int, placed_at: datetime, finished: Finished | None = None
) -> Order:
    """Return the order taken over from a channel, whose money is with the channel.

    It is placed now, unless it is over already.
    """
    head = order.head
    delivered = head.service_type is ServiceType.DELIVERY
    became = partial(
        replace,
        head,
        delivered_by=head.delivered_by
        or (DeliveredBy.PLATFORM if delivered else head.delivered_by),
        waits=is_ahead(head.prepare_from, head.times.created_at),
        status=OrderStatus.PLACED,
        times=_times(head.times, placed_at, finished),
        paid=head.total,
        paid_by_channel=head.total,
        daily_number=daily_number,
    )
    head = became() if finished is None else _ended(became, head, finished)
    return Order(head, order.details, order.lines, order.discounts)


def _times(times: Times, placed_at: datetime, finished: Finished | None) -> Times:
    if finished is None:
        return replace(times, placed_at=placed_at)
    completed = finished.status is OrderStatus.COMPLETED
    return replace(
        times,
        placed_at=placed_at,
        accepted_at=finished.accepted_at,
        prepared_at=finished.prepared_at,
        ready_at=finished.ready_at,
        delivered_at=finished.delivered_at,
        fulfilled_at=(finished.fulfilled_at or finished.ended_at) if completed else None,
        completed_at=finished.ended_at if completed else None,
        cancelled_at=None if completed else finished.ended_at,
    )


def _ended(became: Callable[..., Head], head: Head, finished: Finished) -> Head:
    given_back = 0 if finished.status is OrderStatus.COMPLETED else head.total
    refunded = given_back if finished.refunded is None else finished.refunded
    return became(
        status=finished.status,
        refunded=refunded,
        # Of what came back of it no more is known: it is taken for goods first.
        goods_left=max(head.goods_left - refunded, 0),
        cancel_reason=finished.cancel_reason,
        cancel_note=finished.cancel_note,
        came_finished=True,
        earns_points=finished.earns_points,
    )


def unmapped_items(order: Order) -> list[UnmappedItem]:
    """Return the dishes of an order that no SKU has the code of, each once."""
    head, items = order.head, dict[str, UnmappedItem]()
    for line in order.lines:
        if not line.unmapped:
            continue
        before = items.get(line.channel_item_code)
        items[line.channel_item_code] = UnmappedItem(
            store_id=head.store_id,
            channel=head.channel,
            item_code=line.channel_item_code,
            name=line.name,
            orders=1,
            pieces=line.quantity + (before.pieces if before else 0),
            first_at=head.times.created_at,
            last_at=head.times.created_at,
            last_order_id=head.order_id,
        )
    return list(items.values())


def together(before: UnmappedItem, after: UnmappedItem) -> UnmappedItem:
    """Return the same dish in some orders and in later ones, counted together."""
    orders, pieces = before.orders + after.orders, before.pieces + after.pieces
    return replace(after, orders=orders, pieces=pieces, first_at=before.first_at)
