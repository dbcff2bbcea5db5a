"""Protobuf ⇄ model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from zhongtai.order.v1 import (
    create_messages_pb2,
    event_pb2,
    line_pb2,
    order_pb2,
    read_messages_pb2,
)

from centers.order.after_sale.messages import after_sale_message
from centers.order.deals.model import Deal
from centers.order.imports.messages import clear_mapping, finished_message, finished_of
from centers.order.imports.rules import as_sold
from centers.order.model import (
    Allocation,
    Component,
    Contact,
    DeliveryState,
    Discount,
    Event,
    EventKind,
    Head,
    Line,
    Modifier,
    NewOrder,
    Order,
    OrderDetails,
    OrderStatus,
    Times,
)
from centers.order.search.model import OrderFilter
from centers.order.states import STEP_TIMES
from centers.order.vouchers.messages import voucher_change, voucher_messages
from centers.order.work import Asked
from mesh.call.digest import Encodable, digest_of, without
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import known, money, number, stamp
from mesh.data.paging import PAGE
from mesh.feed.events import NewEvent
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.ids import new_id
from mesh.pure.passage import Passage


class OrderRequest(Encodable, Protocol):
    """A request about one order."""

    order_id: str


class ActionRequest(OrderRequest, Protocol):
    """A request about one order that carries a request_id."""

    request_id: str


def asked(request: ActionRequest, method: str = "") -> Asked:
    """Return what tells a request from others, also from those of other methods if named."""
    body = method.encode() + request.SerializeToString(deterministic=True)
    return Asked(request.order_id, hashlib.sha256(body).digest(), request.request_id)


def told(request: OrderRequest) -> Asked:
    """Return what tells a request without a request_id from others."""
    return Asked(request.order_id, digest_of(request))


_modifier_of = ToModel(line_pb2.OrderModifier, Modifier)
_line_of = ToModel(
    line_pb2.OrderLine,
    Line,
    uses=[_modifier_of, ToModel(line_pb2.StockComponent, Component)],
    # Which discounts and which of our dishes it has, this center finds out.
    left=["discount", "unmapped"],
    then=as_sold,
)
_discount_of = ToModel(
    line_pb2.OrderDiscount, Discount, uses=[ToModel(line_pb2.DiscountAllocation, Allocation)]
)
_details_of = ToModel(
    create_messages_pb2.NewOrder,
    OrderDetails,
    only=[
        *("customer", "delivery_address", "expected_time", "remark", "diner_count"),
        *("table_number", "tableware_count", "extension", "deal", "store_time_zone"),
    ],
    names={"delivery_address": "address", "expected_time": "expected_at"},
    uses=[ToModel(order_pb2.Customer, Contact), ToModel(order_pb2.OrderDeal, Deal)],
)
_new_order_of = ToModel(
    create_messages_pb2.NewOrder,
    NewOrder,
    names={"fulfilment_route": "route", "channel_place_time": "channel_placed_at"},
    parts={"details": _details_of},
    uses=[_line_of, _discount_of, finished_of],
)
delivery_of = ToModel(order_pb2.OrderDelivery, DeliveryState, names={"update_time": "updated_at"})


def new_order_of(message: create_messages_pb2.NewOrder) -> NewOrder:
    """Return an order as it was handed in; nothing is checked yet."""
    return _new_order_of(
        message,
        currencies=frozenset(_currencies(message)),
        content_hash=content_hash(message),
    )


_NOT_CONTENT = (
    *("order_id", "payment_deadline", "business_date"),
    *("fulfilment_route", "delivered_by", "prepare_from", "finished"),
    *("pos_plugin", "pos_store_code", "nothing_reserved", "nothing_held"),
    *("pos_plugin_chosen", "accept_by", "store_time_zone"),
)
"""What the platform adds to an order, and how far it is: these may differ when it comes again."""


def content_hash(message: create_messages_pb2.NewOrder) -> bytes:
    """Return the SHA-256 of what does not differ between repetitions of one order."""
    bare = without(message, _NOT_CONTENT)
    if not message.order_id:
        # An import: which of our dishes the channel's mean may have been set right meanwhile.
        clear_mapping(bare)
    return digest_of(bare)


def _currencies(message: create_messages_pb2.NewOrder) -> Iterable[str]:
    yield message.total.currency_code
    for fee in ("packaging_fee", "delivery_fee"):
        if message.HasField(fee):
            yield getattr(message, fee).currency_code
    if message.finished.HasField("refunded"):
        yield message.finished.refunded.currency_code
    for line in message.lines:
        yield line.unit_price.currency_code
        yield line.amount.currency_code
        if line.HasField("packaging_fee"):
            yield line.packaging_fee.currency_code
        yield from _modifier_currencies(line.modifiers)
    for discount in message.discounts:
        yield discount.amount.currency_code
        yield from (share.amount.currency_code for share in discount.allocations)


def _modifier_currencies(modifiers: Iterable[line_pb2.OrderModifier]) -> Iterable[str]:
    for modifier in modifiers:
        yield modifier.unit_price.currency_code
        yield from _modifier_currencies(modifier.modifiers)


_line = ToMessage(
    Line,
    line_pb2.OrderLine,
    uses=[
        ToMessage(Modifier, line_pb2.OrderModifier),
        ToMessage(Component, line_pb2.StockComponent),
    ],
    unless_zero=["packaging_fee"],
)
_discount = ToMessage(
    Discount, line_pb2.OrderDiscount, uses=[ToMessage(Allocation, line_pb2.DiscountAllocation)]
)
_amounts = ToMessage(
    Order,
    order_pb2.OrderAmounts,
    inside=["head"],
    names={"lines": "head.lines_amount", "discount": "head.discount_amount"},
)
_times = ToMessage(
    Times,
    order_pb2.OrderTimes,
    names={
        "create_time": "created_at",
        **STEP_TIMES,
        "update_time": "updated_at",
        "release_time": "released_at",
    },
)
_PERSONAL = ("customer", "delivery_address")


def _delivery(*left: str) -> ToMessage[DeliveryState, order_pb2.OrderDelivery]:
    return ToMessage(
        DeliveryState,
        order_pb2.OrderDelivery,
        names={"update_time": "updated_at"},
        unless_zero=["fee"],
        left=left,
    )


def _order(
    delivery: ToMessage[DeliveryState, order_pb2.OrderDelivery], *left: str
) -> ToMessage[Order, order_pb2.Order]:
    return ToMessage(
        Order,
        order_pb2.Order,
        inside=["head", "details"],
        names={
            "fulfilment_route": "head.route",
            "fulfilment_sub_status": "head.sub_status",
            "stock_shortfall": "head.shortfall",
            "delivery_address": "details.address",
            "expected_time": "details.expected_at",
        },
        parts={"amounts": _amounts},
        uses=[
            *(_line, _discount, _times, delivery),
            ToMessage(Contact, order_pb2.Customer),
            ToMessage(Deal, order_pb2.OrderDeal),
        ],
        left=["vouchers", *left],
    )


_delivery_without_rider = _delivery("rider_name", "rider_phone")
_whole = _order(_delivery())
_masked = _order(_delivery("rider_phone"), *_PERSONAL)
_bare = _order(
    _delivery_without_rider,
    *_PERSONAL,
    *("lines", "discounts", "expected_time", "remark", "diner_count", "table_number"),
    *("tableware_count", "extension", "deal", "store_time_zone"),
)


def order_message(order: Order, *, masked: bool = False) -> order_pb2.Order:
    """Return a whole order; `masked` leaves out who ordered, where it goes and its vouchers."""
    if masked:
        return _masked(order, order.head.currency)
    return _whole(order, order.head.currency, vouchers=voucher_messages(order))


def bare_order_message(order: Order) -> order_pb2.Order:
    """Return an order without lines, discounts and personal data."""
    return _bare(order, order.head.currency)


_event = ToMessage(
    Event,
    event_pb2.OrderEvent,
    inside=["head"],
    names={"to_status": "head.status", "fulfilment_route": "head.route"},
    uses=[
        after_sale_message,
        finished_message,
        ToMessage(Passage, event_pb2.Passage, names={"pass_time": "at"}),
        voucher_change,
    ],
    unless_zero=["amount"],
    left=["event_id", "occur_time", "trace_id", "goods", "delivery", "till_sale"],
)


def event_message(event: Event, now: datetime, trace_id: str) -> event_pb2.OrderEvent:
    """Return an event with what followers need, and an id of its own."""
    head, currency = event.head, event.head.currency
    shows_goods = event.kind is EventKind.REFUND_RECORDED
    delivery = head.delivery if event.kind is EventKind.DELIVERY else None
    return _event(
        event,
        currency,
        event_id=new_id("evt"),
        occur_time=stamp(now),
        trace_id=trace_id,
        goods=money(event.goods, currency) if shows_goods else None,
        delivery=_delivery_without_rider(delivery, currency) if delivery else None,
    )


def new_event(event: Event, now: datetime, trace_id: str) -> NewEvent:
    """Return an event as it is written into the feed."""
    head = event.head
    payload = event_message(event, now, trace_id).SerializeToString()
    return NewEvent(
        head.merchant_id, head.store_id, head.order_id, event.kind.name, payload, trace_id
    )


def passages_of(events: Iterable[event_pb2.OrderEvent]) -> list[event_pb2.Passage]:
    """Return the nodes that wrote into these events that the order passed them.

    Those before the books are in the order's first event; a plug-in's is its answer that it has
    the order, a till's its first report.
    """
    before: list[event_pb2.Passage] = []
    store: dict[str, event_pb2.Passage] = {}
    for event in events:
        before += event.passages
        if event.node.startswith(("plugin:", "till:")):
            passage = event_pb2.Passage(node=event.node, pass_time=event.occur_time)
            store.setdefault(event.node, passage)
    # A quick till may have its report in the books before the plug-in's own answer is.
    return before + sorted(store.values(), key=lambda each: each.node.startswith("till:"))


_filter_of = ToModel(
    read_messages_pb2.ListOrdersRequest, OrderFilter, left=["statuses", *PAGE, "view"]
)


def filter_of(request: read_messages_pb2.ListOrdersRequest) -> OrderFilter:
    """Return which orders a list shows; whose they are is for the caller's scope to say."""
    statuses = [known(OrderStatus, status, "statuses") for status in request.statuses]
    return _filter_of(request, merchant_id="", statuses=statuses or None)


def change_result(order_id: str, result: Head | Refusal) -> create_messages_pb2.ChangeResult:
    """Return the answer for one order of a batch."""
    if isinstance(result, Head):
        return create_messages_pb2.ChangeResult(order_id=order_id, status=number(result.status))
    return create_messages_pb2.ChangeResult(
        order_id=order_id, refusal_reason=result.reason, refusal_message=result.message
    )


def change_refused(item: object, refusal: InvalidRequest) -> create_messages_pb2.ChangeResult:
    """Return the answer for an item of a batch that is malformed: an order id, or a message."""
    order_id = item if isinstance(item, str) else getattr(item, "order_id", "")
    return change_result(order_id, refusal)
