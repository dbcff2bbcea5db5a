"""Whether a new order may be written: its form, its limits, and that its amounts add up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order import errors
from centers.order.model import (
    DELIVERY_SHARE,
    PACKAGING_SHARE,
    Allocation,
    DeliveredBy,
    DeliveryStep,
    Discount,
    Head,
    Line,
    Modifier,
    Order,
    OrderStatus,
    ServiceType,
    Times,
)
from centers.order.new_order import NewOrder
from mesh.call.message_rule import check_message
from mesh.pure import limits
from mesh.pure.ids import is_order_id
from mesh.pure.validation import Check

_CHANNEL = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)


def check_new_order(new: NewOrder, *, imported: bool) -> None:
    """Raise InvalidRequest or AmountsDisagree unless the order may be written."""
    check = Check()
    _check_header(check, new, imported)
    check.count("lines", new.lines, min=1, max=limits.MAX_LINES)
    check.distinct("lines", (line.line_id for line in new.lines))
    for index, line in enumerate(new.lines):
        _check_line(check.at(f"lines[{index}]"), line)
    used = {component.sku_id for line in new.lines for component in line.components}
    check.count("lines.components", used, min=0, max=limits.MAX_STOCK_LINES)
    _check_discounts(check, new)
    _check_wishes(check, new)
    _check_largest(check, new)
    check.raise_if_any()
    _check_sums(new)


def make_order(new: NewOrder, order_id: str, merchant_id: str, now: datetime) -> Order:
    """The order that a checked new order becomes: waiting for payment, nothing paid."""
    discounts = _discount_by_line(new.discounts)
    lines = tuple(
        replace(line, discount=discounts[line.line_id]) if line.line_id in discounts else line
        for line in new.lines
    )
    head = Head(
        order_id=order_id,
        merchant_id=merchant_id,
        store_id=new.store_id,
        channel=new.channel,
        channel_order_number=new.channel_order_number,
        service_type=new.service_type,
        route=new.route,
        person_id=new.person_id,
        business_date=date.fromisoformat(new.business_date),
        currency=next(iter(new.currencies)),
        lines_amount=sum(line.amount for line in new.lines),
        packaging_fee=new.packaging_fee,
        delivery_fee=new.delivery_fee,
        discount_amount=sum(discount.amount for discount in new.discounts),
        total=new.total,
        paid_by_channel=0,
        payment_deadline=new.payment_deadline,
        content_hash=new.content_hash,
        times=Times(created_at=now, updated_at=now),
        status=OrderStatus.PENDING_PAYMENT,
        delivered_by=new.delivered_by,
        prepare_from=new.prepare_from,
        goods_left=sum(line.amount - line.discount for line in lines),
        pos_plugin=new.pos_plugin,
        pos_store_code=new.pos_store_code,
    )
    return Order(head, new.wishes, lines, new.discounts)


def modifiers_amount(modifiers: Iterable[Modifier]) -> int:
    """What the choices add to the price of one piece, all levels together."""
    return sum(m.quantity * (m.unit_price + modifiers_amount(m.modifiers)) for m in modifiers)


def _check_header(check: Check, new: NewOrder, imported: bool) -> None:
    number, longest = new.channel_order_number, limits.MAX_CHANNEL_NUMBER
    if imported:
        check.that(not new.order_id, "order_id", "must be empty: imports get a new id")
        check.that(new.payment_deadline is None, "payment_deadline", "must be unset")
        check.text("channel_order_number", number, min=1, max=longest)
        check.that(not new.taken_by_till, "taken_by_till", "must be empty")
    else:
        check.that(new.finished is None, "finished", "must be unset: it is for imports")
        check.identifier("order_id", new.order_id)
        _check_payment(check, new)
        check.text("channel_order_number", number, min=1 if new.taken_by_till else 0, max=longest)
    check.identifier("store_id", new.store_id)
    check.identifier("person_id", new.person_id, required=False)
    check.that(bool(_CHANNEL.fullmatch(new.channel)), "channel", "must be 1 to 32 of a-z 0-9 _")
    check.that(_is_date(new.business_date), "business_date", "must be yyyy-mm-dd")
    check.text("pos_plugin", new.pos_plugin, min=0, max=limits.MAX_CODE)
    check.text("pos_store_code", new.pos_store_code, min=0, max=limits.MAX_CODE)
    one_currency = len(new.currencies) == 1
    check.that(one_currency, "total.currency_code", "all amounts must have one currency")
    for currency in new.currencies:
        check.currency("total.currency_code", currency)


def _check_payment(check: Check, new: NewOrder) -> None:
    check.text("taken_by_till", new.taken_by_till, min=0, max=limits.MAX_TILL_NUMBER)
    if new.taken_by_till:
        check.that(new.payment_deadline is None, "payment_deadline", "must be unset: it is paid")
    else:
        check.that(new.payment_deadline is not None, "payment_deadline", "is required")


def _check_line(check: Check, line: Line) -> None:
    check.text("line_id", line.line_id, max=limits.MAX_LINE_ID)
    reserved = line.line_id in (DELIVERY_SHARE, PACKAGING_SHARE)
    check.that(not reserved, "line_id", "is a reserved word")
    check.text("sku_id", line.sku_id, max=80)
    check.text("channel_item_code", line.channel_item_code, min=0, max=limits.MAX_CODE)
    check.text("name", line.name, max=limits.MAX_NAME)
    check.text("sku_code", line.sku_code, min=0, max=limits.MAX_CODE)
    check.text("sku_name", line.sku_name, min=0, max=100)
    check.text("kitchen_name", line.kitchen_name, min=0, max=limits.MAX_NAME)
    check.text("kitchen_sku_name", line.kitchen_sku_name, min=0, max=100)
    check.text("remark", line.remark, min=0, max=limits.MAX_LINE_REMARK)
    check.integer("quantity", line.quantity, min=1, max=limits.MAX_QUANTITY)
    check.amount("unit_price.minor_units", line.unit_price)
    check.amount("packaging_fee.minor_units", line.packaging_fee)
    flat = list(_walk(line.modifiers, 1))
    check.count("modifiers", flat, min=0, max=limits.MAX_CHOICES)
    most_levels = f"have at most {limits.MAX_CHOICE_LEVELS} levels"
    for modifier, level in flat:
        check.that(level <= limits.MAX_CHOICE_LEVELS, "modifiers", most_levels)
        check.text("modifiers.name", modifier.name, max=limits.MAX_NAME)
        check.text("modifiers.code", modifier.code, min=0, max=limits.MAX_CODE)
        own = modifier.kitchen_name
        check.text("modifiers.kitchen_name", own, min=0, max=limits.MAX_NAME)
        most = limits.MAX_CHOICE_QUANTITY
        check.integer("modifiers.quantity", modifier.quantity, min=1, max=most)
        check.amount("modifiers.unit_price", modifier.unit_price)
    check.count("components", line.components, min=0, max=limits.MAX_COMPONENTS)
    for component in line.components:
        check.identifier("components.sku_id", component.sku_id)
        check.integer("components.quantity", component.quantity, min=1, max=limits.MAX_PIECES)
    expected = (line.unit_price + modifiers_amount(line.modifiers)) * line.quantity
    says = f"must be (unit_price + modifiers) × quantity = {expected} minor units"
    check.that(line.amount == expected, "amount", says)


def _walk(modifiers: Iterable[Modifier], level: int) -> Iterable[tuple[Modifier, int]]:
    for modifier in modifiers:
        yield modifier, level
        yield from _walk(modifier.modifiers, level + 1)


def _check_discounts(check: Check, new: NewOrder) -> None:
    check.count("discounts", new.discounts, min=0, max=limits.MAX_DISCOUNTS)
    known = {line.line_id for line in new.lines} | {DELIVERY_SHARE, PACKAGING_SHARE}
    for index, discount in enumerate(new.discounts):
        inner = check.at(f"discounts[{index}]")
        inner.text("promotion_id", discount.promotion_id, max=80)
        inner.text("name", discount.name, max=limits.MAX_NAME)
        inner.amount("amount.minor_units", discount.amount)
        inner.count("allocations", discount.allocations, min=0, max=limits.MAX_SHARES)
        shares = sum(share.amount for share in discount.allocations)
        inner.that(shares == discount.amount, "allocations", f"add up to {shares}, not to amount")
        named = {share.line_id for share in discount.allocations}
        inner.that(named <= known, "allocations", "name a line that the order does not have")
        positive = all(share.amount >= 0 for share in discount.allocations)
        inner.that(positive, "allocations", "must not be negative")


def _check_wishes(check: Check, new: NewOrder) -> None:
    wishes = new.wishes
    check.text("remark", wishes.remark, min=0, max=limits.MAX_REMARK)
    check.text("table_number", wishes.table_number, min=0, max=limits.MAX_TABLE_NUMBER)
    check.integer("diner_count", wishes.diner_count, min=0, max=limits.MAX_DINERS)
    check.text("customer.name", wishes.customer.name, min=0, max=limits.MAX_PERSON_NAME)
    check.text("customer.phone", wishes.customer.phone, min=0, max=limits.MAX_PHONE)
    check.extension("extension", wishes.extension)
    delivered = new.service_type is ServiceType.DELIVERY
    nobody = new.delivered_by is DeliveredBy.NOBODY
    check.that(delivered or nobody, "delivered_by", "must be unset: it is not a delivery")
    if delivered:
        check.that(wishes.address is not None, "delivery_address", "is required for deliveries")
    if wishes.address is not None:
        # A platform hides its customers; its order is paid and must not be lost for that.
        check.at("delivery_address").postal(wishes.address, named=False)


def _check_largest(check: Check, new: NewOrder) -> None:
    """What is one amount elsewhere (a payment, a base of points) is not too large here."""
    check.amount("packaging_fee.minor_units", new.packaging_fee)
    of_lines = sum(line.packaging_fee for line in new.lines)
    least = f"must be at least that of the lines, {of_lines} minor units"
    check.that(new.packaging_fee >= of_lines, "packaging_fee", least)
    check.amount("delivery_fee.minor_units", new.delivery_fee)
    gross = sum(line.amount for line in new.lines) + new.packaging_fee + new.delivery_fee
    check.that(gross <= limits.MAX_AMOUNT, "lines", f"must cost at most {limits.MAX_AMOUNT} in all")


def _check_sums(new: NewOrder) -> None:
    by_share = _discount_by_line(new.discounts)
    gross = {line.line_id: line.amount for line in new.lines}
    gross |= {DELIVERY_SHARE: new.delivery_fee, PACKAGING_SHARE: new.packaging_fee}
    for share, amount in by_share.items():
        if amount > gross[share]:
            raise errors.AmountsDisagree(
                f"The discounts on {share} exceed what it costs.",
                expected_minor_units=gross[share],
                given_minor_units=amount,
            )
    expected = sum(gross.values()) - sum(by_share.values())
    if new.total != expected:
        raise errors.AmountsDisagree(expected_minor_units=expected, given_minor_units=new.total)


def _discount_by_line(discounts: Iterable[Discount]) -> dict[str, int]:
    shares: dict[str, int] = {}
    allocations: Iterable[Allocation] = (a for d in discounts for a in d.allocations)
    for share in allocations:
        shares[share.line_id] = shares.get(share.line_id, 0) + share.amount
    return shares


def check_order_id(check: Check, order_id: str) -> None:
    """One order of a batch."""
    check.that(is_order_id(order_id), "order_id", "is not the id of an order")


def check_paid(check: Check, item: create_messages_pb2.PaidItem) -> None:
    """One payment of a batch."""
    check_order_id(check, item.order_id)
    check.identifier("payment_id", item.payment_id)
    check.amount("amount.minor_units", item.amount.minor_units)


def check_refund(check: Check, item: change_messages_pb2.RefundItem) -> None:
    """One refund of a batch."""
    check_order_id(check, item.order_id)
    check.identifier("refund_id", item.refund_id)
    check.identifier("payment_id", item.payment_id)
    check.identifier("after_sale_id", item.after_sale_id, required=False)
    check.amount("amount.minor_units", item.amount.minor_units, min=1)


def check_delivery(check: Check, item: change_messages_pb2.DeliveryItem) -> None:
    """News of one order's delivery in a batch."""
    check_order_id(check, item.order_id)
    check.identifier("event_id", item.event_id)
    delivery = item.delivery
    inner = check.at("delivery")
    inner.identifier("delivery_id", delivery.delivery_id)
    inner.integer("attempt", delivery.attempt, min=1, max=99)
    inner.one_of("step", delivery.step, list(DeliveryStep))
    inner.text("carrier", delivery.carrier, min=0, max=40)
    inner.text("rider_name", delivery.rider_name, min=0, max=60)
    inner.text("rider_phone", delivery.rider_phone, min=0, max=32)
    inner.amount("fee.minor_units", delivery.fee.minor_units)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check_till_sale(sale: pos_pb2.TillSale) -> None:
    """Raise InvalidRequest unless a sale at the counter may be kept."""
    check_message(sale)
    check = Check()
    for name in ("merchant_id", "store_id", "till_id"):
        check.identifier(name, getattr(sale, name))
    check.text("till_id", sale.till_id, max=limits.MAX_TILL_NUMBER)
    check.text("till_sale_id", sale.till_sale_id, max=limits.MAX_TILL_NUMBER)
    check.count("lines", sale.lines, max=limits.MAX_LINES)
    most = limits.MAX_TILL_PIECES
    for index, line in enumerate(sale.lines):
        at = check.at(f"lines[{index}]")
        if line.sku_id:
            at.identifier("sku_id", line.sku_id)
        else:
            at.text("sku_code", line.sku_code, max=limits.MAX_CODE)
        at.integer("quantity", line.quantity, min=-most, max=most)
        at.that(line.quantity != 0, "quantity", "must not be 0")
    check.raise_if_any()
