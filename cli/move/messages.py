"""An order of an old system as the order center takes it over."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.common.v1 import geo_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, finished_pb2, line_pb2, order_pb2

from cli.move.model import Facts, Order, Place
from cli.move.products import Sku
from cli.move.stores import ACCOUNT_KEYS, OWN_CHANNELS
from mesh.call.wire import money, stamp
from mesh.pure.money import allocate

SERVICES = {
    "pick_up": trade_pb2.SERVICE_TYPE_PICK_UP,
    "dine_in": trade_pb2.SERVICE_TYPE_DINE_IN,
    "delivery": trade_pb2.SERVICE_TYPE_DELIVERY,
}
NOT_KEPT = "(not kept)"
"""The street of a delivery of long ago, of which the old system has none any more."""
PACKAGING, DELIVERY = "packaging", "delivery"
SYSTEMS, OLD_MEMBER, OLD_CODE = "old_systems", "old_member", "old_pickup_code"


def new_order(
    order: Order,
    place: Place,
    skus: Mapping[str, Sku],
    person_id: str,
    *,
    is_handed_over: bool,
) -> create_messages_pb2.NewOrder:
    """Return it: over, or watched, or to be made here where it `is_handed_over`.

    What an old system sold it has taken from its stock, and given points for: both come with the
    next count and the next file of members. So stock moves only for what is made here; and an order
    that is watched names no person, whom its end would give points.
    """
    facts, currency = order.facts, place.currency
    new = create_messages_pb2.NewOrder(
        store_id=place.store_id,
        channel=order.key.channel,
        channel_order_number=order.key.number,
        service_type=SERVICES[facts.service or ""],
        lines=_lines(facts, skus, currency, counted=is_handed_over),
        discounts=_discounts(facts, currency),
        total=money(facts.total or 0, currency),
        channel_place_time=stamp(facts.placed_at),
        expected_time=stamp(facts.expected_at),
        customer=order_pb2.Customer(name=facts.contact or "", phone=facts.phone or ""),
        remark=facts.remark or "",
        extension=_extension(order, is_handed_over=is_handed_over),
    )
    if facts.packaging_fee:
        new.packaging_fee.CopyFrom(money(facts.packaging_fee, currency))
    if facts.delivery_fee:
        new.delivery_fee.CopyFrom(money(facts.delivery_fee, currency))
    if facts.service == "delivery":
        new.delivery_address.CopyFrom(_address(facts))
    if facts.ended_at is not None:
        new.person_id = person_id
        new.finished.CopyFrom(_finished(facts, currency))
    elif is_handed_over:
        new.person_id = person_id
        if facts.service == "delivery" and order.key.channel in OWN_CHANNELS:
            new.delivered_by = (
                trade_pb2.DELIVERED_BY_STORE if place.own_riders else trade_pb2.DELIVERED_BY_CARRIER
            )
    else:
        new.fulfilment_route = trade_pb2.FULFILMENT_ROUTE_NONE
    return new


def _lines(
    facts: Facts, skus: Mapping[str, Sku], currency: str, *, counted: bool
) -> list[line_pb2.OrderLine]:
    lines = []
    for number, line in enumerate(facts.lines or (), 1):
        sku = skus.get(line.code)
        message = line_pb2.OrderLine(
            line_id=str(number),
            sku_id=sku.sku_id if sku else "",
            # A dish that is sold no more still stands in what was sold.
            channel_item_code="" if sku else (line.code or line.name)[:64],
            sku_code=line.code if sku else "",
            name=line.name,
            quantity=line.quantity,
            unit_price=money(line.unit_price, currency),
            amount=money(line.amount, currency),
            modifiers=[
                line_pb2.OrderModifier(name=choice, quantity=1, unit_price=money(0, currency))
                for choice in line.choices
            ],
        )
        if sku and counted:
            message.components.add(sku_id=sku.sku_id, quantity=line.quantity)
        lines.append(message)
    return lines


def _discounts(facts: Facts, currency: str) -> list[line_pb2.OrderDiscount]:
    """Return what was taken off, each shared by what it is off: lines first, then fees."""
    payers = (
        (facts.discount, trade_pb2.DISCOUNT_PAYER_MERCHANT, "old-system"),
        (facts.platform_discount, trade_pb2.DISCOUNT_PAYER_PLATFORM, "old-system-platform"),
    )
    ids = [str(number) for number in range(1, len(facts.lines or ()) + 1)]
    bases = dict(zip(ids, (line.amount for line in facts.lines or ()), strict=True))
    bases |= {PACKAGING: facts.packaging_fee or 0, DELIVERY: facts.delivery_fee or 0}
    left = dict(bases)
    discounts = []
    for amount, payer, name in payers:
        if not amount:
            continue
        shares = dict(zip(left, allocate(amount, list(left.values())), strict=True))
        left = {each: left[each] - share for each, share in shares.items()}
        discounts.append(
            line_pb2.OrderDiscount(
                promotion_id=name,
                name="Discount of the old system",
                amount=money(amount, currency),
                paid_by=payer,
                allocations=[
                    line_pb2.DiscountAllocation(line_id=each, amount=money(share, currency))
                    for each, share in shares.items()
                    if share
                ],
            )
        )
    return discounts


def _finished(facts: Facts, currency: str) -> finished_pb2.FinishedOrder:
    cancelled = facts.status == "cancelled"
    finished = finished_pb2.FinishedOrder(
        status=order_pb2.ORDER_STATUS_CANCELLED if cancelled else order_pb2.ORDER_STATUS_COMPLETED,
        end_time=stamp(facts.ended_at),
    )
    if cancelled:
        finished.cancel_reason = order_pb2.CANCEL_REASON_CHANNEL
    if facts.refunded is not None:
        finished.refunded.CopyFrom(money(facts.refunded, currency))
    return finished


def _address(facts: Facts) -> geo_pb2.Address:
    return geo_pb2.Address(
        contact_name=facts.contact or "",
        contact_phone=facts.phone or "",
        street=facts.street or NOT_KEPT,
    )


def _extension(order: Order, *, is_handed_over: bool) -> dict[str, str]:
    said = {
        SYSTEMS: ",".join(order.systems),
        OLD_MEMBER: order.facts.member or "",
        OLD_CODE: order.facts.pickup_code or "",
    }
    if is_handed_over and order.key.channel in ACCOUNT_KEYS:
        said[ACCOUNT_KEYS[order.key.channel]] = order.facts.account or ""
    return {name: value for name, value in said.items() if value}
