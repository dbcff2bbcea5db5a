"""Model ⇄ protobuf: what goes out, to callers and into the feed."""

from __future__ import annotations

from zhongtai.common.v1 import money_pb2
from zhongtai.payment.v1 import ledger_pb2, notice_pb2, payment_event_pb2, payment_pb2

from centers.payment.model import Balance, Difference, Entry, Event, Notice, Payment, Refund
from centers.payment.records import EventRow
from mesh.call.wire import money, number, stamp
from mesh.pure.ids import new_id


def payment_message(payment: Payment) -> payment_pb2.Payment:
    """A payment, with what the client needs to pay while it is open."""
    message = bare_payment_message(payment)
    message.client_parameters.update(payment.client_parameters)
    message.pay_url = payment.pay_url
    return message


def bare_payment_message(payment: Payment) -> payment_pb2.Payment:
    """A payment without what would let somebody pay it: for the feed."""
    message = payment_pb2.Payment(
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        person_id=payment.person_id,
        provider=payment.provider,
        status=number(payment.status),
        amount=money(payment.amount, payment.currency),
        use=number(payment.use),
        subject=payment.subject,
        provider_trade_id=payment.provider_trade_id,
        failure_reason=payment.failure_reason,
        create_time=stamp(payment.created_at),
        expire_time=stamp(payment.expires_at),
        capture_time=stamp(payment.captured_at),
        close_time=stamp(payment.closed_at),
    )
    if payment.captured:
        currency = payment.captured_currency
        message.captured_amount.CopyFrom(money(payment.captured, currency))
        message.refunded_amount.CopyFrom(money(payment.refunded, currency))
        message.refunding_amount.CopyFrom(money(payment.refunding, currency))
    return message


def refund_message(refund: Refund) -> payment_pb2.Refund:
    """A refund."""
    return payment_pb2.Refund(
        refund_id=refund.refund_id,
        payment_id=refund.payment_id,
        order_id=refund.order_id,
        status=number(refund.status),
        amount=money(refund.amount, refund.currency),
        reason=refund.reason,
        origin=number(refund.origin),
        provider_refund_id=refund.provider_refund_id,
        failure_reason=refund.failure_reason,
        attempt_count=refund.attempts,
        create_time=stamp(refund.created_at),
        finish_time=stamp(refund.finished_at),
        after_sale_id=refund.after_sale_id,
        after_sale_attempt=refund.after_sale_attempt,
    )


def notice_message(notice: Notice) -> notice_pb2.Notice:
    """A provider's message as kept."""
    return notice_pb2.Notice(
        provider=notice.provider,
        provider_event_id=notice.event_id,
        payment_id=notice.payment_id,
        provider_trade_id=notice.trade_id,
        outcome=number(notice.outcome),
        amount=_optional_money(notice.amount, notice.currency),
        receive_time=stamp(notice.received_at),
    )


def difference_message(difference: Difference) -> notice_pb2.Difference:
    """Something that does not agree."""
    return notice_pb2.Difference(
        difference_id=difference.difference_id,
        kind=number(difference.kind),
        status=number(difference.status),
        provider=difference.provider,
        payment_id=difference.payment_id,
        order_id=difference.order_id,
        provider_trade_id=difference.provider_trade_id,
        expected=_optional_money(difference.expected, difference.expected_currency),
        actual=_optional_money(difference.actual, difference.actual_currency),
        note=difference.note,
        reconciliation_id=difference.reconciliation_id,
        create_time=stamp(difference.created_at),
        resolve_time=stamp(difference.resolved_at),
    )


def entry_message(entry: Entry) -> ledger_pb2.LedgerEntry:
    """An entry of the ledger with its two postings."""
    postings = [
        ledger_pb2.Posting(account=number(entry.debit), amount=money(entry.amount, entry.currency)),
        ledger_pb2.Posting(
            account=number(entry.credit), amount=money(-entry.amount, entry.currency)
        ),
    ]
    return ledger_pb2.LedgerEntry(
        entry_id=entry.entry_id,
        kind=number(entry.kind),
        payment_id=entry.payment_id,
        refund_id=entry.refund_id,
        order_id=entry.order_id,
        provider=entry.provider,
        postings=postings,
        create_time=stamp(entry.created_at),
    )


def balance_message(balance: Balance) -> ledger_pb2.AccountBalance:
    """What an account holds."""
    return ledger_pb2.AccountBalance(
        account=number(balance.account),
        provider=balance.provider,
        balance=money(balance.amount, balance.currency),
    )


def event_row(event: Event, trace_id: str) -> EventRow:
    """An event as a row of the feed; gives it its id. Its subject is the order."""
    payment = event.payment
    message = payment_event_pb2.PaymentEvent(
        event_id=new_id("evt"),
        kind=number(event.kind),
        merchant_id=payment.merchant_id,
        store_id=payment.store_id,
        payment=bare_payment_message(payment),
        refund=refund_message(event.refund) if event.refund else None,
        occur_time=stamp(event.occurred_at),
        trace_id=trace_id,
    )
    return EventRow(
        payment.merchant_id,
        payment.store_id,
        payment.order_id,
        event.kind.name,
        message.SerializeToString(),
        trace_id,
        event.occurred_at,
    )


def _optional_money(amount: int | None, currency: str) -> money_pb2.Money | None:
    return None if amount is None else money(amount, currency)
