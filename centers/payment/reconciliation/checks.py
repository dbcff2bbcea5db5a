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
    if check.day("bill_date", bill_date):
        # What day it is where the provider is, it alone knows.
        is_before = date.fromisoformat(bill_date) < (now + FURTHEST_EAST).date()
        check.that(is_before, "bill_date", "must be before today")
    check.raise_if_any()
