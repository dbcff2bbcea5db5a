"""A bill made from the books agrees with them; each change of it is one difference."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from centers.payment.ledger.model import DifferenceKind
from centers.payment.model import Report, ReportKind
from centers.payment.reconciliation import rules
from centers.payment.reconciliation.model import BillPart, Booked, Item, Reconciliation

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
WANTED = Reconciliation("rec_1", "demo", "sandbox", date(2026, 3, 1), NOW)
SPAN = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)

payments = st.builds(
    lambda n, amount: Booked(Item(f"pay_{n}", "", amount, "CNY"), f"ord_{n}", is_settled=True),
    st.integers(0, 99),
    st.integers(1, 10**9),
)
refunds = st.builds(
    lambda booked, settled: replace(
        booked, item=replace(booked.item, refund_id=f"ref_{booked.order_id}"), is_settled=settled
    ),
    payments,
    st.booleans(),
)
booked = payments | refunds


def wrong(item: Item, known: Booked | None, *, twice: bool = False) -> DifferenceKind | None:
    found = rules.disagreement(item, known, twice=twice)
    return found[0] if found else None


@given(booked, st.booleans())
def test_a_line_of_the_bill_made_from_the_books_agrees(known, told):
    line = replace(known.item, currency="CNY" if told else "", trade_id="T", note="SUCCESS")
    assert wrong(line, known) is None


@given(booked, st.integers(1, 10**9))
def test_a_line_that_was_changed_differs(known, other):
    line = known.item
    if other != line.amount:
        assert wrong(replace(line, amount=other), known) is DifferenceKind.BILL_AMOUNT
    assert wrong(replace(line, currency="EUR"), known) is DifferenceKind.BILL_AMOUNT
    assert wrong(line, known, twice=True) is DifferenceKind.BILL_AMOUNT
    assert wrong(line, None) is DifferenceKind.MISSING_HERE


@given(refunds)
def test_a_refund_that_failed_here_and_is_on_the_bill_differs(known):
    assert wrong(known.item, replace(known, is_failed=True)) is DifferenceKind.MISSING_HERE


@given(payments)
def test_money_of_a_known_payment_that_is_not_booked_is_looked_at_first(known):
    unpaid = replace(known, is_settled=False, item=replace(known.item, amount=0))
    assert rules.needs_look(known.item, unpaid)
    assert not rules.needs_look(known.item, known)
    assert not rules.needs_look(known.item, None)
    assert wrong(known.item, unpaid) is DifferenceKind.MISSING_HERE


@given(booked, booked)
def test_a_difference_has_the_same_key_in_each_comparison_and_another_for_another_item(one, two):
    def key(each: Booked, wanted: Reconciliation) -> str:
        kind = DifferenceKind.MISSING_AT_PROVIDER
        return rules.difference_of(wanted, kind, "Why.", NOW, booked=each).natural_key

    later = replace(WANTED, reconciliation_id="rec_2", bill_date=date(2026, 3, 2))
    assert key(one, WANTED) == key(one, later)
    assert (key(one, WANTED) == key(two, WANTED)) == (one.item.key == two.item.key)


def test_lines_without_a_name_are_their_days():
    def key(line: Item, wanted: Reconciliation) -> str:
        kind = DifferenceKind.MISSING_HERE
        return rules.difference_of(wanted, kind, "Why.", NOW, billed=line).natural_key

    fifth, sixth = (Item("", "", 0, "", note=f"UNREADABLE LINE {n}") for n in (5, 6))
    later = replace(WANTED, bill_date=date(2026, 3, 2))
    assert len({key(fifth, WANTED), key(sixth, WANTED), key(fifth, later)}) == 3


def paid(at: datetime | None) -> Report:
    return Report(ReportKind.PAID, "sandbox", "pay_1", occurred_at=at)


def test_what_the_bill_lacks_is_missing_unless_the_provider_took_it_on_another_day():
    closed = Report(ReportKind.CLOSED, "sandbox", "pay_1")
    begins, ends = SPAN
    assert rules.missing_payment(None, SPAN)
    assert rules.missing_payment(closed, SPAN)
    assert rules.missing_payment(paid(None), SPAN)
    assert rules.missing_payment(paid(begins), SPAN)
    assert rules.missing_payment(paid(ends), SPAN) is None
    assert rules.missing_payment(paid(begins - timedelta(microseconds=1)), SPAN) is None


def test_the_day_is_the_providers_where_it_tells_it_else_that_of_utc():
    day = date(2026, 3, 1)
    assert rules.span_of_day(day, BillPart([])) == SPAN
    told = SPAN[0] - timedelta(hours=8), SPAN[1] - timedelta(hours=8)
    assert rules.span_of_day(day, BillPart([], *told)) == told
    for odd in ((SPAN[1], SPAN[0]), (SPAN[0], SPAN[0]), (told[0], None), (SPAN[0].min, SPAN[1])):
        span = tuple(each and each.replace(tzinfo=UTC) for each in odd)
        assert rules.span_of_day(day, BillPart([], *span)) == SPAN


def test_the_last_three_days_that_are_over_are_compared_once_the_first_bills_may_be_there():
    days = [date(2026, 2, 26), date(2026, 2, 27), date(2026, 2, 28)]
    assert rules.days_to_compare(datetime(2026, 3, 2, 1, 59, tzinfo=UTC)) == days
    assert rules.days_to_compare(datetime(2026, 3, 2, 2, tzinfo=UTC))[-1] == date(2026, 3, 1)


def test_pauses_double_to_a_quarter_of_an_hour():
    pauses = [rules.pause_after(n).total_seconds() / 60 for n in (0, 1, 2, 3, 4, 5, 6, 999)]
    assert pauses == [1, 1, 2, 4, 8, 15, 15, 15]
