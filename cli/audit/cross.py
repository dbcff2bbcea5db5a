"""The checks between centers: pure comparisons of what the services said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from zhongtai.order.v1 import order_pb2 as pb

from cli.audit.facts import COMMITTED, HELD, Facts, pays_its_order

STUCK_AFTER = timedelta(hours=1)
"""A paid order that has not moved for so long has been forgotten by somebody."""

_PLACED = {
    pb.ORDER_STATUS_PLACED,
    pb.ORDER_STATUS_ACCEPTED,
    pb.ORDER_STATUS_PREPARING,
    pb.ORDER_STATUS_READY,
    pb.ORDER_STATUS_DELIVERING,
    pb.ORDER_STATUS_FULFILLED,
    pb.ORDER_STATUS_COMPLETED,
}
_ENDED = {pb.ORDER_STATUS_COMPLETED, pb.ORDER_STATUS_CANCELLED}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looked at, and each breach by name."""

    name: str
    description: str
    checked: int
    breaches: Sequence[str]


def cross_checks(facts: Facts, now: datetime) -> list[Check]:
    """All checks between centers."""
    checks: Iterable[Callable[[Facts], Check]] = (
        captured_money_is_the_orders,
        refunded_money_is_the_orders,
        payments_have_their_order,
        placed_orders_have_their_stock,
        ended_orders_hold_no_stock,
        ended_orders_hold_no_promotion,
        completed_orders_earned_points,
    )
    return [*(check(facts) for check in checks), no_paid_order_is_forgotten(facts, now)]


def captured_money_is_the_orders(facts: Facts) -> Check:
    """What payments captured for an order is what the order says was paid to us."""
    captured = _by_order(facts, "captured_amount")
    return _compare(
        facts,
        "captured_money_is_the_orders",
        "What was captured for each order is what the order counts as paid to us.",
        lambda order: order.amounts.paid.minor_units - order.amounts.paid_by_channel.minor_units,
        captured,
    )


def refunded_money_is_the_orders(facts: Facts) -> Check:
    """What payments gave back for an order is what the order says."""
    return _compare(
        facts,
        "refunded_money_is_the_orders",
        "What was given back for each order is what the order counts as refunded.",
        lambda order: order.amounts.refunded.minor_units,
        _by_order(facts, "refunded_amount"),
    )


def payments_have_their_order(facts: Facts) -> Check:
    """No captured payment stands for an order that is not there."""
    captured = [payment for payment in facts.payments if pays_its_order(payment)]
    lost = [p.payment_id for p in captured if p.order_id not in facts.orders]
    return Check(
        "payments_have_their_order",
        "Every captured payment's order is there.",
        len(captured),
        lost,
    )


def placed_orders_have_their_stock(facts: Facts) -> Check:
    """A placed order's counted stock is sold, or the shortfall is flagged."""
    by_order = {each.order_id: each for each in facts.reservations}
    placed = [o for o in facts.orders.values() if o.status in _PLACED and o.order_id in by_order]
    wrong = [
        f"{order.order_id}: reservation state {by_order[order.order_id].state}"
        for order in placed
        if by_order[order.order_id].state != COMMITTED
        and not order.stock_shortfall
        and not order.amounts.refunded.minor_units
    ]
    return Check(
        "placed_orders_have_their_stock",
        "The counted stock of every placed order is sold, or its shortfall is flagged.",
        len(placed),
        wrong,
    )


def ended_orders_hold_no_stock(facts: Facts) -> Check:
    """Open reservations belong to orders that may still need them."""
    held = [each for each in facts.reservations if each.state == HELD]
    wrong = [each.order_id for each in held if _status(facts, each.order_id) in _ENDED]
    return Check(
        "ended_orders_hold_no_stock", "No ended order still holds stock.", len(held), wrong
    )


def ended_orders_hold_no_promotion(facts: Facts) -> Check:
    """Open holds of coupons and budgets belong to orders that may still need them."""
    held = facts.open_holds
    wrong = [each.order_id for each in held if _status(facts, each.order_id) in _ENDED]
    return Check(
        "ended_orders_hold_no_promotion",
        "No ended order still holds a coupon or a budget.",
        len(held),
        wrong,
    )


def completed_orders_earned_points(facts: Facts) -> Check:
    """Every completed order of a known person went through the member center."""
    completed = sum(
        order.status == pb.ORDER_STATUS_COMPLETED and bool(order.person_id)
        for order in facts.orders.values()
    )
    earned = facts.totals["member"].get("orders_earned", 0)
    wrong = [] if earned == completed else [f"{completed} completed, {earned} earned"]
    return Check(
        "completed_orders_earned_points",
        "Every completed order of a known person has earned its points, once.",
        completed,
        wrong,
    )


def no_paid_order_is_forgotten(facts: Facts, now: datetime) -> Check:
    """Paid orders reach their fulfilment or their refund; one that stands still is named."""
    under_way = [
        order
        for order in facts.orders.values()
        if order.status in _PLACED - _ENDED - {pb.ORDER_STATUS_FULFILLED}
    ]
    forgotten = [
        f"{order.order_id}: {pb.OrderStatus.Name(order.status)}"
        for order in under_way
        if now - order.times.update_time.ToDatetime(tzinfo=UTC) > STUCK_AFTER
    ]
    return Check(
        "no_paid_order_is_forgotten",
        "No paid order has stood still for an hour before its fulfilment.",
        len(under_way),
        forgotten,
    )


def _by_order(facts: Facts, amount: str) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for payment in facts.payments:
        if pays_its_order(payment):
            sums[payment.order_id] += getattr(payment, amount).minor_units
    return sums


def _compare(
    facts: Facts,
    name: str,
    description: str,
    says: Callable[[pb.Order], int],
    booked: dict[str, int],
) -> Check:
    wrong = [
        f"{order_id}: the order says {says(order)}, the payments {booked.get(order_id, 0)}"
        for order_id, order in facts.orders.items()
        if says(order) != booked.get(order_id, 0)
    ]
    return Check(name, description, len(facts.orders), wrong)


def _status(facts: Facts, order_id: str) -> int | None:
    order = facts.orders.get(order_id)
    return None if order is None else int(order.status)
