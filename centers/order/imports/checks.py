"""Whether an order may be imported, beside what every new order must be like."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from centers.order.model import CancelReason, Finished, NewOrder, OrderStatus
from mesh.pure.validation import Check

GRACE = timedelta(minutes=5)
"""How far ahead of ours the clock of a channel may go."""
_DAYS_BEFORE, _DAYS_AFTER = 2, 1
"""How far a store's business date may be from the date in UTC: zones, and nights that count
for the day before."""
_WANTED_BEFORE, _WANTED_AFTER = timedelta(days=1), timedelta(days=31)
"""How far the wanted time of an order may be from its placing."""
_NEAR = "must be from a day before channel_place_time to 31 days after"
_AHEAD = "must not be ahead of now"


def check_import(new: NewOrder, now: datetime) -> None:
    """Raise InvalidRequest unless the times of an import can be, and its end is told wholly."""
    check = Check()
    placed = new.channel_placed_at or now
    check.that(placed <= now + GRACE, "channel_place_time", _AHEAD)
    wanted = new.details.expected_at or placed
    near = placed - _WANTED_BEFORE <= wanted <= placed + _WANTED_AFTER
    check.that(near, "expected_time", _NEAR)
    latest = wanted.date() + timedelta(_DAYS_AFTER)
    earliest = wanted.date() - timedelta(_DAYS_BEFORE)
    day = date.fromisoformat(new.business_date)
    check.that(earliest <= day <= latest, "business_date", f"must be {earliest} to {latest}")
    if new.finished is not None:
        check.that(new.channel_placed_at is not None, "channel_place_time", "is required")
        check.that(new.prepare_from is None, "prepare_from", "must be unset: it is over")
        _check_finished(check.at("finished"), new.finished, placed, now, new.total)
    check.raise_if_any()


def _check_finished(
    check: Check, finished: Finished, placed: datetime, now: datetime, total: int
) -> None:
    completed = finished.status is OrderStatus.COMPLETED
    ended = completed or finished.status is OrderStatus.CANCELLED
    check.that(ended, "status", "must be COMPLETED or CANCELLED")
    _check_times(check, finished, placed, now)
    refunded = finished.refunded or 0
    check.that(0 <= refunded <= total, "refunded.minor_units", f"must be 0 to {total}")
    check.text("cancel_note", finished.cancel_note, min=0, max=500)
    if completed:
        check.that(finished.cancel_reason is CancelReason.NONE, "cancel_reason", "must be unset")
        check.that(not finished.cancel_note, "cancel_note", "must be empty")
        return
    only_completed = "is only of a completed order"
    check.that(finished.cancel_reason is not CancelReason.NONE, "cancel_reason", "is required")
    check.that(finished.fulfilled_at is None, "fulfil_time", only_completed)
    check.that(not finished.takes_stock, "takes_stock", only_completed)
    check.that(not finished.earns_points, "earns_points", only_completed)


def _check_times(check: Check, finished: Finished, placed: datetime, now: datetime) -> None:
    check.that(finished.ended_at is not None, "end_time", "is required")
    before = placed
    for name, at in _steps(finished):
        if at is None:
            continue
        check.that(before <= at, name, "must not be before the step before it")
        check.that(at <= now + GRACE, name, _AHEAD)
        before = max(before, at)


def _steps(finished: Finished) -> tuple[tuple[str, datetime | None], ...]:
    """Return the times of its steps in their order, by their names in the contract."""
    return (
        ("accept_time", finished.accepted_at),
        ("prepare_time", finished.prepared_at),
        ("ready_time", finished.ready_at),
        ("deliver_time", finished.delivered_at),
        ("fulfil_time", finished.fulfilled_at),
        ("end_time", finished.ended_at),
    )
