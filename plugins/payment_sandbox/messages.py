"""Between the sandbox's book and the contract's messages."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer
from zhongtai_plugin import BadRequest

from plugins.payment_sandbox.model import (
    CLOSED,
    PAYMENT_SUCCEEDED,
    PENDING,
    REFUND_SUCCEEDED,
    SUCCEEDED,
    NoticeBody,
    Refund,
    Trade,
)

_STATUSES = {
    PENDING: pb.PROVIDER_PAYMENT_STATUS_PENDING,
    SUCCEEDED: pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED,
    CLOSED: pb.PROVIDER_PAYMENT_STATUS_CLOSED,
}
_KINDS = {
    PAYMENT_SUCCEEDED: pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED,
    REFUND_SUCCEEDED: pb.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED,
}
_decode = msgspec.json.Decoder(NoticeBody).decode


def created(trade: Trade, public_url: str) -> pb.CreatePaymentResponse:
    """Return how the customer pays a trade."""
    return pb.CreatePaymentResponse(
        provider_trade_no=trade.trade_no,
        client_parameters={
            "payment_id": trade.payment_id,
            "trade_no": trade.trade_no,
            "cashier_url": f"{public_url}/cashier/v1/pay",
        },
        pay_url=f"{public_url}/pay/{trade.trade_no}",
    )


def payment(payment_id: str, trade: Trade | None, now: float) -> pb.ProviderPayment:
    """Return a trade as the platform sees it; None is one that was never opened."""
    if trade is None:
        return pb.ProviderPayment(payment_id=payment_id, status=pb.PROVIDER_PAYMENT_STATUS_UNKNOWN)
    message = pb.ProviderPayment(
        payment_id=payment_id,
        status=_STATUSES[trade.status_at(now)],
        provider_trade_no=trade.trade_no,
        refunded_amount=Money(minor_units=trade.refunded, currency_code=trade.currency),
    )
    if trade.status == SUCCEEDED:
        paid = Money(minor_units=trade.paid_amount, currency_code=trade.currency)
        message.paid_amount.CopyFrom(paid)
        message.paid_time.FromDatetime(_moment(trade.paid))
    return message


def refund(refund_id: str, found: Refund | None) -> pb.ProviderRefund:
    """Return a refund as the platform sees it; None is one that was never asked for."""
    if found is None:
        return pb.ProviderRefund(refund_id=refund_id, status=pb.PROVIDER_REFUND_STATUS_UNKNOWN)
    message = pb.ProviderRefund(
        refund_id=refund_id,
        payment_id=found.payment_id,
        status=pb.PROVIDER_REFUND_STATUS_SUCCEEDED,
        provider_refund_no=found.refund_no,
        amount=Money(minor_units=found.amount, currency_code=found.currency),
    )
    message.succeeded_time.FromDatetime(_moment(found.succeeded))
    return message


def notice_answers() -> pb.VerifyNoticeResponse:
    """Return an answer with nothing but what to say to the sender.

    Whoever cannot show that he is the provider is told so, as a problem (RFC 9457): it is no
    fault of ours, and the provider sends again what was not taken, whatever the status.
    """
    headers = {"content-type": "application/json"}
    refused = {"type": "about:blank", "status": 401, "title": "NOTICE_REFUSED", "code": "FAIL"}
    return pb.VerifyNoticeResponse(
        success_answer=HttpAnswer(status=200, headers=headers, body=b'{"code":"SUCCESS"}'),
        failure_answer=HttpAnswer(
            status=401,
            headers={"content-type": "application/problem+json"},
            body=msgspec.json.encode(refused),
        ),
    )


def verified(body: bytes) -> pb.VerifiedNotice:
    """Return what a genuine notice says. Raise BadRequest when it cannot be read."""
    try:
        notice = _decode(body)
    except msgspec.DecodeError as wrong:
        raise BadRequest("NOTICE_UNREADABLE", str(wrong)) from None
    resource = notice.resource
    message = pb.VerifiedNotice(
        event_id=notice.id,
        kind=_KINDS.get(notice.event_type, pb.PROVIDER_NOTICE_KIND_OTHER),
        payment_id=resource.payment_id,
        merchant_id=resource.merchant_id,
        refund_id=resource.refund_id,
        provider_trade_no=resource.trade_no,
        amount=Money(
            minor_units=resource.amount.minor_units,
            currency_code=resource.amount.currency_code,
        ),
    )
    message.occurred_time.FromDatetime(_moment(resource.occurred_at))
    return message


def bill_entry(item: Trade | Refund) -> pb.BillEntry:
    """Return one line of the bill."""
    if isinstance(item, Trade):
        entry = pb.BillEntry(
            provider_trade_no=item.trade_no,
            payment_id=item.payment_id,
            amount=Money(minor_units=item.paid_amount, currency_code=item.currency),
        )
        entry.occurred_time.FromDatetime(_moment(item.paid))
        return entry
    entry = pb.BillEntry(
        provider_trade_no=item.refund_no,
        payment_id=item.payment_id,
        refund_id=item.refund_id,
        amount=Money(minor_units=-item.amount, currency_code=item.currency),
    )
    entry.occurred_time.FromDatetime(_moment(item.succeeded))
    return entry


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
