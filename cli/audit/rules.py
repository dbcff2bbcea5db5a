"""What must be true of every order between the centers: pure judgements, one order at a time.

A rule gives None for an order that it does not look at, an empty text for one that is right,
and for any other says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zhongtai.groupbuy.v1 import group_buy_service_pb2 as groups
from zhongtai.inventory.v1 import inventory_pb2 as inventory
from zhongtai.order.v1 import order_pb2 as pb
from zhongtai.promotion.v1 import hold_pb2 as promotion

from cli.audit.books import Known

STUCK_SECONDS = 3600
"""A paid order that has not moved for so long has been forgotten by somebody."""

PLACE_PAID, PLACE_GIVEN_UP = 2, 3
"""How a place in a group stands, as the group-buying contract numbers it."""

_UNDER_WAY = frozenset(range(pb.ORDER_STATUS_PLACED, pb.ORDER_STATUS_FULFILLED))
_PLACED = _UNDER_WAY | {pb.ORDER_STATUS_FULFILLED, pb.ORDER_STATUS_COMPLETED}
_ENDED = frozenset({pb.ORDER_STATUS_COMPLETED, pb.ORDER_STATUS_CANCELLED})


@dataclass(frozen=True, slots=True)
class Around:
    """What rules may look at beside the order: the hour, and the currency of each store."""

    now: float
    currency_of_store: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check between centers; `needs` names those whose books it compares."""

    name: str
    description: str
    needs: frozenset[str]
    judge: Callable[[Known, Around], str | None]


def _captured(known: Known, _: Around) -> str | None:
    if known.order is None:
        return None
    says = known.order["paid"] - known.order["paid_by_channel"]
    booked = (known.of("payment") or {}).get("captured", 0)
    return "" if says == booked else f"the order says {says}, the payments {booked}"


def _refunded(known: Known, _: Around) -> str | None:
    if known.order is None:
        return None
    # What a channel's platform holds, it gives back itself: our payments know nothing of it.
    says = 0 if known.order["paid_by_channel"] else known.order["refunded"]
    booked = (known.of("payment") or {}).get("refunded", 0)
    return "" if says == booked else f"the order says {says}, the payments {booked}"


def _agreed(known: Known, _: Around) -> str | None:
    if known.order is None or not known.order["agreed"] or known.order["paid_by_channel"]:
        return None
    agreed, back = known.order["agreed"], (known.of("payment") or {}).get("refunding", 0)
    return "" if back >= agreed else f"{agreed} are agreed, {back} are on their way back"


def _money_has_order(known: Known, _: Around) -> str | None:
    money = known.of("payment")
    if money is None:
        return None
    return "" if known.order else f"{money['captured'] + money['surplus']} for no order"


def _stock_is_sold(known: Known, _: Around) -> str | None:
    reservation, order = known.of("inventory"), known.order
    if order is None or reservation is None or order["status"] not in _PLACED:
        return None
    state = reservation["state"]
    sold = state == inventory.RESERVATION_STATE_COMMITTED
    if sold or order["shortfall"] or order["refunded"]:
        return ""
    return f"reservation state {inventory.ReservationState.Name(state)}"


def _stock_has_order(known: Known, _: Around) -> str | None:
    state = (known.of("inventory") or {}).get("state")
    taken = (inventory.RESERVATION_STATE_HELD, inventory.RESERVATION_STATE_COMMITTED)
    if state not in taken:
        return None
    return "" if known.of("order") else "stock is taken for no order"


def _promotion_has_order(known: Known, _: Around) -> str | None:
    state = (known.of("promotion") or {}).get("state")
    if state not in (promotion.HOLD_STATE_HELD, promotion.HOLD_STATE_REDEEMED):
        return None
    return "" if known.of("order") else "a promotion is taken for no order"


def _ended_holds_no_stock(known: Known, _: Around) -> str | None:
    if (known.of("inventory") or {}).get("state") != inventory.RESERVATION_STATE_HELD:
        return None
    return _not_ended(known, "stock is still held")


def _ended_holds_no_promotion(known: Known, _: Around) -> str | None:
    if (known.of("promotion") or {}).get("state") != promotion.HOLD_STATE_HELD:
        return None
    return _not_ended(known, "a coupon or a budget is still held")


def _cancelled_has_no_rider(known: Known, _: Around) -> str | None:
    if known.of("delivery") is None:
        return None
    cancelled = known.order and known.order["status"] == pb.ORDER_STATUS_CANCELLED
    if known.order is not None and not cancelled:
        return ""
    return "a rider is on the way for " + ("a cancelled order" if cancelled else "no order")


def _fulfilled_has_no_rider(known: Known, _: Around) -> str | None:
    fulfilled = (pb.ORDER_STATUS_FULFILLED, pb.ORDER_STATUS_COMPLETED)
    delivery, order = known.of("delivery"), known.order
    if delivery is None or order is None or order["status"] not in fulfilled:
        return None
    return "a rider comes for what its customer has" if delivery["not_fetched"] else ""


def _points_are_earned(known: Known, _: Around) -> str | None:
    order, points = known.order, known.of("member") or {}
    earned, refused = bool(points.get("earned")), bool(points.get("refused"))
    due = order is not None and order["status"] == pb.ORDER_STATUS_COMPLETED
    due = due and order is not None and bool(order["earns"])
    if not (due or earned):
        return None
    # That the member has left is an answer, too.
    if due == earned or (due and refused):
        return ""
    return "it has not earned" if due else "it has earned, and is not completed"


def _not_forgotten(known: Known, around: Around) -> str | None:
    order = known.order
    if order is None or order["status"] not in _UNDER_WAY or order["withheld"]:
        return None
    # One that is wanted for later waits until then.
    since = max(order["moved_at"], order["wanted_at"])
    if around.now - since <= STUCK_SECONDS:
        return ""
    return f"{pb.OrderStatus.Name(order['status'])} for {(around.now - since) / 3600:.1f} hours"


def _store_is_there(known: Known, around: Around) -> str | None:
    if known.order is None:
        return None
    currency = around.currency_of_store.get(known.store_id)
    if currency is None:
        return f"there is no store {known.store_id}"
    sold = known.currency_code
    return "" if sold == currency else f"sold in {sold}, the store sells in {currency}"


def _group_is_kept(known: Known, _: Around) -> str | None:
    order, place = known.order, known.of("group_buy")
    if order is None or (place is None and not order["withheld"]):
        return None
    cancelled = order["status"] == pb.ORDER_STATUS_CANCELLED
    if place is None:
        # Just placed it may not be known yet; its event says so at once.
        paid = order["status"] in _UNDER_WAY
        return "it waits for a group that does not know it" if paid else ""
    if cancelled:
        return ""
    group, in_it = place["group_state"], place["place_state"] == PLACE_PAID
    if group == groups.GROUP_STATE_SUCCEEDED and in_it:
        return "its group is full, and it waits" if order["withheld"] else ""
    if group == groups.GROUP_STATE_OPEN and place["place_state"] != PLACE_GIVEN_UP:
        return "" if order["withheld"] else "its group is not full, and it does not wait"
    return "its group is over, and it is not cancelled"


def _not_ended(known: Known, words: str) -> str:
    ended = known.order is not None and known.order["status"] in _ENDED
    return words if ended else ""


def _rule(
    name: str, description: str, needs: str, judge: Callable[[Known, Around], str | None]
) -> Rule:
    return Rule(name, description, frozenset(needs.split()), judge)


RULES = (
    _rule(
        "captured_money_is_the_orders",
        "What was captured for each order is what the order counts as paid to us.",
        "order payment",
        _captured,
    ),
    _rule(
        "refunded_money_is_the_orders",
        "What was given back for each order is what the order counts as refunded.",
        "order payment",
        _refunded,
    ),
    _rule(
        "agreed_after_sales_have_their_refund",
        "What after-sales have agreed to give back is on its way back.",
        "order payment",
        _agreed,
    ),
    _rule(
        "payments_have_their_order",
        "Every captured payment's order is there.",
        "order payment",
        _money_has_order,
    ),
    _rule(
        "placed_orders_have_their_stock",
        "The counted stock of every placed order is sold, or its shortfall is flagged.",
        "order inventory",
        _stock_is_sold,
    ),
    _rule(
        "reservations_have_their_order",
        "Stock that is held or sold belongs to an order, or to one being placed.",
        "order inventory",
        _stock_has_order,
    ),
    _rule(
        "holds_have_their_order",
        "Coupons and budgets that are held or used belong to an order, or to one being placed.",
        "order promotion",
        _promotion_has_order,
    ),
    _rule(
        "ended_orders_hold_no_stock",
        "No ended order still holds stock.",
        "order inventory",
        _ended_holds_no_stock,
    ),
    _rule(
        "ended_orders_hold_no_promotion",
        "No ended order still holds a coupon or a budget.",
        "order promotion",
        _ended_holds_no_promotion,
    ),
    _rule(
        "cancelled_orders_have_no_rider",
        "No delivery is open for an order that is cancelled, or not there.",
        "order delivery",
        _cancelled_has_no_rider,
    ),
    _rule(
        "fulfilled_orders_have_no_rider",
        "No rider is asked for an order that its customer has.",
        "order delivery",
        _fulfilled_has_no_rider,
    ),
    _rule(
        "completed_orders_earned_points",
        "Every completed order of a known person has earned its points, and no other.",
        "order member",
        _points_are_earned,
    ),
    _rule(
        "orders_go_as_their_group",
        "Orders of full groups go on, those of groups that look for members wait, all others end.",
        "order group_buy",
        _group_is_kept,
    ),
    _rule(
        "no_paid_order_is_forgotten",
        "No paid order has stood still for an hour before its fulfilment.",
        "order",
        _not_forgotten,
    ),
    _rule(
        "orders_have_their_store",
        "Every order's store is there, and sells in the order's currency.",
        "order store",
        _store_is_there,
    ),
)
"""Every check between centers."""
