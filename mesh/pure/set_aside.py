"""How long something may be set aside for an order that is not paid yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from mesh.pure.validation import Check

DEFAULT_HOLD = timedelta(minutes=15)
MAX_HOLD = timedelta(days=31)


def end_of_hold(check: Check, expires_at: datetime | None, now: datetime) -> datetime:
    """Return when what is set aside now lapses; note what is wrong with the time that is asked."""
    if expires_at is None:
        return now + DEFAULT_HOLD
    check.that(expires_at > now, "expire_time", "must be in the future")
    at_most = f"must be at most {MAX_HOLD.days} days ahead"
    check.that(expires_at <= now + MAX_HOLD, "expire_time", at_most)
    return expires_at
