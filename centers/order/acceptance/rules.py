"""When an order is accepted without its store's word."""

from __future__ import annotations

from datetime import datetime

from centers.order.model import Head, OrderStatus, Route
from centers.order.rules import Decision, Outcome, move


def accepting(decide: Decision) -> Decision:
    """What is decided; an order that can be made by then is accepted if that was said for it."""

    def decided(head: Head, now: datetime) -> Outcome:
        outcome = decide(head, now)
        if outcome.refusal is not None or not _is_accepted(outcome.head):
            return outcome
        accepted = move(OrderStatus.ACCEPTED, outcome.head.accept_by)(outcome.head, now)
        return Outcome(accepted.head, (*outcome.events, *accepted.events))

    return decided


def _is_accepted(head: Head) -> bool:
    """Return whether it waits for nothing but to be accepted; without tills it waits for some."""
    has_maker = head.route is not Route.TILL or bool(head.pos_plugin)
    waits = head.waits or head.status is not OrderStatus.PLACED
    return bool(head.accept_by) and has_maker and not waits
