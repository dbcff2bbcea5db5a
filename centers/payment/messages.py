"""Protobuf ⇄ model: payments, notices and events."""

from __future__ import annotations

from zhongtai.payment.v1 import notice_pb2, payment_event_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb

from centers.payment.model import (
    CancelledOrder,
    Event,
    Notice,
    NoticeFilter,
    Payment,
    PaymentFilter,
    PaymentStatus,
)
from centers.payment.refunds.messages import refund_message
from mesh.call.digest import digest_of, without
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.data.paging import PAGE
from mesh.feed.events import NewEvent
from mesh.pure.ids import new_id

_TIMES = {
    "create_time": "created_at",
    "expire_time": "expires_at",
    "capture_time": "captured_at",
    "close_time": "closed_at",
}
_CAPTURED = {
    "captured_amount": "captured",
    "refunded_amount": "refunded",
    "refunding_amount": "refunding",
}
_MEANS_TO_PAY = ("client_parameters", "pay_url")

_unpaid = ToMessage(
    Payment, payment_pb2.Payment, names=_TIMES, currencies={"amount": "currency"}, left=_CAPTURED
)
_paid = ToMessage(
    Payment,
    payment_pb2.Payment,
    names=_TIMES | _CAPTURED,
    currencies={"amount": "currency"} | dict.fromkeys(_CAPTURED, "captured_currency"),
)
_event = ToMessage(
    Event,
    payment_event_pb2.PaymentEvent,
    names={
        "merchant_id": "payment.merchant_id",
        "store_id": "payment.store_id",
        "occur_time": "occurred_at",
    },
    uses=[refund_message],
    left=["payment", "event_id", "trace_id"],
)

notice_message = ToMessage(
    Notice,
    notice_pb2.Notice,
    names={
        "provider_event_id": "event_id",
        "provider_trade_id": "trade_id",
        "receive_time": "received_at",
    },
    currencies={"amount": "currency"},
)
cancelled_order = ToMessage(
    CancelledOrder,
    pb.CancelOrderPaymentsResponse.Result,
    uses=[refund_message],
    left=["refusal_reason", "refusal_message"],
)

payment_filter = ToModel(pb.ListPaymentsRequest, PaymentFilter, left=PAGE)
notice_filter = ToModel(pb.ListNoticesRequest, NoticeFilter, left=PAGE)
new_payment = ToModel(
    pb.CreatePaymentRequest,
    Payment,
    names={"expire_time": "expires_at"},
    currencies={"amount": "currency"},
    left=["request_id"],
    given={"status": PaymentStatus.CREATED},
)
"""Reads a payment as it is asked for; what the center knows of it is given in the call."""


def payment_message(payment: Payment) -> payment_pb2.Payment:
    """Return a payment, with what the client needs to pay while it is open."""
    return _paid(payment) if payment.captured else _unpaid(payment)


def new_event(event: Event, trace_id: str) -> NewEvent:
    """Return an event as it is written into the feed, without what would let its readers pay."""
    payment = event.payment
    shown = payment_message(payment)
    for field in _MEANS_TO_PAY:
        shown.ClearField(field)
    message = _event(event, payment=shown, event_id=new_id("evt"), trace_id=trace_id)
    return NewEvent(
        payment.merchant_id,
        payment.store_id,
        payment.order_id,
        event.kind.name,
        message.SerializeToString(),
        trace_id,
    )


def body_hash(request: pb.CreatePaymentRequest) -> bytes:
    """Return what tells a repetition from another request with the same request_id.

    Who pays is no part of it: a repetition may know it better, or by a later login.
    """
    return digest_of(without(request, ["payer_subject"]))
