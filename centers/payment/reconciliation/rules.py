"""What agrees between the books and a provider's bill, and what is listed as a difference."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from centers.payment.ledger.model import Difference, DifferenceKind, DifferenceStatus
from centers.payment.model import Report, ReportKind
from centers.payment.reconciliation.model import BillPart, Booked, Item, Reconciliation
from mesh.pure.ids import new_id

MOST_LISTED = 1_000
"""So many differences of one comparison are listed; the others are counted."""
MOST_MISSING = 1_000
"""A bill that lacks more of the books than this is not that of these books."""
READY_AFTER = timedelta(hours=26)
"""So long after a day has begun in UTC, the first providers have its bill."""
DAYS_BACK = 3
"""So many days are compared without being asked, where a platform was away."""
GIVE_UP_AFTER = timedelta(days=2)
NOT_READY_PAUSE = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)


def days_to_compare(now: datetime) -> list[date]:
    """Return the days whose bills there may be by now, the oldest first."""
    last = (now - READY_AFTER).astimezone(UTC).date()
    return [last - timedelta(days=back) for back in reversed(range(DAYS_BACK))]


def span_of_day(day: date, part: BillPart) -> tuple[datetime, datetime]:
    """Return from when to when a bill's day goes: as the provider told it, else in UTC.

    What it told and can be no such day, anywhere on earth, is taken for not told.
    """
    midnight = datetime.combine(day, time(), UTC)
    begins_at, ends_at = part.begins_at, part.ends_at
    if (
        begins_at is not None
        and ends_at is not None
        and abs(begins_at - midnight) <= timedelta(days=1)
        and timedelta() < ends_at - begins_at <= timedelta(days=2)
    ):
        return begins_at, ends_at
    return midnight, midnight + timedelta(days=1)


def pause_after(attempts: int) -> timedelta:
    """Return how long a comparison waits whose provider did not answer."""
    return min(FIRST_PAUSE * (1 << min(max(0, attempts - 1), 8)), LONGEST_PAUSE)


def needs_look(item: Item, booked: Booked | None) -> bool:
    """Return whether money is on the bill that a known payment has not been told of."""
    return booked is not None and not item.refund_id and not booked.is_settled


def disagreement(
    item: Item, booked: Booked | None, *, twice: bool
) -> tuple[DifferenceKind, str] | None:
    """Return what is wrong with an item of the bill and why; None when the books agree."""
    if twice:
        return DifferenceKind.BILL_AMOUNT, "It stands on the bill more than once."
    if booked is None:
        told = f": {item.note}" if item.note and not item.key else "."
        return DifferenceKind.MISSING_HERE, f"The bill has it and the books have not{told}"
    if booked.is_failed:
        return DifferenceKind.MISSING_HERE, "The bill has a refund that failed here."
    if not item.refund_id and not booked.is_settled:
        return DifferenceKind.MISSING_HERE, "The bill has money that the provider does not report."
    same_currency = not item.currency or item.currency == booked.item.currency
    if item.amount != booked.item.amount or not same_currency:
        return DifferenceKind.BILL_AMOUNT, "The bill has another amount."
    return None


def missing_payment(report: Report | None, span: tuple[datetime, datetime]) -> str | None:
    """Return why captured money that the bill lacks is a difference; None when it is not.

    `report` is what the provider says of the payment when it is asked. What it took on another of
    its days is on another bill.
    """
    if report is None or report.kind is not ReportKind.PAID:
        return "The provider does not have it as paid."
    begins_at, ends_at = span
    if report.occurred_at is not None and not begins_at <= report.occurred_at < ends_at:
        return None
    return "The provider has it as paid and its bill has not."


def difference_of(
    wanted: Reconciliation,
    kind: DifferenceKind,
    note: str,
    now: datetime,
    *,
    billed: Item | None = None,
    booked: Booked | None = None,
) -> Difference:
    """Return a difference for operators, under the same natural key in each comparison."""
    known = booked.item if booked else None
    key = _key_of(wanted, billed or known)
    return Difference(
        difference_id=new_id("dif"),
        merchant_id=wanted.merchant_id,
        natural_key=f"{kind.name}:{wanted.provider}:{wanted.merchant_id}:bill:{key}",
        kind=kind,
        status=DifferenceStatus.OPEN,
        provider=wanted.provider,
        payment_id=known.payment_id if known else "",
        order_id=booked.order_id if booked else "",
        provider_trade_id=billed.trade_id if billed else "",
        note=note,
        created_at=now,
        expected=known.amount if known else None,
        expected_currency=known.currency if known else "",
        actual=billed.amount if billed else None,
        actual_currency=billed.currency if billed else "",
        reconciliation_id=wanted.reconciliation_id,
    )


def _key_of(wanted: Reconciliation, item: Item | None) -> str:
    """Return what names an item in every comparison; one without a name is its day's."""
    if item is None:
        return ""
    named = ":".join(filter(None, (item.key, item.trade_id)))
    return named or f"{wanted.bill_date}:{item.note}"
