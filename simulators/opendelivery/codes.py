"""The standard's words for events, codes and types, and Keeta's for money back; pure."""

from __future__ import annotations

from simulators.core.entry import Entry, Refund, RefundState, Rider, Stage, Why
from simulators.core.life import Kind
from simulators.core.stories import Step
from simulators.core.world import Way

CREATED, CONFIRMED, READY, DISPATCHED = "CREATED", "CONFIRMED", "READY_FOR_PICKUP", "DISPATCHED"
DELIVERED, CONCLUDED, CANCELLED = "DELIVERED", "CONCLUDED", "CANCELLED"
WE_WERE_ASKED, WE_DENIED = "CANCELLATION_REQUESTED", "CANCELLATION_REQUEST_DENIED"
WISH, WISH_DENIED = "ORDER_CANCELLATION_REQUEST", "CANCELLED_DENIED"
MONEY_WISH, MONEY_BACK, NO_MONEY = "USER_REFUND_REQUEST", "REFUNDED", "REFUND_FAILED"
WISHES = frozenset({WISH, MONEY_WISH})
PICKUP_AREA, ODD = "PICKUP_AREA_ASSIGNED", "MOON_PHASE_CHANGED"

STAGES = {Kind.SOLD: CREATED, Kind.CONFIRMED: CONFIRMED, Kind.DONE: CONCLUDED}
RIDER = {Rider.PICKED_UP: DISPATCHED, Rider.DELIVERED: DELIVERED}
TYPES = {Way.PLATFORM_RIDER: "DELIVERY", Way.STORE_RIDER: "DELIVERY", Way.PICK_UP: "TAKEOUT"}
DELIVERED_BY = {Way.PLATFORM_RIDER: "MARKETPLACE", Way.STORE_RIDER: "MERCHANT"}
REASONS = {
    Why.CUSTOMER: "CONSUMER_CANCELLATION_REQUESTED",
    Why.STORE: "INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT",
}
OTHER_REASON = "OTHER_CANCELLATION_REASON"
CANCEL_CODES = frozenset(
    {
        "SYSTEMIC_ISSUES", "DUPLICATE_APPLICATION", "UNAVAILABLE_ITEM", "OUTDATED_MENU",
        "RESTAURANT_WITHOUT_DELIVERY_PERSON", "ORDER_OUTSIDE_THE_DELIVERY_AREA", "RISK_AREA",
        "BLOCKED_CUSTOMER", "OUTSIDE_DELIVERY_HOURS", "INTERNAL_DIFFICULTIES_OF_THE_RESTAURANT",
        "DELIVERY_PROBLEM",
    }
)  # fmt: skip
DENY_CODES = frozenset({"DISH_ALREADY_DONE", "OUT_FOR_DELIVERY"})


def of_money(entry: Entry) -> bool:
    """Return whether a wish is one for money: the order was with the customer when it came."""
    wish = entry.order.story.wish
    late = wish is not None and wish.at >= Step.DELIVERED
    return late or entry.stage is Stage.DONE or entry.rider is Rider.DELIVERED


def of_refund(refund: Refund, *, of_money: bool) -> str | None:
    """Return the event that tells how a wish stands; None where the standard has no word.

    That a cancellation was agreed to is told by the end of the order.
    """
    if refund.state is RefundState.ASKED:
        return MONEY_WISH if of_money else WISH
    if refund.state is RefundState.AGREED:
        return MONEY_BACK if of_money else None
    if refund.state in (RefundState.REFUSED, RefundState.WITHDRAWN):
        return NO_MONEY if of_money else WISH_DENIED
    return None
