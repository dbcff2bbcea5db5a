"""Whether a request about comparisons has the form and the limits of the contract."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mesh.pure.validation import Check

FURTHEST_EAST = timedelta(hours=14)


def check_start(request_id: str, provider: str, bill_date: str, now: datetime) -> None:
    """Raise InvalidRequest unless a comparison may be asked for so."""
    check = Check()
    check.request_id(request_id)
    check.text("provider", provider, max=40)
    day = _day(bill_date)
    if check.that(day is not None, "bill_date", "must be yyyy-mm-dd") and day is not None:
        # What day it is where the provider is, it alone knows.
        check.that(day < (now + FURTHEST_EAST).date(), "bill_date", "must be before today")
    check.raise_if_any()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
