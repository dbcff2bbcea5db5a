"""Whatever providers say, in whatever order: the books balance and no money is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.payment.v1 import (
    error_reason_pb2,
    ledger_pb2,
    notice_pb2,
    payment_event_pb2,
    payment_pb2,
)

from centers.payment import errors, rules
from centers.payment.ledger.model import Account, DifferenceKind, DifferenceStatus, EntryKind
from centers.payment.model import (
    EventKind,
    NoticeOutcome,
    OpenPayment,
    Payable,
    Payment,
    PaymentStatus,
    PaymentUse,
    Report,
    ReportKind,
)
from centers.payment.refunds import rules as refunds
from centers.payment.refunds.model import RefundOrigin, RefundStatus
from centers.payment.states import PAYMENT, REFUND
from centers.payment.work import Work

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORDER = Payable("demo", "ord-1", "sto")


def payment(payment_id: str = "pay_a", **fields) -> Payment:
    base = Payment(
        payment_id=payment_id,
        merchant_id="demo",
        store_id="sto",
        order_id="ord-1",
        person_id="per",
        provider="sandbox",
        status=PaymentStatus.PENDING,
        amount=1000,
        currency="CNY",
        subject="Pizza",
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )
    return replace(base, **fields)


def paid(payment_id: str = "pay_a", amount: int | None = 1000, trade_id: str = "T") -> Report:
    return Report(
        ReportKind.PAID, "sandbox", payment_id, trade_id=trade_id, amount=amount, currency="CNY"
    )


reports = st.builds(
    Report,
    kind=st.sampled_from(ReportKind),
    provider=st.just("sandbox"),
    payment_id=st.sampled_from(["pay_a", "pay_b", "pay_none"]),
    event_id=st.sampled_from(["", "e1", "e2"]),
    refund_id=st.sampled_from(["", "rfd_none"]),
    trade_id=st.sampled_from(["", "T1", "T2"]),
    amount=st.sampled_from([None, 0, 999, 1000, 1001]),
    currency=st.just("CNY"),
)


def balances(work: Work) -> dict[Account, int]:
    held = dict.fromkeys(Account, 0)
    for entry in work.entries:
        held[entry.debit] += entry.amount
        held[entry.credit] -= entry.amount
    return held


@given(st.lists(reports, max_size=12), st.booleans())
def test_after_any_words_the_accounts_match_the_payments(said, closed):
    work = Work(NOW, [payment("pay_a"), payment("pay_b")], [replace(ORDER, closed=closed)])
    for report in said:
        rules.take_report(work, report, "")
    after = [work.payment("pay_a"), work.payment("pay_b")]
    held = balances(work)
    assert sum(held.values()) == 0
    assert held[Account.PROVIDER_CLEARING] == sum(each.captured - each.refunded for each in after)
    assert held[Account.REFUNDS_PAYABLE] == -sum(each.refunding for each in after)
    assert held[Account.SURPLUS_PAYABLE] == 0


@given(st.lists(reports, max_size=12), st.booleans())
def test_at_most_one_payment_is_kept_and_the_rest_goes_back(said, closed):
    work = Work(NOW, [payment("pay_a"), payment("pay_b")], [replace(ORDER, closed=closed)])
    for report in said:
        rules.take_report(work, report, "")
    after = [work.payment("pay_a"), work.payment("pay_b")]
    kept = [each for each in after if each.use is PaymentUse.ORDER]
    assert len(kept) <= (0 if closed else 1)
    for each in after:
        if each.use is PaymentUse.SURPLUS:
            assert each.refunding + each.refunded == each.captured


@given(st.permutations(["", "T1"]))
def test_the_number_of_a_trade_is_known_whichever_word_of_its_money_tells_it(said):
    work = Work(NOW, [payment("pay_a")], [ORDER])
    for trade_id in said:
        rules.take_report(work, paid(trade_id=trade_id), "")
    assert work.payment("pay_a").provider_trade_id == "T1"


@given(st.lists(reports, min_size=1, max_size=12))
def test_a_word_said_again_changes_nothing(said):
    work = Work(NOW, [payment("pay_a"), payment("pay_b")], [ORDER])
    for report in said:
        rules.take_report(work, report, "")
        before = (work.payment("pay_a"), work.payment("pay_b"), len(work.entries))
        rules.take_report(work, report, "")
        after = (work.payment("pay_a"), work.payment("pay_b"), len(work.entries))
        assert after == before


@given(st.lists(st.tuples(st.integers(1, 600), st.booleans()), max_size=8))
def test_refunds_never_exceed_what_was_captured(asked):
    work = Work(NOW, [payment()], [ORDER])
    rules.take_report(work, paid(), "")
    for amount, succeeds in asked:
        current = work.payment("pay_a")
        if amount > current.refundable:
            with pytest.raises((errors.RefundExceedsCaptured, errors.NothingCaptured)):
                refunds.request_refund(current, amount, "Cold", RefundOrigin.CALLER, NOW)
            continue
        change = refunds.request_refund(current, amount, "Cold", RefundOrigin.CALLER, NOW)
        work.apply(change, "")
        kind = ReportKind.REFUND_SUCCEEDED if succeeds else ReportKind.REFUND_FAILED
        refund_id = change.refunds[0].refund_id
        rules.take_report(work, Report(kind, "sandbox", "pay_a", refund_id=refund_id), "")
    after = work.payment("pay_a")
    granted = [r for r in work.refunds() if r.status is RefundStatus.SUCCEEDED]
    assert after.refunded == sum(refund.amount for refund in granted) <= 1000
    assert balances(work)[Account.PROVIDER_CLEARING] == 1000 - after.refunded


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (PaymentStatus.CREATED, NoticeOutcome.CAPTURED),
        (PaymentStatus.PENDING, NoticeOutcome.CAPTURED),
        (PaymentStatus.CLOSED, NoticeOutcome.LATE),
        (PaymentStatus.FAILED, NoticeOutcome.LATE),
    ],
)
def test_money_is_taken_in_every_state_that_has_none(status, outcome):
    change = rules.apply_report(payment(status=status), ORDER, paid(), NOW)
    assert change.outcome is outcome
    assert change.payment.captured == 1000
    assert bool(change.refunds) == (outcome is NoticeOutcome.LATE)


def test_a_closing_word_after_the_money_changes_nothing():
    captured = rules.apply_report(payment(), ORDER, paid(), NOW).payment
    closed = rules.apply_report(captured, ORDER, replace(paid(), kind=ReportKind.CLOSED), NOW)
    assert (closed.outcome, closed.payment) == (NoticeOutcome.IGNORED, captured)


@pytest.mark.parametrize(
    ("payable", "going", "refusal"),
    [
        (ORDER, None, None),
        (ORDER, OpenPayment("pay_x", 1000, "CNY"), None),
        (ORDER, OpenPayment("pay_x", 999, "CNY"), errors.OpenPaymentDiffers),
        (ORDER, OpenPayment("pay_x", 1000, "USD"), errors.OpenPaymentDiffers),
        (replace(ORDER, closed=True), None, errors.OrderClosed),
        (replace(ORDER, kept_payment_id="pay_x"), None, errors.OrderAlreadyPaid),
    ],
)
def test_a_payment_may_start_only_for_an_order_that_wants_money(payable, going, refusal):
    said = rules.may_start(payable, going, 1000, "CNY")
    assert (type(said) if said else None) is refusal


@given(st.integers(0, 100), st.integers(0, 2000))
def test_the_next_look_comes_soon_and_never_later_than_the_expiry(checks, seconds):
    now = NOW + timedelta(seconds=seconds)
    at = rules.next_check(payment(), checks, now)
    assert now < at <= now + timedelta(minutes=10)
    if now < payment().expires_at:
        assert at <= payment().expires_at


def test_every_reason_of_the_contract_is_a_refusal_and_no_other():
    names = error_reason_pb2.ErrorReason.keys()
    contract = {name.removeprefix("ERROR_REASON_") for name in names} - {"UNSPECIFIED"}
    assert {cls.reason for cls in errors.PaymentRefusal.__subclasses__()} == contract


CONTRACT = [
    (PaymentStatus, payment_pb2.PaymentStatus, "PAYMENT_STATUS_"),
    (PaymentUse, payment_pb2.PaymentUse, "PAYMENT_USE_"),
    (RefundStatus, payment_pb2.RefundStatus, "REFUND_STATUS_"),
    (RefundOrigin, payment_pb2.RefundOrigin, "REFUND_ORIGIN_"),
    (NoticeOutcome, notice_pb2.NoticeOutcome, "NOTICE_OUTCOME_"),
    (DifferenceKind, notice_pb2.DifferenceKind, "DIFFERENCE_KIND_"),
    (DifferenceStatus, notice_pb2.DifferenceStatus, "DIFFERENCE_STATUS_"),
    (Account, ledger_pb2.Account, "ACCOUNT_"),
    (EventKind, payment_event_pb2.PaymentEventKind, "PAYMENT_EVENT_KIND_"),
    (EntryKind, ledger_pb2.LedgerEntryKind, "LEDGER_ENTRY_KIND_"),
]


@pytest.mark.parametrize(("ours", "contract", "prefix"), CONTRACT)
def test_our_words_have_the_numbers_of_the_contract(ours, contract, prefix):
    theirs = {name.removeprefix(prefix): number for name, number in contract.items() if number}
    assert {member.name: member.value for member in ours if member.value} == theirs


def test_every_state_of_payments_and_refunds_is_in_its_table():
    assert PAYMENT.states == set(PaymentStatus)
    assert REFUND.states == set(RefundStatus)
