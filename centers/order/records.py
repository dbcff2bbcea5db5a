"""Rows of the tables ⇄ model: the shape in which orders lie in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any, get_type_hints

import msgspec

from centers.order.messages import new_event
from centers.order.model import Discount, Head, Line, Order
from centers.order.search.model import OrderFilter
from centers.order.work import Change, Placement, Touched, Work
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, Values, json_text
from mesh.feed.events import NewEvent, event_columns

head_of = RowReader(Head, nested=["times"], json=["delivery", "oms"])
_order_of = RowReader(Order, nested=["head", "head.times"], json=["details", "delivery", "oms"])

_HEADS = Columns(
    Order,
    *("head.store_id", "head.order_id", "head.merchant_id", "head.channel"),
    *("head.channel_order_number", "head.service_type", "head.route", "head.person_id"),
    *("head.business_date", "head.currency", "head.lines_amount", "head.packaging_fee"),
    *("head.delivery_fee", "head.discount_amount", "head.total", "head.paid_by_channel"),
    *("head.payment_deadline", "head.content_hash", "details", "head.times.created_at"),
    *("head.status", "head.daily_number", "head.paid", "head.times.placed_at"),
    *("head.times.updated_at", "head.delivered_by", "head.prepare_from", "head.waits"),
    *("head.pos_plugin", "head.pos_store_code", "head.goods_left", "head.nothing_reserved"),
    *("head.nothing_held", "head.wait_for", "head.pos_plugin_chosen", "head.accept_by"),
    *("head.came_finished", "head.refunded", "head.cancel_reason", "head.cancel_note"),
    *("head.times.accepted_at", "head.times.prepared_at", "head.times.ready_at"),
    *("head.times.delivered_at", "head.times.fulfilled_at", "head.times.completed_at"),
    *("head.times.cancelled_at", "head.earns_points"),
    json=["details"],
)
_CHANGED_HEADS = Columns(
    Head,
    *("store_id", "order_id", "status", "pickup_code", "sub_status"),
    *("payment_id", "paid", "refunded", "cancel_reason", "cancel_note", "shortfall"),
    *("times.placed_at", "times.accepted_at", "times.prepared_at", "times.ready_at"),
    *("times.delivered_at", "times.fulfilled_at", "times.completed_at", "times.cancelled_at"),
    *("times.updated_at", "version", "waits", "delivery", "pos_plugin", "pos_store_code"),
    *("goods_left", "times.released_at", "oms"),
    json=["delivery", "oms"],
)
_TOUCHED = Columns(Touched, "store_id", "order_id", "version", "numbered_on")
_LINE_COLUMNS = (
    *("line_id", "sku_id", "product_id", "name", "sku_name", "quantity", "unit_price"),
    *("amount", "discount"),
)
_LINES = Columns(Line, *_LINE_COLUMNS)
_DISCOUNTS = Columns(
    Discount,
    *("promotion_id", "coupon_id", "name", "amount", "paid_by", "allocations"),
    json=["allocations"],
)
_MESSAGES = Columns(Change, "store_id", "order_id", "key", "body_hash")

_IN_DETAIL = [each for each in fields(Line) if each.name not in _LINE_COLUMNS]
_Detail = msgspec.defstruct(
    "_Detail",
    [(each.name, get_type_hints(Line)[each.name], each.default) for each in _IN_DETAIL],
    omit_defaults=True,
)
"""What of a line is read with it and never searched: all that is no column of its own."""
_detail_of = attrgetter(*(each.name for each in _IN_DETAIL))
_rows = msgspec.json.Decoder(list[dict[str, Any]])

if any(each.default is MISSING for each in _IN_DETAIL):
    raise TypeError("what lies in a line's detail has a default: lines written before lack it")


filter_values = Values(
    OrderFilter,
    *("merchant_id", "store_id", "person_id", "statuses", "channel", "created_from"),
    *("created_to", "payment_deadline_before", "channel_order_number"),
)
placement_columns = Columns(
    Placement,
    *("merchant_id", "person_id", "request_id", "body_hash", "order_id", "store_id"),
)


def new_order_columns(orders: Sequence[Order]) -> list[list[Any]]:
    """Return the columns of orders, lines and discounts for the statement create_orders."""
    lines = [line for order in orders for line in order.lines]
    discounts = [discount for order in orders for discount in order.discounts]
    return [
        *_HEADS(orders),
        *_places([(order.head.order_id, len(order.lines)) for order in orders]),
        *_LINES(lines),
        [json_text(_Detail(*_detail_of(line))) for line in lines],
        *_places([(order.head.order_id, len(order.discounts)) for order in orders]),
        *_DISCOUNTS(discounts),
    ]


def events_of(work: Work) -> list[NewEvent]:
    """Return what happened to the orders of a batch."""
    return [new_event(event, work.now, trace_id) for event, trace_id in work.events]


def work_arguments(work: Work, events: Sequence[NewEvent]) -> list[Any]:
    """Return all that a batch has changed, as the parameters of the statement keep_changes."""
    return [
        *_TOUCHED(work.touched()),
        *_CHANGED_HEADS([after for _, after in work.changed()]),
        *_MESSAGES(work.messages),
        *event_columns(events),
        work.now,
    ]


def bare_order_of(row: Record) -> Order:
    """Return the order in a row of `orders`, without its lines and details."""
    return _order_of(row, details={}, lines=(), discounts=())


def order_of(row: Record) -> Order:
    """Return the whole order in a row of the statement get_orders."""
    lines = [line | line.pop("detail") for line in _rows.decode(row["lines"] or "[]")]
    return _order_of(row, lines=lines, discounts=_rows.decode(row["discounts"] or "[]"))


def _places(counts: Sequence[tuple[str, int]]) -> list[list[Any]]:
    """Return order ids and positions from 1, for so many rows of each order."""
    places = [(order_id, at) for order_id, count in counts for at in range(1, count + 1)]
    return [[order_id for order_id, _ in places], [at for _, at in places]]
