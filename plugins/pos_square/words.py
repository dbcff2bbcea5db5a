"""An order in Square's words; pure.

What Square adds up of it is what the customer paid, to the last minor unit: it computes totals by
itself, of quantities, prices and choices, of a discount on the goods, and of service charges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosComponent, PosModifier, PosOrder, PosOrderLine
from zhongtai_plugin.money import format_minor
from zhongtai_plugin.pos import checks

SOURCE = "Zhongtai"
"""Where Square says that an order is from."""
MAX_REFERENCE = 40
_MAX_KEY = 45
_MAX_NAME, _MAX_NOTE, _MAX_LINE_NOTE, _MAX_SHORT = 255, 500, 2000, 100
_DEPTH = "+ "
_TAIL = 4
_GUEST = "Guest"

Body = dict[str, Any]


def reference_of(order_id: str) -> str:
    """Return what Square keeps as reference_id, which has no room for longer ids."""
    return order_id if len(order_id) <= MAX_REFERENCE else key_of("order", order_id)


def key_of(*parts: object) -> str:
    """Return an idempotency key, the same for the same call."""
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:MAX_REFERENCE]


def order_body(order: PosOrder, location_id: str, notice: str = "") -> Body:
    """Return a new order as Square takes it."""
    currency = order.total.currency_code
    body: Body = {
        "location_id": location_id,
        "reference_id": reference_of(order.order_id),
        "source": {"name": SOURCE},
        "ticket_name": checks.shown_number(order),
        "line_items": [_line(line, currency) for line in order.lines],
        "fulfillments": [
            {"type": "PICKUP", "state": "PROPOSED", "pickup_details": pickup(order, notice)}
        ],
        "metadata": {"order_id": order.order_id[:_MAX_NAME], "channel": order.channel[:_MAX_NAME]},
        # What it costs is agreed: Square adds no taxes and discounts of its own.
        "pricing_options": {"auto_apply_discounts": False, "auto_apply_taxes": False},
    }
    discount, charges = _beside_goods(order)
    if discount:
        body["discounts"] = [
            {
                "uid": "discount",
                "name": "Discount",
                "type": "FIXED_AMOUNT",
                "amount_money": _money(discount, currency),
                "scope": "ORDER",
            }
        ]
    if charges:
        body["service_charges"] = [
            {
                "uid": name.lower(),
                "name": name,
                "amount_money": _money(amount, currency),
                "calculation_phase": "TOTAL_PHASE",
            }
            for name, amount in charges
        ]
    return body


def payment_body(order: PosOrder, location_id: str, square_id: str) -> Body:
    """Return that the customer has paid the order elsewhere."""
    return {
        "source_id": "EXTERNAL",
        "idempotency_key": key_of("payment", order.order_id),
        "amount_money": _money(order.total.minor_units, order.total.currency_code),
        "order_id": square_id,
        "location_id": location_id,
        "reference_id": reference_of(order.order_id),
        "external_details": {"type": "EXTERNAL", "source": order.channel[:_MAX_NAME]},
    }


def pickup(order: PosOrder, notice: str = "") -> Body:
    """Return who fetches the order, when, and what its store must know; `notice` comes first.

    Deliveries are fetched, too: by their rider. Square shows stores no other ones that came over
    its interface.
    """
    details: Body = {
        "recipient": {"display_name": _recipient(order)},
        "note": "; ".join(filter(None, (notice, *_notes(order))))[:_MAX_NOTE],
    }
    if not order.HasField("expected_time"):
        return details | {"schedule_type": "ASAP"}
    details |= {"schedule_type": "SCHEDULED", "pickup_at": _rfc3339(order, "expected_time")}
    if order.HasField("prepare_from"):
        seconds = order.expected_time.seconds - order.prepare_from.seconds
        details["prep_time_duration"] = f"PT{max(0, seconds) // 60}M"
    return details


def notice_of(change: pos_pb2.OrderChange, order: PosOrder) -> str:
    """Return what the store is told of an after-sale request; empty for one that is over."""
    request = change.after_sale
    amount = f"{format_minor(request.amount.minor_units, request.amount.currency_code)}"
    if request.state in ("applied", "arbitrating"):
        return f"ASKED BACK {amount}: {request.reason}"[:_MAX_NAME]
    if request.state not in ("agreed", "refunded") or not request.lines:
        return ""
    names = {line.line_id: line.name for line in order.lines}
    pieces = (f"{each.quantity} x {names.get(each.line_id, '?')}" for each in request.lines)
    return f"GIVEN BACK {', '.join(pieces)}"[:_MAX_NAME]


def cancel_reason(note: str) -> str:
    """Return why an order is called off, as short as Square wants it."""
    return (note or "Cancelled by the customer")[:_MAX_SHORT]


def _line(line: PosOrderLine, currency: str) -> Body:
    body: Body = {"uid": key_of("line", line.line_id)[:20], "name": line.name[:_MAX_NAME]}
    if line.variant:
        body["variation_name"] = line.variant[:_MAX_NAME]
    if line.remark:
        body["note"] = line.remark[:_MAX_LINE_NOTE]
    if line.sku_code:
        body["metadata"] = {"sku_code": line.sku_code[:_MAX_NAME]}
    choices = list(_choices(line.modifiers, 1, 0))
    for part in line.components:
        choices += _part(part)
    piece = line.unit_price.minor_units + sum(count * price for _, count, price in choices)
    quantity, base = line.quantity, line.unit_price.minor_units
    if piece * quantity != line.line_total.minor_units:
        # Its total is what was agreed, whatever its parts say: they cost nothing beside it.
        body["name"] = f"{quantity} x {line.name}"[:_MAX_NAME]
        quantity, base = 1, line.line_total.minor_units
        choices = [(name, count, 0) for name, count, _ in choices]
    body |= {"quantity": str(quantity), "base_price_money": _money(base, currency)}
    if choices:
        body["modifiers"] = [
            {"name": name, "quantity": str(count), "base_price_money": _money(price, currency)}
            for name, count, price in choices
        ]
    return body


Choice = tuple[str, int, int]
"""Name, how many of it in one piece of the line, and the price of one."""


def _part(part: PosComponent) -> Iterator[Choice]:
    yield part.name[:_MAX_NAME], part.quantity, part.extra_price.minor_units
    yield from _choices(part.modifiers, part.quantity, 1)


def _choices(modifiers: Iterable[PosModifier], times: int, depth: int) -> Iterator[Choice]:
    for each in modifiers:
        count = times * each.quantity
        yield f"{_DEPTH * depth}{each.name}"[:_MAX_NAME], count, each.unit_price.minor_units
        yield from _choices(each.modifiers, count, depth + 1)


def _goods(order: PosOrder) -> int:
    return sum(line.line_total.minor_units for line in order.lines)


def _beside_goods(order: PosOrder) -> tuple[int, list[tuple[str, int]]]:
    """Return the discount on the goods, and the charges; what exceeds the goods lessens these."""
    discount = min(order.discount_total.minor_units, _goods(order))
    left = order.discount_total.minor_units - discount
    charges = []
    for name, fee in (("Delivery", order.delivery_fee), ("Packaging", order.packaging_fee)):
        taken = min(left, fee.minor_units)
        left -= taken
        if fee.minor_units > taken:
            charges.append((name, fee.minor_units - taken))
    return discount, charges


def _recipient(order: PosOrder) -> str:
    name = order.customer_name or order.channel_order_number or _GUEST
    tail = f" (…{order.customer_phone_tail})" if order.customer_phone_tail else ""
    return f"{name}{tail}"[:_MAX_NAME]


def _notes(order: PosOrder) -> Iterator[str]:
    if order.table:
        yield f"Table {order.table}"
    if order.service_type == trade_pb2.SERVICE_TYPE_DELIVERY:
        yield "DELIVERY"
    if order.HasField("deal"):
        # Those of a group are known by its name and the end of its id, and may be made together.
        yield f"{order.deal.name} (…{order.deal.deal_id[-_TAIL:]})"
    if order.HasField("delivery"):
        yield f"{order.delivery.carrier} {order.delivery.rider_name}".strip()
    yield order.remark
    if order.HasField("tableware_count"):
        yield f"Tableware {order.tableware_count}"
    if order.channel_order_number:
        yield f"{order.channel} {order.channel_order_number}"
    if order.HasField("delivery_address"):
        to = order.delivery_address
        words = (to.contact_name, to.contact_phone, to.street, to.detail, to.city)
        yield " ".join(filter(None, words))


def _rfc3339(order: PosOrder, name: str) -> str:
    moment = getattr(order, name).ToDatetime(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _money(amount: int, currency: str) -> Body:
    return {"amount": amount, "currency": currency}
