"""Protobuf ⇄ model, between orders and POS plug-ins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zhongtai.order.v1 import after_sale_pb2, event_pb2, till_sale_pb2
from zhongtai.plugin.v1 import pos_order_pb2, pos_pb2

from centers.order import rules
from centers.order.after_sale import rules as after_sale
from centers.order.after_sale.checks import MAX_WORDS, are_pieces
from centers.order.after_sale.model import AfterSaleLine, AfterSaleOrigin
from centers.order.checks import MAX_PICKUP_CODE
from centers.order.deals.model import Deal
from centers.order.model import (
    DeliveredBy,
    DeliveryState,
    Line,
    Modifier,
    Order,
    OrderStatus,
)
from centers.order.rules import Decision
from centers.order.states import has_passed
from centers.order.tills.model import TillSale
from mesh.call.digest import digest_of
from mesh.call.to_message import ToMessage
from mesh.call.wire import address_message, moment, stamp
from mesh.pure.ids import new_id

MAX_NAME = 120
MAX_REASON = 300

_modifier = ToMessage(
    Modifier,
    pos_order_pb2.PosModifier,
    names={"modifier_code": "code"},
    left=["name", "modifiers"],
)
_component = ToMessage(
    Modifier,
    pos_order_pb2.PosComponent,
    names={"sku_id": "modifier_id", "sku_code": "code", "extra_price": "unit_price"},
    left=["name", "modifiers"],
)
_line = ToMessage(
    Line,
    pos_order_pb2.PosOrderLine,
    names={"line_total": "amount"},
    unless_zero=["packaging_fee"],
    left=["name", "variant", "modifiers", "components"],
)
_order = ToMessage(
    Order,
    pos_order_pb2.PosOrder,
    inside=["head", "details"],
    names={
        "store_code": "head.pos_store_code",
        "discount_total": "head.discount_amount",
        "expected_time": "details.expected_at",
        "customer_name": "details.customer.name",
        "table": "details.table_number",
        "tableware_count": "details.tableware_count",
        "store_time_zone": "details.store_time_zone",
    },
    unless_zero=["delivery_fee", "packaging_fee"],
    left=[
        *("lines", "paid", "placed_time", "customer_phone_tail", "delivery_address"),
        *("trace_id", "delivery", "deal", "accepted"),
    ],
)
_deal = ToMessage(Deal, pos_order_pb2.PosDeal, left=["kind"])
_delivery = ToMessage(
    DeliveryState, pos_order_pb2.PosDelivery, names={"update_time": "updated_at"}, left=["step"]
)


def pos_order(order: Order, trace_id: str) -> pos_order_pb2.PosOrder:
    """Return an order for a POS plug-in; the address only where the store itself brings it."""
    head, details, currency = order.head, order.details, order.head.currency
    by_store = head.delivered_by is DeliveredBy.STORE
    address = details.address if by_store else None
    delivery, deal = head.delivery, details.deal
    return _order(
        order,
        currency,
        lines=[_pos_line(line, currency) for line in order.lines],
        paid=head.paid >= head.total,
        placed_time=stamp(head.times.placed_at or head.times.created_at),
        customer_phone_tail=details.customer.phone[-4:],
        delivery_address=address_message(address) if address else None,
        trace_id=trace_id,
        accepted=has_passed(head.status, OrderStatus.ACCEPTED),
        delivery=_delivery(delivery, step=delivery.step.name.lower()) if delivery else None,
        deal=_deal(deal, kind=deal.kind.name.lower()) if deal else None,
    )


def _pos_line(line: Line, currency: str) -> pos_order_pb2.PosOrderLine:
    parts = [each for each in line.modifiers if each.is_part]
    return _line(
        line,
        currency,
        name=(line.kitchen_name or line.name)[:MAX_NAME],
        variant=line.kitchen_sku_name or line.sku_name,
        modifiers=_choices((each for each in line.modifiers if not each.is_part), currency),
        components=[
            _component(
                part,
                currency,
                name=part.kitchen_name or part.name,
                modifiers=_choices(part.modifiers, currency),
            )
            for part in parts
        ],
    )


def _choices(modifiers: Iterable[Modifier], currency: str) -> list[pos_order_pb2.PosModifier]:
    return [
        _modifier(
            modifier,
            currency,
            name=modifier.kitchen_name or modifier.name,
            modifiers=_choices(modifier.modifiers, currency),
        )
        for modifier in modifiers
    ]


_STATUS_PREFIX = len("AFTER_SALE_STATUS_")


def pos_after_sale(request: after_sale_pb2.AfterSale) -> pos_pb2.PosAfterSale:
    """Return an after-sale request as a till needs it."""
    return pos_pb2.PosAfterSale(
        after_sale_id=request.after_sale_id,
        state=after_sale_pb2.AfterSaleStatus.Name(request.status)[_STATUS_PREFIX:].lower(),
        lines=[
            pos_pb2.PosPieces(line_id=each.line_id, quantity=each.quantity)
            for each in request.lines
        ],
        amount=request.amount,
        reason=request.reason,
    )


_STEPS = {
    pos_pb2.TILL_UPDATE_KIND_ACCEPTED: OrderStatus.ACCEPTED,
    pos_pb2.TILL_UPDATE_KIND_PREPARING: OrderStatus.PREPARING,
    pos_pb2.TILL_UPDATE_KIND_READY: OrderStatus.READY,
    pos_pb2.TILL_UPDATE_KIND_DELIVERING: OrderStatus.DELIVERING,
    pos_pb2.TILL_UPDATE_KIND_FULFILLED: OrderStatus.FULFILLED,
}
_NEEDING_ACCOUNT = frozenset(
    {
        pos_pb2.TILL_UPDATE_KIND_REJECTED,
        pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_AGREED,
        pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_REFUSED,
        pos_pb2.TILL_UPDATE_KIND_LINES_CANCELLED,
    }
)


def decision_of(update: pos_pb2.TillUpdate, key: str) -> Decision | None:
    """Return what a till's report decides; None when it is not understood.

    `key` names the report among the messages to its order.
    """
    node, code = f"till:{update.till_id}", update.pickup_code[:MAX_PICKUP_CODE]
    if update.kind in _STEPS:
        step, note = _STEPS[update.kind], update.reason[:MAX_REASON]
        return rules.move(step, node, pickup_code=code, note=note, lenient=True)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_PICKUP_CODE and code:
        return rules.give_code(code, node)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_COMPLETED:
        return rules.complete(node)
    if update.kind == pos_pb2.TILL_UPDATE_KIND_REJECTED:
        return rules.reject(update.reason[:MAX_REASON], node)
    return after_sale_decision_of(update, key)


def needs_account(update: pos_pb2.TillUpdate) -> bool:
    """Return whether what a report decides looks at what has been asked back of the order."""
    return update.kind in _NEEDING_ACCOUNT


def after_sale_decision_of(update: pos_pb2.TillUpdate, key: str) -> Decision | None:
    """Return what a till's report about after-sale decides; None when it is not understood.

    What the order refuses is recorded in its history, like any report that comes too late.
    """
    node, words = f"till:{update.till_id}", update.reason[:MAX_WORDS]
    if update.kind == pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_AGREED:
        return rules.recorded(
            after_sale.agree(update.after_sale_id, words, node, by_till=True), node
        )
    if update.kind == pos_pb2.TILL_UPDATE_KIND_AFTER_SALE_REFUSED:
        return rules.recorded(
            after_sale.refuse(update.after_sale_id, words, node, by_till=True), node
        )
    lines = tuple(AfterSaleLine(line.line_id, line.quantity) for line in update.lines)
    if update.kind != pos_pb2.TILL_UPDATE_KIND_LINES_CANCELLED or not are_pieces(lines):
        return None
    store = AfterSaleOrigin.STORE
    wanted = after_sale.Wanted(new_id("afs"), lines, 0, words or "-", store, key)
    return rules.recorded(after_sale.cancel_lines(wanted, node), node)


def till_sale_of(sale: pos_pb2.TillSale, now: datetime) -> TillSale:
    """Return a sale at the counter with its event; it was made now when the till does not say."""
    lines = [
        till_sale_pb2.TillSaleLine(
            sku_id=line.sku_id,
            sku_code="" if line.sku_id else line.sku_code,
            quantity=line.quantity,
        )
        for line in sale.lines
    ]
    return TillSale(
        merchant_id=sale.merchant_id,
        store_id=sale.store_id,
        till_id=sale.till_id,
        till_sale_id=sale.till_sale_id,
        digest=digest_of(till_sale_pb2.TillSale(lines=lines)),
        sells=any(line.quantity > 0 for line in lines),
        sold_at=moment(sale, "occurred_time") or now,
        event=_sale_event(sale, lines, now).SerializeToString(),
    )


def _sale_event(
    sale: pos_pb2.TillSale, lines: list[till_sale_pb2.TillSaleLine], now: datetime
) -> event_pb2.OrderEvent:
    return event_pb2.OrderEvent(
        event_id=new_id("evt"),
        merchant_id=sale.merchant_id,
        store_id=sale.store_id,
        kind=event_pb2.ORDER_EVENT_KIND_TILL_SALE,
        occur_time=stamp(now),
        node=f"till:{sale.till_id}",
        till_sale=till_sale_pb2.TillSale(
            till_id=sale.till_id,
            till_sale_id=sale.till_sale_id,
            lines=lines,
            total=sale.total if sale.HasField("total") else None,
            sell_time=sale.occurred_time if sale.HasField("occurred_time") else None,
        ),
    )
