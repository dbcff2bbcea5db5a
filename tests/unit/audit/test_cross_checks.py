"""Every check between centers is silent when the facts agree, and names what disagrees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.inventory.v1 import inventory_pb2
from zhongtai.order.v1 import order_pb2
from zhongtai.payment.v1 import payment_pb2
from zhongtai.promotion.v1 import hold_pb2

from cli.audit.cross import STUCK_AFTER, cross_checks
from cli.audit.cursors import feed_cursors_at_the_end
from cli.audit.facts import Facts

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DONE, GONE = order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED
MADE = order_pb2.ORDER_STATUS_PREPARING
READERS = ("order_control.orders", "order_control.payments", "order.pos_till")


def order(order_id: str, status: int, paid: int, refunded: int = 0) -> order_pb2.Order:
    made = order_pb2.Order(order_id=order_id, status=status, person_id="per_1")
    made.amounts.paid.minor_units = paid
    made.amounts.refunded.minor_units = refunded
    made.times.update_time.FromDatetime(NOW)
    return made


def payment(order_id: str, captured: int, refunded: int = 0) -> payment_pb2.Payment:
    made = payment_pb2.Payment(payment_id=f"pay_{order_id}", order_id=order_id)
    made.use = payment_pb2.PAYMENT_USE_ORDER
    made.captured_amount.minor_units = captured
    made.refunded_amount.minor_units = refunded
    return made


def reservation(order_id: str, state: int) -> inventory_pb2.Reservation:
    return inventory_pb2.Reservation(order_id=order_id, state=state)


def sound() -> Facts:
    """A completed order, one in the making, a cancelled one given back: all agree."""
    orders = [order("done", DONE, 500), order("made", MADE, 300), order("gone", GONE, 200, 200)]
    taken, free = (
        inventory_pb2.RESERVATION_STATE_COMMITTED,
        inventory_pb2.RESERVATION_STATE_RELEASED,
    )
    return Facts(
        totals={"member": {"orders_earned": 1}},
        orders={each.order_id: each for each in orders},
        payments=[payment("done", 500), payment("made", 300), payment("gone", 200, 200)],
        reservations=[
            reservation("done", taken), reservation("made", taken), reservation("gone", free)
        ],
    )  # fmt: skip


def status(**changes: object) -> dict[str, object]:
    readers = [{"reader": name, "events_behind": 0} for name in READERS]
    plugins = [{"name": "pos_till", "kind": "pos"}]
    return {"readers": readers, "plugins": plugins, "problems": []} | changes


def breached(facts: Facts, now: datetime = NOW) -> dict[str, list[str]]:
    return {
        check.name: list(check.breaches) for check in cross_checks(facts, now) if check.breaches
    }


def test_facts_that_agree_breach_nothing():
    assert breached(sound()) == {}
    assert feed_cursors_at_the_end(sound(), status()).breaches == []


def paid_more(facts: Facts) -> None:
    facts.orders["done"].amounts.paid.minor_units = 501


def never_captured(facts: Facts) -> None:
    del facts.payments[0]


def refund_lost(facts: Facts) -> None:
    facts.payments[2].refunded_amount.minor_units = 0


def order_lost(facts: Facts) -> None:
    del facts.orders["made"]


def stock_not_sold(facts: Facts) -> None:
    facts.reservations[1].state = inventory_pb2.RESERVATION_STATE_EXPIRED


def stock_still_held(facts: Facts) -> None:
    facts.reservations[2].state = inventory_pb2.RESERVATION_STATE_HELD


def coupon_still_held(facts: Facts) -> None:
    facts.open_holds.append(hold_pb2.Hold(order_id="gone"))


def points_missing(facts: Facts) -> None:
    facts.totals["member"] = {"orders_earned": 0}


def points_twice(facts: Facts) -> None:
    facts.totals["member"] = {"orders_earned": 2}


def forgotten(facts: Facts) -> None:
    past = NOW - STUCK_AFTER - timedelta(seconds=1)
    facts.orders["made"].times.update_time.FromDatetime(past)


@pytest.mark.parametrize(
    ("spoil", "check", "named"),
    [
        (paid_more, "captured_money_is_the_orders", "done: the order says 501, the payments 500"),
        (never_captured, "captured_money_is_the_orders", "done"),
        (refund_lost, "refunded_money_is_the_orders", "gone: the order says 200, the payments 0"),
        (order_lost, "payments_have_their_order", "pay_made"),
        (stock_not_sold, "placed_orders_have_their_stock", "made"),
        (stock_still_held, "ended_orders_hold_no_stock", "gone"),
        (coupon_still_held, "ended_orders_hold_no_promotion", "gone"),
        (points_missing, "completed_orders_earned_points", "1 completed, 0 earned"),
        (points_twice, "completed_orders_earned_points", "1 completed, 2 earned"),
        (forgotten, "no_paid_order_is_forgotten", "made: ORDER_STATUS_PREPARING"),
    ],
)
def test_a_disagreement_is_named_by_its_check_and_by_no_other(
    spoil: Callable[[Facts], None], check: str, named: str
):
    facts = sound()
    spoil(facts)
    [(name, [breach])] = breached(facts).items()
    assert name == check
    assert breach.startswith(named)


def test_every_check_has_a_disagreement_here():
    marks = test_a_disagreement_is_named_by_its_check_and_by_no_other.pytestmark
    proven = {case[1] for mark in marks for case in mark.args[1]}
    assert proven == {check.name for check in cross_checks(sound(), NOW)}


def test_a_shortfall_that_is_flagged_is_no_breach():
    facts = sound()
    stock_not_sold(facts)
    facts.orders["made"].stock_shortfall = True
    assert breached(facts) == {}


def test_money_paid_to_the_channel_is_not_ours_to_capture():
    facts = sound()
    facts.orders["made"].amounts.paid_by_channel.minor_units = 300
    del facts.payments[1]
    assert breached(facts) == {}


def test_a_surplus_payment_pays_no_order():
    facts = sound()
    surplus = payment("done", 500)
    surplus.use = payment_pb2.PAYMENT_USE_SURPLUS
    facts.payments.append(surplus)
    assert breached(facts) == {}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (
            {"readers": [{"reader": name, "events_behind": 3} for name in READERS]},
            [f"{name}: 3 events behind" for name in READERS],
        ),
        ({"readers": []}, [f"{name}: has never" for name in (READERS[0], READERS[2], READERS[1])]),
        ({"readers": [], "problems": ["order: not set here"]}, ["order: not set here"]),
    ],
)
def test_a_reader_that_is_behind_or_unseen_is_named(changes: dict[str, object], named: list[str]):
    breaches = feed_cursors_at_the_end(sound(), status(**changes)).breaches
    assert len(breaches) == len(named)
    assert all(breach.startswith(name) for breach, name in zip(breaches, named, strict=True))


def test_a_platform_without_orders_has_no_reader_to_miss():
    check = feed_cursors_at_the_end(Facts(), status(readers=[]))
    assert (check.checked, list(check.breaches)) == (0, [])
