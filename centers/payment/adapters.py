"""The payment providers, behind their plug-ins: the only file that calls them.

The ids of our payments and refunds are the keys at the provider, so every call here may be
repeated: money moves once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub

from centers.payment.errors import ProviderUnknown
from centers.payment.model import Payment, Refund, Report
from centers.payment.model_kinds import RefundStatus, ReportKind
from mesh.call.wire import moment, money
from mesh.plugins.callbacks import HttpReply, http_reply
from mesh.plugins.client import PluginClients, Plugins
from mesh.plugins.faults import PluginBadRequest, PluginConflict, PluginRejected
from mesh.pure.errors import PluginUnavailable

KIND = "payment"
CALL_SECONDS = 5.0

_NOTICES = {
    pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED: ReportKind.PAID,
    pb.PROVIDER_NOTICE_KIND_PAYMENT_CLOSED: ReportKind.CLOSED,
    pb.PROVIDER_NOTICE_KIND_REFUND_SUCCEEDED: ReportKind.REFUND_SUCCEEDED,
    pb.PROVIDER_NOTICE_KIND_REFUND_FAILED: ReportKind.REFUND_FAILED,
}
_PAYMENTS = {
    pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED: ReportKind.PAID,
    pb.PROVIDER_PAYMENT_STATUS_CLOSED: ReportKind.CLOSED,
}
_REFUNDS = {
    pb.PROVIDER_REFUND_STATUS_PROCESSING: RefundStatus.SUBMITTED,
    pb.PROVIDER_REFUND_STATUS_SUCCEEDED: RefundStatus.SUCCEEDED,
    pb.PROVIDER_REFUND_STATUS_FAILED: RefundStatus.FAILED,
}
# The provider has understood and says no; asking again changes nothing.
_FINAL = (PluginRejected, PluginBadRequest)


@dataclass(frozen=True, slots=True)
class Started:
    """How the customer pays; `refusal` is why the provider does not want the payment."""

    trade_id: str = ""
    client_parameters: Mapping[str, str] | None = None
    pay_url: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class RefundWord:
    """What the provider says about a refund; `status` None when it never saw it."""

    status: RefundStatus | None
    provider_refund_id: str = ""
    failure: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """A notice, or None when it is not genuine, and the answers to it."""

    report: Report | None
    success: HttpReply
    failure: HttpReply
    why_not: str = ""


class Providers:
    """All payment providers that are installed, by name without "payment_"."""

    def __init__(self, plugins: Plugins, notify_base: str) -> None:
        """`notify_base` is the address below which providers call us back."""
        self._plugins = PluginClients(
            plugins,
            KIND,
            PaymentProviderServiceStub,
            lambda name: ProviderUnknown(provider=name),
            timeout=CALL_SECONDS,
        )
        self._notify_base = notify_base.rstrip("/")

    def name_of(self, provider: str) -> str:
        """The provider's name as payments carry it. Raises ProviderUnknown."""
        return self._plugins.name_of(provider)

    async def start(self, payment: Payment) -> Started:
        """Open a payment. Raises PluginUnavailable when the provider can't be reached."""
        request = pb.CreatePaymentRequest(
            payment_id=payment.payment_id,
            merchant_id=payment.merchant_id,
            amount=money(payment.amount, payment.currency),
            subject=payment.subject,
            notify_url=self._notify_url(payment.provider),
            payer_subject=payment.payer_subject,
            order_id=payment.order_id,
        )
        request.expire_time.FromDatetime(payment.expires_at)
        plugin = self._plugins.named(payment.provider)
        try:
            answer = await plugin.call(plugin.stub.CreatePayment, request)
        except (*_FINAL, PluginConflict) as refusal:
            return Started(refusal=refusal.message)
        return Started(answer.provider_trade_no, dict(answer.client_parameters), answer.pay_url)

    async def query(self, payment: Payment) -> Report | None:
        """What the provider says about a payment; None when it may still be paid.

        A payment that the provider never saw is None, too: it may still be started.
        """
        request = pb.QueryPaymentRequest(payment_id=payment.payment_id)
        plugin = self._plugins.named(payment.provider)
        answer = await plugin.call(plugin.stub.QueryPayment, request)
        return _report_of_payment(payment, answer.payment)

    async def close(self, payment: Payment, reason: str) -> Report:
        """Make a payment unpayable: CLOSED, or PAID when the customer was faster.

        Where the provider can't close, it is closed with us: money that comes all the same
        is refunded.
        """
        request = pb.ClosePaymentRequest(payment_id=payment.payment_id)
        plugin = self._plugins.named(payment.provider)
        try:
            answer = await plugin.call(plugin.stub.ClosePayment, request)
        except _FINAL:
            report = await self.query(payment)
        else:
            report = _report_of_payment(payment, answer.payment)
            if answer.payment.status == pb.PROVIDER_PAYMENT_STATUS_PENDING:
                raise PluginUnavailable("It is not closed yet.", plugin=payment.provider)
        if report is not None and report.kind is ReportKind.PAID:
            return report
        return Report(ReportKind.CLOSED, payment.provider, payment.payment_id, failure=reason)

    async def refund(self, refund: Refund) -> RefundWord:
        """Ask for a refund. One that was asked for before is looked up first."""
        if refund.attempts > 1:
            word = await self._query_refund(refund)
            if word.status is not None:
                return word
        request = pb.CreateRefundRequest(
            refund_id=refund.refund_id,
            payment_id=refund.payment_id,
            amount=money(refund.amount, refund.currency),
            reason=refund.reason[:80],
            notify_url=self._notify_url(refund.provider),
        )
        plugin = self._plugins.named(refund.provider)
        try:
            answer = await plugin.call(plugin.stub.CreateRefund, request)
        except PluginConflict as conflict:
            word = await self._query_refund(refund)
            return word if word.status else RefundWord(RefundStatus.FAILED, "", conflict.message)
        except _FINAL as refusal:
            return RefundWord(RefundStatus.FAILED, "", refusal.message)
        return _word_of(answer.refund)

    async def verify(self, provider: str, headers: Mapping[str, str], body: bytes) -> Verified:
        """Check a notice. Raises PluginUnavailable when that is not possible now."""
        request = pb.VerifyNoticeRequest(headers=dict(headers), body=body)
        plugin = self._plugins.named(provider)
        answer = await plugin.call(plugin.stub.VerifyNotice, request)
        success, failure = http_reply(answer.success_answer), http_reply(answer.failure_answer)
        if answer.WhichOneof("result") != "notice":
            return Verified(None, success, failure, answer.error.code or "UNREADABLE")
        return Verified(_report_of_notice(provider, answer.notice), success, failure)

    async def _query_refund(self, refund: Refund) -> RefundWord:
        request = pb.QueryRefundRequest(refund_id=refund.refund_id)
        plugin = self._plugins.named(refund.provider)
        answer = await plugin.call(plugin.stub.QueryRefund, request)
        return _word_of(answer.refund)

    def _notify_url(self, provider: str) -> str:
        return f"{self._notify_base}/notices/payment/{provider}"


def _report_of_payment(payment: Payment, word: pb.ProviderPayment) -> Report | None:
    kind = _PAYMENTS.get(word.status)
    if kind is None:
        return None
    told = word.HasField("paid_amount")
    return Report(
        kind,
        payment.provider,
        payment.payment_id,
        trade_id=word.provider_trade_no,
        amount=word.paid_amount.minor_units if told else None,
        currency=word.paid_amount.currency_code,
        merchant_id=payment.merchant_id,
        occurred_at=moment(word, "paid_time"),
    )


def _report_of_notice(provider: str, notice: pb.VerifiedNotice) -> Report:
    told = notice.HasField("amount")
    return Report(
        _NOTICES.get(notice.kind, ReportKind.OTHER),
        provider,
        notice.payment_id,
        event_id=notice.event_id,
        refund_id=notice.refund_id,
        trade_id=notice.provider_trade_no,
        amount=notice.amount.minor_units if told else None,
        currency=notice.amount.currency_code,
        merchant_id=notice.merchant_id,
        occurred_at=moment(notice, "occurred_time"),
    )


def _word_of(refund: pb.ProviderRefund) -> RefundWord:
    status = _REFUNDS.get(refund.status)
    at = moment(refund, "succeeded_time")
    return RefundWord(status, refund.provider_refund_no, refund.failure, at)
