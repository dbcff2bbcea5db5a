"""Whether a request to the payment center has the form and the limits of the contract."""

from __future__ import annotations

from datetime import datetime

from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import payment_messages_pb2 as payment_pb
from zhongtai.payment.v1 import refund_messages_pb2 as refund_pb

from centers.payment import rules
from mesh.call.wire import moment
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import store_of_order
from mesh.pure.validation import Check

MAX_NOTICE_BYTES = 65_536
MAX_ATTEMPTS = 1_000_000


def store_of(order_id: str) -> str:
    """Return the store that an order id names; empty when it is not of our own form."""
    try:
        return store_of_order(order_id)
    except InvalidRequest:
        return ""


def check_create_payment(request: payment_pb.CreatePaymentRequest, now: datetime) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.request_id(request.request_id)
    check.text("order_id", request.order_id, max=120)
    check.text("person_id", request.person_id, min=0, max=80)
    check.amount("amount.minor_units", request.amount.minor_units, min=1)
    check.currency("amount.currency_code", request.amount.currency_code)
    check.text("provider", request.provider, max=40)
    check.text("subject", request.subject, max=120)
    check.text("payer_subject", request.payer_subject, min=0, max=128)
    expires_at = moment(request, "expire_time") or now
    if check.that(request.HasField("expire_time"), "expire_time", "is required"):
        ahead = expires_at - now
        check.that(ahead.total_seconds() > 0, "expire_time", "must be after now")
        check.that(ahead <= rules.MAX_LIFETIME, "expire_time", "must be at most 7 days ahead")
    check.raise_if_any()


def check_close_payment(request: payment_pb.ClosePaymentRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.request_id(request.request_id)
    check.identifier("payment_id", request.payment_id)
    check.text("reason", request.reason, min=0, max=200)
    check.raise_if_any()


def check_cancel_orders(request: payment_pb.CancelOrderPaymentsRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.text("reason", request.reason, min=0, max=120)
    check.raise_if_any()


def check_order_id(check: Check, order_id: str) -> None:
    """Note what is wrong with one order of a batch."""
    check.text("order_id", order_id, max=120)


def check_decline(request: payment_pb.DeclinePaymentRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.text("payment_id", request.payment_id, max=120)
    check.text("reason", request.reason, min=0, max=120)
    check.raise_if_any()


def check_notice(request: payment_pb.HandleNoticeRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.text("provider", request.provider, max=40)
    fits = len(request.body) <= MAX_NOTICE_BYTES
    check.that(fits, "body", f"must have at most {MAX_NOTICE_BYTES} bytes")
    check.raise_if_any()


def check_create_refund(request: refund_pb.CreateRefundRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.request_id(request.request_id)
    one = bool(request.payment_id) != bool(request.order_id)
    check.that(one, "payment_id", "either this or order_id is required, not both")
    check.text("payment_id", request.payment_id, min=0, max=80)
    check.text("order_id", request.order_id, min=0, max=120)
    if request.HasField("amount"):
        check.amount("amount.minor_units", request.amount.minor_units, min=1)
        check.currency("amount.currency_code", request.amount.currency_code)
    check.text("reason", request.reason, max=120)
    check.text("after_sale_id", request.after_sale_id, min=0, max=80)
    first = 1 if request.after_sale_id else 0
    last = MAX_ATTEMPTS if request.after_sale_id else 0
    check.integer("after_sale_attempt", request.after_sale_attempt, min=first, max=last)
    check.raise_if_any()


def check_resolve(request: book_pb.ResolveDifferenceRequest) -> None:
    """Raise InvalidRequest unless the request has the form of the contract."""
    check = Check()
    check.request_id(request.request_id)
    check.identifier("difference_id", request.difference_id)
    check.text("note", request.note, max=500)
    check.raise_if_any()
