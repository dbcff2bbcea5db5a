"""Between WeChat Pay's words and the contract's messages.

States that no document has are kept: an unknown one of a trade counts as open, of a refund as
under way, so that both are asked about again; `unknown_state` names them for the log and Probe.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer

from plugins.payment_wechat import model

_PAYMENTS = {
    "NOTPAY": pb.PROVIDER_PAYMENT_STATUS_PENDING,
    "USERPAYING": pb.PROVIDER_PAYMENT_STATUS_PENDING,
    "ACCEPT": pb.PROVIDER_PAYMENT_STATUS_PENDING,
    "SUCCESS": pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED,
    "REFUND": pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED,
    "CLOSED": pb.PROVIDER_PAYMENT_STATUS_CLOSED,
    "REVOKED": pb.PROVIDER_PAYMENT_STATUS_CLOSED,
    "PAYERROR": pb.PROVIDER_PAYMENT_STATUS_PENDING,
}
UNPAID = frozenset({"NOTPAY", "PAYERROR", "CLOSED", "REVOKED"})
"""States of a trade that nobody has paid."""

_REFUNDS = {
    "PROCESSING": pb.PROVIDER_REFUND_STATUS_PROCESSING,
    "SUCCESS": pb.PROVIDER_REFUND_STATUS_SUCCEEDED,
    "CLOSED": pb.PROVIDER_REFUND_STATUS_FAILED,
    "ABNORMAL": pb.PROVIDER_REFUND_STATUS_FAILED,
}
_FAILURES = {
    "ABNORMAL": "ABNORMAL: the customer's card takes no money; send it another way at WeChat's "
    "merchant platform.",
    "CLOSED": "CLOSED: WeChat has closed the refund; ask for it again.",
}
NOTICES = {
    "TRANSACTION.SUCCESS": pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED,
    "REFUND.SUCCESS": pb.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED,
    "REFUND.ABNORMAL": pb.PROVIDER_NOTICE_KIND_REFUND_FAILED,
    "REFUND.CLOSED": pb.PROVIDER_NOTICE_KIND_REFUND_FAILED,
}


def unknown_state(state: str, *, of_refund: bool = False) -> bool:
    """Return whether a state stands in no document."""
    return state not in (_REFUNDS if of_refund else _PAYMENTS)


def unknown_payment(payment_id: str) -> pb.ProviderPayment:
    """Return a payment that WeChat never saw."""
    return pb.ProviderPayment(payment_id=payment_id, status=pb.PROVIDER_PAYMENT_STATUS_UNKNOWN)


def closed_payment(payment_id: str) -> pb.ProviderPayment:
    """Return a payment that is closed."""
    return pb.ProviderPayment(
        payment_id=payment_id,
        status=pb.PROVIDER_PAYMENT_STATUS_CLOSED,
        provider_trade_no=payment_id,
    )


def payment(trade: model.Trade) -> pb.ProviderPayment:
    """Return a trade as the platform sees it."""
    status = _PAYMENTS.get(trade.trade_state, pb.PROVIDER_PAYMENT_STATUS_PENDING)
    message = pb.ProviderPayment(
        payment_id=trade.out_trade_no,
        status=status,
        provider_trade_no=trade.transaction_id or trade.out_trade_no,
    )
    if status == pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED and trade.amount is not None:
        message.paid_amount.CopyFrom(money(trade.amount.total, trade.amount.currency))
        if paid := moment(trade.success_time):
            message.paid_time.CopyFrom(paid)
    return message


def unknown_refund(refund_id: str) -> pb.ProviderRefund:
    """Return a refund that WeChat never saw."""
    return pb.ProviderRefund(refund_id=refund_id, status=pb.PROVIDER_REFUND_STATUS_UNKNOWN)


def refund(found: model.Refund) -> pb.ProviderRefund:
    """Return a refund as the platform sees it."""
    status = _REFUNDS.get(found.status, pb.PROVIDER_REFUND_STATUS_PROCESSING)
    message = pb.ProviderRefund(
        refund_id=found.out_refund_no,
        payment_id=found.out_trade_no,
        status=status,
        provider_refund_no=found.refund_id,
        failure=_FAILURES.get(found.status, ""),
    )
    if found.amount is not None:
        message.amount.CopyFrom(money(found.amount.refund, found.amount.currency))
    succeeded = moment(found.success_time)
    if status == pb.PROVIDER_REFUND_STATUS_SUCCEEDED and succeeded:
        message.succeeded_time.CopyFrom(succeeded)
    return message


def payment_notice(event_id: str, merchant_id: str, trade: model.Trade) -> pb.VerifiedNotice:
    """Return a notice about a trade."""
    notice = pb.VerifiedNotice(
        event_id=event_id,
        payment_id=trade.out_trade_no,
        merchant_id=merchant_id,
        provider_trade_no=trade.transaction_id,
        occurred_time=moment(trade.success_time),
    )
    if trade.amount is not None:
        notice.amount.CopyFrom(money(trade.amount.total, trade.amount.currency))
    return notice


def refund_notice(event_id: str, merchant_id: str, news: model.RefundNews) -> pb.VerifiedNotice:
    """Return a notice about a refund."""
    notice = pb.VerifiedNotice(
        event_id=event_id,
        payment_id=news.out_trade_no,
        merchant_id=merchant_id,
        refund_id=news.out_refund_no,
        provider_trade_no=news.refund_id,
        occurred_time=moment(news.success_time),
    )
    if news.amount is not None:
        notice.amount.CopyFrom(money(news.amount.refund, news.amount.currency))
    return notice


def notice_answers() -> pb.VerifyNoticeResponse:
    """Return an answer with nothing but what to say to the sender.

    WeChat takes any 2xx for taken and repeats what was answered otherwise; to who cannot show
    that he is WeChat, it is a problem (RFC 9457) whose fault is not ours.
    """
    refused = {"type": "about:blank", "status": 401, "title": "NOTICE_REFUSED", "code": "FAIL"}
    return pb.VerifyNoticeResponse(
        success_answer=HttpAnswer(
            status=200, headers={"content-type": "application/json"}, body=b'{"code":"SUCCESS"}'
        ),
        failure_answer=HttpAnswer(
            status=401,
            headers={"content-type": "application/problem+json"},
            body=msgspec.json.encode(refused),
        ),
    )


def money(amount: int, currency: str) -> Money:
    """Return fen as money."""
    return Money(minor_units=amount, currency_code=currency or model.CURRENCY)


def moment(text: str) -> Timestamp | None:
    """Return a time of RFC 3339; None for none, and for what is no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(found)
    return stamp
