"""Rows of the tables ⇄ model: the shape in which orders lie in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from centers.order.model import (
    Allocation,
    CancelReason,
    Component,
    DeliveredBy,
    DeliveryState,
    Discount,
    Head,
    Line,
    Modifier,
    Order,
    OrderStatus,
    Payer,
    Route,
    ServiceType,
    Times,
    Wishes,
)
from mesh.data.database import Record
from mesh.data.rows import columns, json_text


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the feed, encoded."""

    merchant_id: str
    store_id: str
    order_id: str
    kind: str
    payload: bytes
    trace_id: str
    occurred_at: datetime


class _Detail(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a line is read with it and never searched."""

    modifiers: tuple[Modifier, ...] = ()
    components: tuple[Component, ...] = ()
    remark: str = ""
    kitchen_name: str = ""
    kitchen_sku_name: str = ""
    channel_item_code: str = ""
    unmapped: bool = False
    packaging_fee: int = 0
    sku_code: str = ""


_wishes = msgspec.json.Decoder(Wishes)
_delivery = msgspec.json.Decoder(DeliveryState)
_lines = msgspec.json.Decoder(list[dict[str, Any]])


def new_order_columns(orders: Iterable[Order]) -> list[list[Any]]:
    """The columns of orders, lines and discounts for the statement create_orders."""
    heads, lines, discounts = [], [], []
    for order in orders:
        heads.append(_new_head(order))
        order_id = order.head.order_id
        lines += [_line(order_id, number, line) for number, line in enumerate(order.lines, 1)]
        discounts += [_discount(order_id, n, each) for n, each in enumerate(order.discounts, 1)]
    return columns(heads, 31) + columns(lines, 12) + columns(discounts, 8)


def changed_head_columns(heads: Iterable[Head]) -> list[list[Any]]:
    """The columns that can change, for the statement keep_changes."""
    return columns([_changed_head(head) for head in heads], 27)


def event_columns(events: Iterable[EventRow]) -> list[list[Any]]:
    """The columns of events, for the statements that write them."""
    rows = [
        (e.merchant_id, e.store_id, e.order_id, e.kind, e.payload, e.trace_id, e.occurred_at)
        for e in events
    ]
    return columns(rows, 7)


def head_of(row: Record) -> Head:
    """The head in a row of `orders`."""
    return Head(
        order_id=row["order_id"],
        merchant_id=row["merchant_id"],
        store_id=row["store_id"],
        channel=row["channel"],
        channel_order_number=row["channel_order_number"],
        service_type=ServiceType(row["service_type"]),
        route=Route(row["route"]),
        person_id=row["person_id"],
        business_date=row["business_date"],
        currency=row["currency"],
        lines_amount=row["lines_amount"],
        packaging_fee=row["packaging_fee"],
        delivery_fee=row["delivery_fee"],
        discount_amount=row["discount_amount"],
        total=row["total"],
        paid_by_channel=row["paid_by_channel"],
        payment_deadline=row["payment_deadline"],
        content_hash=row["content_hash"],
        times=_times(row),
        status=OrderStatus(row["status"]),
        daily_number=row["daily_number"],
        pickup_code=row["pickup_code"],
        sub_status=row["sub_status"],
        payment_id=row["payment_id"],
        paid=row["paid"],
        refunded=row["refunded"],
        cancel_reason=CancelReason(row["cancel_reason"]),
        cancel_note=row["cancel_note"],
        shortfall=row["shortfall"],
        version=row["version"],
        delivered_by=DeliveredBy(row["delivered_by"]),
        prepare_from=row["prepare_from"],
        waits=row["waits"],
        delivery=_delivery.decode(row["delivery"]) if row["delivery"] else None,
        came_finished=row["came_finished"],
        earns_points=row["earns_points"],
        pos_plugin=row["pos_plugin"],
        pos_store_code=row["pos_store_code"],
        goods_left=row["goods_left"],
    )


def bare_order_of(row: Record) -> Order:
    """The order in a row of `orders`, without its lines and wishes."""
    return Order(head_of(row), Wishes(), (), ())


def order_of(row: Record) -> Order:
    """The whole order in a row of the statement get_orders."""
    lines = tuple(_line_of(line) for line in _lines.decode(row["lines"] or "[]"))
    discounts = tuple(_discount_of(each) for each in _lines.decode(row["discounts"] or "[]"))
    return Order(head_of(row), _wishes.decode(row["wishes"]), lines, discounts)


def _new_head(order: Order) -> tuple[Any, ...]:
    head = order.head
    return (
        head.store_id,
        head.order_id,
        head.merchant_id,
        head.channel,
        head.channel_order_number,
        head.service_type,
        head.route,
        head.person_id,
        head.business_date,
        head.currency,
        head.lines_amount,
        head.packaging_fee,
        head.delivery_fee,
        head.discount_amount,
        head.total,
        head.paid_by_channel,
        head.payment_deadline,
        head.content_hash,
        json_text(order.wishes),
        head.times.created_at,
        head.status,
        head.daily_number,
        head.paid,
        head.times.placed_at,
        head.times.updated_at,
        head.delivered_by,
        head.prepare_from,
        head.waits,
        head.pos_plugin,
        head.pos_store_code,
        head.goods_left,
    )


def _line(order_id: str, position: int, line: Line) -> tuple[Any, ...]:
    return (
        order_id,
        position,
        line.line_id,
        line.sku_id,
        line.product_id,
        line.name,
        line.sku_name,
        line.quantity,
        line.unit_price,
        line.amount,
        line.discount,
        json_text(_detail_of(line)),
    )


def _detail_of(line: Line) -> _Detail:
    return _Detail(
        modifiers=line.modifiers,
        components=line.components,
        remark=line.remark,
        kitchen_name=line.kitchen_name,
        kitchen_sku_name=line.kitchen_sku_name,
        channel_item_code=line.channel_item_code,
        unmapped=line.unmapped,
        packaging_fee=line.packaging_fee,
        sku_code=line.sku_code,
    )


def _discount(order_id: str, position: int, discount: Discount) -> tuple[Any, ...]:
    return (
        order_id,
        position,
        discount.promotion_id,
        discount.coupon_id,
        discount.name,
        discount.amount,
        discount.paid_by,
        json_text(discount.allocations),
    )


def _changed_head(head: Head) -> tuple[Any, ...]:
    times = head.times
    return (
        head.store_id,
        head.order_id,
        head.status,
        head.daily_number,
        head.pickup_code,
        head.sub_status,
        head.payment_id,
        head.paid,
        head.refunded,
        head.cancel_reason,
        head.cancel_note,
        head.shortfall,
        times.placed_at,
        times.accepted_at,
        times.prepared_at,
        times.ready_at,
        times.delivered_at,
        times.fulfilled_at,
        times.completed_at,
        times.cancelled_at,
        times.updated_at,
        head.version,
        head.waits,
        json_text(head.delivery) if head.delivery is not None else None,
        head.pos_plugin,
        head.pos_store_code,
        head.goods_left,
    )


def _times(row: Record) -> Times:
    return Times(
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        placed_at=row["placed_at"],
        accepted_at=row["accepted_at"],
        prepared_at=row["prepared_at"],
        ready_at=row["ready_at"],
        delivered_at=row["delivered_at"],
        fulfilled_at=row["fulfilled_at"],
        completed_at=row["completed_at"],
        cancelled_at=row["cancelled_at"],
    )


def _line_of(raw: dict[str, Any]) -> Line:
    detail = msgspec.convert(raw["detail"], _Detail)
    return Line(
        line_id=raw["line_id"],
        sku_id=raw["sku_id"],
        name=raw["name"],
        quantity=raw["quantity"],
        unit_price=raw["unit_price"],
        amount=raw["amount"],
        product_id=raw["product_id"],
        sku_name=raw["sku_name"],
        discount=raw["discount"],
        modifiers=detail.modifiers,
        components=detail.components,
        remark=detail.remark,
        kitchen_name=detail.kitchen_name,
        kitchen_sku_name=detail.kitchen_sku_name,
        channel_item_code=detail.channel_item_code,
        unmapped=detail.unmapped,
        packaging_fee=detail.packaging_fee,
        sku_code=detail.sku_code,
    )


def _discount_of(raw: dict[str, Any]) -> Discount:
    return Discount(
        promotion_id=raw["promotion_id"],
        coupon_id=raw["coupon_id"],
        name=raw["name"],
        amount=raw["amount"],
        paid_by=Payer(raw["paid_by"]),
        allocations=msgspec.convert(raw["allocations"], tuple[Allocation, ...]),
    )
