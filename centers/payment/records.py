"""Rows of the tables ⇄ model. Columns are named like the attributes, so both ways are short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from centers.payment.messages import new_event
from centers.payment.model import (
    Notice,
    Opened,
    OpenPayment,
    Payable,
    Payment,
    StartRequest,
    StartResult,
)
from centers.payment.refunds.model import Refund
from centers.payment.work import Work
from mesh.data.database import Record
from mesh.data.rows import Columns, RowReader, json_rows
from mesh.feed.events import NewEvent, event_columns

payment_of = RowReader(Payment, json=["client_parameters"])
payable_of = RowReader(Payable)
notice_of = RowReader(Notice)
refund_of = RowReader(Refund)
_start_result_of = RowReader(StartResult, nested=["payable"])

start_columns = Columns(
    StartRequest,
    *("payment.merchant_id", "caller", "request_id", "body_hash", "payment.payment_id"),
    *("payment.store_id", "payment.order_id", "payment.person_id", "payment.provider"),
    *("payment.amount", "payment.currency", "payment.subject", "payment.payer_subject"),
    *("payment.created_at", "payment.expires_at", "first_check_at"),
)
opened_columns = Columns(
    Opened,
    *("payment_id", "trade_id", "client_parameters", "pay_url"),
    json=["client_parameters"],
)


def start_result_of(row: Record) -> StartResult:
    """Return the result in a row of the statement start_payments."""
    going = row["going_payment_id"]
    return _start_result_of(
        row,
        going=OpenPayment(going, row["going_amount"], row["going_currency"]) if going else None,
    )


def events_of(work: Work) -> list[NewEvent]:
    """Return what happened to the payments of a batch."""
    return [new_event(event, trace_id) for event, trace_id in work.events]


def work_arguments(work: Work, events: Sequence[NewEvent]) -> list[Any]:
    """Return all that a batch has changed, as the parameters of the statement keep_changes."""
    return [
        work.now,
        json_rows(work.changed_payments()),
        json_rows(work.decided_payables()),
        json_rows(work.changed_refunds()),
        json_rows(work.entries),
        json_rows(work.differences),
        json_rows(work.notices),
        *event_columns(events),
    ]


def capture_arguments(work: Work, events: Sequence[NewEvent]) -> list[Any]:
    """Return money that came, as the parameters of the statement keep_captures."""
    return [
        work.now,
        json_rows(work.changed_payments()),
        json_rows(work.entries),
        json_rows(work.notices),
        *event_columns(events),
    ]
