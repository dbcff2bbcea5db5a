"""When an order that waits may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from centers.order.model import Event, EventKind, Head, OrderStatus
from centers.order.rules import Decision, Outcome, is_ahead, is_withheld


def begin_waiting(node: str) -> Decision:
    """The time of an order that waited has come: the store sees it from now on."""

    def decide(head: Head, now: datetime) -> Outcome:
        if not head.waits or is_withheld(head) or is_ahead(head.prepare_from, now):
            return Outcome(head)
        after = replace(head, waits=False)
        return Outcome(after, (Event(EventKind.DUE, after, head.status, node),))

    return decide


def release(wait_for: str, node: str) -> Decision:
    """What an order waited for has come; it may have to wait for its time still."""

    def decide(head: Head, now: datetime) -> Outcome:
        open_ = head.status in (OrderStatus.PENDING_PAYMENT, OrderStatus.PLACED)
        if head.wait_for != wait_for or not is_withheld(head) or not open_:
            return Outcome(head)
        waits = head.waits and is_ahead(head.prepare_from, now)
        after = replace(head, waits=waits, times=replace(head.times, released_at=now))
        return Outcome(after, (Event(EventKind.RELEASED, after, head.status, node),))

    return decide
