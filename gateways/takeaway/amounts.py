"""Amounts of a platform's order made to add up; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2

from mesh.call.wire import money
from mesh.pure.limits import MAX_AMOUNT, MAX_DISCOUNTS
from mesh.pure.money import allocate

DELIVERY, PACKAGING = "delivery", "packaging"
DIFFERENCE = "amount_difference"
"""Key of the extension: what the platform's total is above (or below) the sum of its parts."""


def minor(amount: Decimal, digits: int = 2) -> int:
    """Return an amount in whole units in minor ones, by its currency's digits, halves up.

    One that is no number is 0, one beyond what an order may hold is the most that it may.
    """
    if not amount.is_finite():
        return 0
    if abs(amount) > MAX_AMOUNT:
        return MAX_AMOUNT if amount > 0 else -MAX_AMOUNT
    return int((amount * 10**digits).quantize(Decimal(1), ROUND_HALF_UP))


def discount(
    number: str, name: str, amount: int, payer: trade_pb2.DiscountPayer, currency: str
) -> line_pb2.OrderDiscount:
    """Return a discount that is not yet shared among the lines."""
    return line_pb2.OrderDiscount(
        promotion_id=number, name=name, amount=money(amount, currency), paid_by=payer
    )


def balance(order: create_messages_pb2.NewOrder, total: int) -> None:
    """Share the order's discounts and make it cost `total`, which its customer has paid.

    A sold order is not lost over a sum: what the platform's total is above its parts becomes
    packaging, what it is below a discount of the platform's; the extension tells the difference.
    """
    currency = order.total.currency_code
    gross = _gross(order)
    off = sum(each.amount.minor_units for each in order.discounts)
    difference = total - (sum(gross.values()) - off)
    if difference > 0:
        order.packaging_fee.CopyFrom(money(gross[PACKAGING] + difference, currency))
        gross[PACKAGING] += difference
    elif difference < 0:
        unexplained = discount(
            "difference", "difference", -difference, trade_pb2.DISCOUNT_PAYER_PLATFORM, currency
        )
        del order.discounts[MAX_DISCOUNTS - 1 :]
        order.discounts.append(unexplained)
    if difference:
        order.extension[DIFFERENCE] = str(difference)
    _share(order.discounts, gross, currency)
    order.total.CopyFrom(money(total, currency))


def _gross(order: create_messages_pb2.NewOrder) -> dict[str, int]:
    gross = {line.line_id: line.amount.minor_units for line in order.lines}
    gross[DELIVERY] = order.delivery_fee.minor_units
    gross[PACKAGING] = order.packaging_fee.minor_units
    return gross


def _share(
    discounts: Iterable[line_pb2.OrderDiscount], gross: Mapping[str, int], currency: str
) -> None:
    """Share each discount by what is left of the lines; the fees take what lines cannot.

    One that is shared already stays so.
    """
    left = dict(gross)
    fees = (DELIVERY, PACKAGING)
    lines = [name for name in left if name not in fees]
    for each in discounts:
        for share in each.allocations:
            left[share.line_id] -= share.amount.minor_units
    for each in discounts:
        rest = 0 if each.allocations else each.amount.minor_units
        for names in (lines, fees):
            part = min(rest, sum(left[name] for name in names))
            shares = allocate(part, [left[name] for name in names])
            for name, part_of_it in zip(names, shares, strict=True):
                if part_of_it:
                    left[name] -= part_of_it
                    each.allocations.add(line_id=name, amount=money(part_of_it, currency))
            rest -= part


def pieces(quantity: Decimal, most: int) -> int:
    """Return how many pieces a number of them is: 1 to `most`, without what is beyond the point."""
    if not quantity.is_finite() or quantity < 1:
        return 1
    return most if quantity > most else int(quantity)


def part_of(whole: int, one: int, other: int) -> int:
    """Return the part of a sum that one side bears, by what the two bear of all; 0 if unknown."""
    both = one + other
    return whole * one // both if both > 0 and one > 0 else 0


def sane(amount: int) -> int:
    """Return an amount within what an order may hold."""
    return max(0, min(amount, MAX_AMOUNT))
