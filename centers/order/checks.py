"""Whether a request to the order center has the form and the limits of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2

from centers.order import errors
from centers.order.model import (
    DELIVERY_SHARE,
    PACKAGING_SHARE,
    CancelReason,
    DeliveredBy,
    DeliveryStep,
    Line,
    Modifier,
    NewOrder,
    OrderStatus,
    Route,
    ServiceType,
)
from centers.order.rules import discount_by_share
from centers.order.search.model import OrderFilter
from mesh.pure import limits
from mesh.pure.validation import Check

MAX_PICKUP_CODE = 16
MAX_SEARCHED = 60


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
    if new.route is Route.OMS:
        pieces, most = sum(line.quantity for line in new.lines), limits.MAX_VOUCHERS
        check.that(pieces <= most, "lines", f"must have at most {most} vouchers in all")
    _check_discounts(check, new)
    _check_details(check, new)
    _check_largest(check, new)
    check.raise_if_any()
    _check_sums(new)


def check_unbegun(new: NewOrder) -> None:
    """Raise InvalidRequest for an order with an id, or one that needs it before it is written."""
    check = Check()
    check.that(not new.order_id, "order.order_id", "must be empty with a request_id")
    check.that(new.nothing_reserved, "order.nothing_reserved", "must be true with a request_id")
    check.that(new.nothing_held, "order.nothing_held", "must be true with a request_id")
    check.raise_if_any()


def check_search(wanted: OrderFilter) -> None:
    """Raise InvalidRequest for a search that is too long, or not in one person's orders."""
    check = Check()
    check.text("text", wanted.text, min=0, max=MAX_SEARCHED)
    check.that(not wanted.text or bool(wanted.person_id), "text", "needs a person_id")
    check.raise_if_any()


def modifiers_amount(modifiers: Iterable[Modifier]) -> int:
    """Return what the choices add to the price of one piece, all levels together."""
    return sum(m.quantity * (m.unit_price + modifiers_amount(m.modifiers)) for m in modifiers)


def _check_header(check: Check, new: NewOrder, imported: bool) -> None:
    number, longest = new.channel_order_number, limits.MAX_CHANNEL_NUMBER
    if imported:
        check.that(not new.order_id, "order_id", "must be empty: imports get a new id")
        check.that(new.payment_deadline is None, "payment_deadline", "must be unset")
        check.text("channel_order_number", number, min=1, max=longest)
        check.that(not new.taken_by_till, "taken_by_till", "must be empty")
        check.that(not new.wait_for, "wait_for", "must be empty")
        check.that(new.details.deal is None, "deal", "must be unset")
        check.that(not new.accept_by, "accept_by", "must be empty")
    else:
        check.that(new.finished is None, "finished", "must be unset: it is for imports")
        check.identifier("order_id", new.order_id)
        _check_payment(check, new)
        check.text("channel_order_number", number, min=1 if new.taken_by_till else 0, max=longest)
    check.identifier("store_id", new.store_id)
    check.identifier("person_id", new.person_id, required=False)
    check.channel("channel", new.channel)
    check.day("business_date", new.business_date)
    check.text("pos_plugin", new.pos_plugin, min=0, max=limits.MAX_CODE)
    check.text("pos_store_code", new.pos_store_code, min=0, max=limits.MAX_CODE)
    check.identifier("wait_for", new.wait_for, required=False)
    check.identifier("accept_by", new.accept_by, required=False)
    by_others = new.taken_by_till or new.service_type is ServiceType.VOUCHER
    check.that(not (new.accept_by and by_others), "accept_by", "must be empty for such an order")
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


def _check_details(check: Check, new: NewOrder) -> None:
    details = new.details
    check.text("remark", details.remark, min=0, max=limits.MAX_REMARK)
    check.text("table_number", details.table_number, min=0, max=limits.MAX_TABLE_NUMBER)
    check.integer("diner_count", details.diner_count, min=0, max=limits.MAX_DINERS)
    check.integer("tableware_count", details.tableware_count or 0, min=0, max=limits.MAX_DINERS)
    check.text("customer.name", details.customer.name, min=0, max=limits.MAX_PERSON_NAME)
    check.text("customer.phone", details.customer.phone, min=0, max=limits.MAX_PHONE)
    check.text("store_time_zone", details.store_time_zone, min=0, max=limits.MAX_CODE)
    check.extension("extension", details.extension)
    if details.deal is not None:
        check.identifier("deal.deal_id", details.deal.deal_id)
        check.text("deal.name", details.deal.name, max=limits.MAX_NAME)
    delivered = new.service_type is ServiceType.DELIVERY
    nobody = new.delivered_by is DeliveredBy.NOBODY
    check.that(delivered or nobody, "delivered_by", "must be unset: it is not a delivery")
    if delivered:
        check.that(details.address is not None, "delivery_address", "is required for deliveries")
    if details.address is not None:
        # A platform hides its customers; its order is paid and must not be lost for that.
        check.at("delivery_address").postal(details.address, named=False)


def _check_largest(check: Check, new: NewOrder) -> None:
    """Note what would be too large where it is one amount: a payment, a base of points."""
    check.amount("packaging_fee.minor_units", new.packaging_fee)
    of_lines = sum(line.packaging_fee for line in new.lines)
    least = f"must be at least that of the lines, {of_lines} minor units"
    check.that(new.packaging_fee >= of_lines, "packaging_fee", least)
    check.amount("delivery_fee.minor_units", new.delivery_fee)
    gross = sum(line.amount for line in new.lines) + new.packaging_fee + new.delivery_fee
    check.that(gross <= limits.MAX_AMOUNT, "lines", f"must cost at most {limits.MAX_AMOUNT} in all")


def _check_sums(new: NewOrder) -> None:
    by_share = discount_by_share(new.discounts)
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


def check_placement(request_id: str, body_hash: bytes, store_id: str, person_id: str) -> None:
    """Raise InvalidRequest unless a placement may begin."""
    check = Check()
    check.request_id(request_id)
    check.identifier("store_id", store_id)
    check.identifier("person_id", person_id, required=False)
    check.that(len(body_hash) == 32, "body_hash", "must be 32 bytes")
    check.raise_if_any()


def check_action(request_id: str, pickup_code: str = "") -> None:
    """Raise InvalidRequest unless a request about one order can be told from others."""
    check = Check()
    check.request_id(request_id)
    check.text("pickup_code", pickup_code, min=0, max=MAX_PICKUP_CODE)
    check.raise_if_any()


def check_pickup_code(pickup_code: str) -> None:
    """Raise InvalidRequest unless it is a pick-up code."""
    check = Check()
    check.text("pickup_code", pickup_code, max=MAX_PICKUP_CODE)
    check.raise_if_any()


def check_sub_status(sub_status: str) -> None:
    """Raise InvalidRequest unless it is the sub-status of an application, or none."""
    check = Check()
    check.text("fulfilment_sub_status", sub_status, min=0, max=40)
    check.raise_if_any()


def check_cancel(
    reason: CancelReason, note: str, only_if: Sequence[OrderStatus], *, by_customer: bool
) -> None:
    """Raise InvalidRequest unless this caller may cancel for that reason."""
    check = Check()
    check.distinct("only_if_status", only_if)
    allowed = [CancelReason.CUSTOMER] if by_customer else list(CancelReason)[1:]
    check.one_of("reason", reason, allowed)
    check.text("note", note, min=0, max=500)
    check.raise_if_any()


def check_report(to: OrderStatus, reason: CancelReason, note: str) -> None:
    """Raise InvalidRequest unless a platform may say this of an order."""
    check = Check()
    check.one_of("status", to, [step for step in OrderStatus if step >= OrderStatus.ACCEPTED])
    if to is OrderStatus.CANCELLED:
        check.one_of("cancel_reason", reason, list(CancelReason)[1:])
    check.text("note", note, min=0, max=500)
    check.raise_if_any()


def check_release(check: Check, item: change_messages_pb2.ReleaseItem) -> None:
    """Note what is wrong with one order of a batch that has waited."""
    check.order_id(item.order_id)
    check.identifier("wait_for", item.wait_for)


def check_paid(check: Check, item: create_messages_pb2.PaidItem) -> None:
    """Note what is wrong with one payment of a batch."""
    check.order_id(item.order_id)
    check.identifier("payment_id", item.payment_id)
    check.amount("amount.minor_units", item.amount.minor_units)


def check_refund(check: Check, item: change_messages_pb2.RefundItem) -> None:
    """Note what is wrong with one refund of a batch."""
    check.order_id(item.order_id)
    check.identifier("refund_id", item.refund_id)
    check.identifier("payment_id", item.payment_id)
    check.identifier("after_sale_id", item.after_sale_id, required=False)
    check.amount("amount.minor_units", item.amount.minor_units, min=1)


def check_delivery(check: Check, item: change_messages_pb2.DeliveryItem) -> None:
    """News of one order's delivery in a batch."""
    check.order_id(item.order_id)
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
