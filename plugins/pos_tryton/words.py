"""An order in the words of Tryton's POS: lines to the unit, and a note of what to make; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from decimal import Decimal

from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosModifier, PosOrder, PosOrderLine
from zhongtai_plugin.money import format_minor
from zhongtai_plugin.pos import checks
from zhongtai_plugin.tryton.words import amount_of, shares_of

_PRICE = Decimal("0.0001")
"""Tryton's prices have no more digits."""
_TAIL = 4
_SHOP, _RIDER = "shop", "rider"
"""Who has an order when its store has handed it over: its customer, or somebody who brings it."""
_MARK = re.compile(rf"\[zhongtai (\S+) (\S+) (\S+) ({_SHOP}|{_RIDER})\]\Z")


@dataclass(frozen=True, slots=True)
class Product:
    """A product of Tryton. `untaxed` is the part of its price that is no tax: 1 where all of it."""

    id: int
    untaxed: Decimal = Decimal(1)


Products = Mapping[str, Product]
"""Products by their codes."""


def order_problem(order: PosOrder) -> str:
    """Return what keeps an order from being one that a till can be given; empty means nothing."""
    if problem := checks.sum_problem(order):
        return problem
    try:
        date.fromisoformat(order.business_date)
    except ValueError:
        return "business_date must be a day"
    return ""


def codes_of(order: PosOrder) -> set[str]:
    """Return the chain's own codes of what is ordered."""
    return {line.sku_code for line in order.lines if line.sku_code}


def lines_of(order: PosOrder, products: Products, other: Product) -> list[dict[str, object]]:
    """Return the lines of a sale; they cost together what the order costs, to the unit.

    What has no product of its own is `other`, as fees and the discount are.
    """
    currency = order.total.currency_code
    lines = []
    for line in order.lines:
        product = products.get(line.sku_code, other)
        for pieces, price in shares_of(line.line_total.minor_units, line.quantity):
            lines.append(_line(product, pieces, amount_of(price, currency)))
    fees, off = (order.delivery_fee, order.packaging_fee), order.discount_total
    # A discount is a piece that is given back: Tryton books no price below zero.
    beside = [*((1, fee.minor_units) for fee in fees), (-1, off.minor_units)]
    return lines + [_line(other, n, amount_of(each, currency)) for n, each in beside if each]


def note_of(order: PosOrder, zone: tzinfo) -> str:
    """Return what the store has to know of an order beside its lines, and which one it is.

    Its times are by the clock of `zone`.
    """
    number = f"{order.channel} {order.channel_order_number}".strip()
    head = " · ".join(filter(None, (checks.shown_number(order), number, *_whom(order))))
    made = (text for line in order.lines for text in _made(line))
    return "\n".join([head, *made, *_how(order, zone), _mark_of(order)])


def order_in(note: str, merchant_id: str) -> PosOrder | None:
    """Return the order of a chain that a note says it is of, as far as it does; None for others."""
    found = _MARK.search(note)
    if found is None or found[1] != merchant_id:
        return None
    _, order_id, store_id, way = found.groups()
    by_rider = trade_pb2.SERVICE_TYPE_DELIVERY if way == _RIDER else trade_pb2.SERVICE_TYPE_PICK_UP
    number = note.partition(" · ")[0][: checks.MAX_CODE]
    return PosOrder(
        order_id=order_id,
        merchant_id=merchant_id,
        store_id=store_id,
        service_type=by_rider,
        pickup_code=number,
    )


def notice_of(change: pos_pb2.OrderChange, order: PosOrder) -> str:
    """Return what the store is told of an after-sale request; empty for one that is over."""
    request = change.after_sale
    amount = format_minor(request.amount.minor_units, request.amount.currency_code)
    if request.state in ("applied", "arbitrating"):
        return f"ASKED BACK {amount}: {request.reason}"
    if request.state not in ("agreed", "refunded"):
        return ""
    names = {line.line_id: line.name for line in order.lines}
    pieces = (f"{each.quantity} x {names.get(each.line_id, '?')}" for each in request.lines)
    return f"GIVEN BACK {amount} {', '.join(pieces)}".strip()


def _line(product: Product, pieces: int, price: Decimal) -> dict[str, object]:
    untaxed = (price * product.untaxed).quantize(_PRICE)
    return {
        "product": product.id,
        "quantity": pieces,
        "unit_gross_price": price,
        "unit_list_price": untaxed,
    }


def _mark_of(order: PosOrder) -> str:
    """Return what an order is found again by, should the journal be lost."""
    by_rider = checks.handed_over(order) == pos_pb2.TILL_UPDATE_KIND_DELIVERING
    way = _RIDER if by_rider else _SHOP
    return f"[zhongtai {order.merchant_id} {order.order_id} {order.store_id} {way}]"


def _made(line: PosOrderLine) -> Iterator[str]:
    size = f" ({line.variant})" if line.variant else ""
    yield f"{line.quantity} x {line.name}{size}"
    yield from _choices(line.modifiers, 1)
    for part in line.components:
        yield f"  {part.quantity} x {part.name}"
        yield from _choices(part.modifiers, 2)
    if line.remark:
        yield f"  “{line.remark}”"


def _choices(modifiers: Iterable[PosModifier], depth: int) -> Iterator[str]:
    for each in modifiers:
        yield f"{'  ' * depth}+ {f'{each.quantity} x ' if each.quantity > 1 else ''}{each.name}"
        yield from _choices(each.modifiers, depth + 1)


def _whom(order: PosOrder) -> Iterator[str]:
    yield order.customer_name
    if order.customer_phone_tail:
        yield f"…{order.customer_phone_tail}"
    if order.table:
        yield f"Table {order.table}"
    if order.service_type == trade_pb2.SERVICE_TYPE_DELIVERY:
        yield "DELIVERY"


def _how(order: PosOrder, zone: tzinfo) -> Iterator[str]:
    if order.HasField("expected_time"):
        wanted = order.expected_time.ToDatetime(UTC).astimezone(zone)
        yield f"For {wanted:%Y-%m-%d %H:%M %Z}"
    if order.HasField("tableware_count"):
        yield f"Tableware {order.tableware_count}"
    if order.HasField("deal"):
        # Those of a group are known by its name and the end of its id, and may be made together.
        yield f"{order.deal.name} (…{order.deal.deal_id[-_TAIL:]})"
    if order.HasField("delivery"):
        yield f"{order.delivery.carrier} {order.delivery.rider_name}".strip()
    if order.remark:
        yield f"“{order.remark}”"
    if order.HasField("delivery_address"):
        to = order.delivery_address
        words = (to.contact_name, to.contact_phone, to.street, to.detail, to.city)
        yield " ".join(filter(None, words))
    if not order.paid:
        yield "NOT PAID"
