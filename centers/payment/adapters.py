"""The payment providers, behind their plug-ins: the only file that calls them.

The ids of our payments and refunds are the keys at the provider, so every call here may be
repeated: money moves once.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub

from centers.payment.errors import ProviderUnknown
from centers.payment.model import Opened, Payment, Report, ReportKind
from centers.payment.reconciliation.model import BillPart, Item
from centers.payment.refunds.model import Refund, RefundReport, RefundStatus
from mesh.call.message_rule import check_message
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment
from mesh.plugins.callbacks import HttpReply, http_reply
from mesh.plugins.client import PluginClients, Plugins
from mesh.plugins.faults import PluginBadRequest, PluginConflict, PluginRejected
from mesh.pure.errors import InvalidRequest, PluginUnavailable
from mesh.pure.validation import Check

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


_new_payment = ToMessage(
    Payment,
    pb.CreatePaymentRequest,
    names={"expire_time": "expires_at"},
    currencies={"amount": "currency"},
    left=["notify_url"],
)
_new_refund = ToMessage(
    Refund,
    pb.CreateRefundRequest,
    currencies={"amount": "currency"},
    left=["reason", "notify_url"],
)
_opened = ToModel(pb.CreatePaymentResponse, Opened, names={"provider_trade_no": "trade_id"})
_payment_report = ToModel(
    pb.ProviderPayment,
    Report,
    names={"provider_trade_no": "trade_id", "paid_amount": "amount", "paid_time": "occurred_at"},
    currencies={"paid_amount": "currency"},
    left=["payment_id", "status", "refunded_amount"],
)
_notice_report = ToModel(
    pb.VerifiedNotice,
    Report,
    names={"provider_trade_no": "trade_id", "occurred_time": "occurred_at"},
    currencies={"amount": "currency"},
    left=["kind"],
)
_refund_report = ToModel(
    pb.ProviderRefund,
    RefundReport,
    names={"provider_refund_no": "provider_refund_id", "succeeded_time": "occurred_at"},
    left=["refund_id", "payment_id", "status", "amount"],
)


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
        """Return the provider's name as payments carry it. Raise ProviderUnknown."""
        return self._plugins.name_of(provider)

    def needs_payer(self, provider: str) -> bool:
        """Return whether the provider must be told who pays. Raise ProviderUnknown."""
        return self._plugins.named(provider).can(plugin_pb2.CAPABILITY_PAYMENT_PAYER)

    async def start(self, payment: Payment) -> Opened | Report:
        """Open a payment; return a report of kind REFUSED when the provider does not want it.

        One that the provider refuses now and has closed or been paid before is reported as that.
        Raise PluginUnavailable when the provider cannot be reached, and when it says no to a
        payment that it has open.
        """
        request = _new_payment(payment, notify_url=self._notify_url(payment.provider))
        plugin = self._plugins.named(payment.provider)
        try:
            answer = await plugin.call(plugin.stub.CreatePayment, request)
        except (*_FINAL, PluginConflict) as refusal:
            return await self._refused(payment, refusal.message)
        return _opened(answer, payment_id=payment.payment_id)

    async def query(self, payment: Payment) -> Report | None:
        """Return the provider's report about a payment; None when it may still be paid.

        A payment that the provider never saw may still be started: None, too.
        """
        return _report_of_payment(payment, await self._looked_up(payment))

    async def close(self, payment: Payment, reason: str) -> Report:
        """Make a payment unpayable: CLOSED, or PAID when the customer was faster.

        Where the provider cannot close, it is closed with us: money that comes all the same
        is refunded.
        """
        request = pb.ClosePaymentRequest(
            payment_id=payment.payment_id, merchant_id=payment.merchant_id
        )
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

    async def refund(self, refund: Refund) -> RefundReport:
        """Ask for a refund; one that was asked for before is looked up first."""
        if refund.attempts > 1:
            report = await self.query_refund(refund)
            if report.status is not None:
                return report
        request = _new_refund(
            refund, reason=refund.reason[:80], notify_url=self._notify_url(refund.provider)
        )
        plugin = self._plugins.named(refund.provider)
        try:
            answer = await plugin.call(plugin.stub.CreateRefund, request)
        except (*_FINAL, PluginConflict) as refusal:
            # It may have been taken before, by a call whose answer was lost.
            report = await self.query_refund(refund)
            if report.status is not None:
                return report
            return RefundReport(RefundStatus.FAILED, failure=refusal.message)
        return _report_of_refund(answer.refund)

    async def query_refund(self, refund: Refund) -> RefundReport:
        """Return how a refund stands at the provider; its status is None where it never saw it."""
        request = pb.QueryRefundRequest(refund_id=refund.refund_id, merchant_id=refund.merchant_id)
        plugin = self._plugins.named(refund.provider)
        answer = await plugin.call(plugin.stub.QueryRefund, request)
        return _report_of_refund(answer.refund)

    def with_bills(self) -> list[str]:
        """Return the providers whose bills can be compared, as far as that is known now."""
        return [
            name
            for name in self._plugins.names()
            if self._plugins.named(name).can(plugin_pb2.CAPABILITY_PAYMENT_BILL)
        ]

    def gives_bills(self, provider: str) -> bool:
        """Return whether a provider has bills. Raise ProviderUnknown, PluginUnavailable."""
        return self._plugins.named(provider).surely_can(plugin_pb2.CAPABILITY_PAYMENT_BILL)

    async def bill(self, provider: str, merchant_id: str, day: date) -> AsyncIterator[BillPart]:
        """Yield a day's bill of a chain in parts. Raise PluginRejected where there is none yet."""
        request = pb.DownloadBillRequest(bill_date=day.isoformat(), merchant_id=merchant_id)
        plugin = self._plugins.named(provider)
        lines = itertools.count(1)
        async for part in plugin.stream(plugin.stub.DownloadBill, request):
            yield BillPart(
                [_billed(entry, next(lines)) for entry in part.entries],
                moment(part, "day_begin_time"),
                moment(part, "day_end_time"),
            )

    async def verify(self, provider: str, headers: Mapping[str, str], body: bytes) -> Verified:
        """Check a notice. Raise PluginUnavailable when that is not possible now."""
        request = pb.VerifyNoticeRequest(headers=dict(headers), body=body)
        plugin = self._plugins.named(provider)
        answer = await plugin.call(plugin.stub.VerifyNotice, request)
        success, failure = http_reply(answer.success_answer), http_reply(answer.failure_answer)
        if answer.WhichOneof("result") != "notice":
            return Verified(None, success, failure, answer.error.code or "UNREADABLE")
        return Verified(_report_of_notice(provider, answer.notice), success, failure)

    async def _refused(self, payment: Payment, why: str) -> Report:
        """Report a refused payment as what it is at the provider, which may have been asked before.

        An answer may have been lost, and a refusal is for good only where no money can come.
        """
        answer = await self._looked_up(payment)
        report = _report_of_payment(payment, answer)
        if report is not None:
            return report
        if answer.status != pb.PROVIDER_PAYMENT_STATUS_UNKNOWN:
            raise PluginUnavailable("The provider has it open.", plugin=payment.provider)
        return Report(ReportKind.REFUSED, payment.provider, payment.payment_id, failure=why)

    async def _looked_up(self, payment: Payment) -> pb.ProviderPayment:
        request = pb.QueryPaymentRequest(
            payment_id=payment.payment_id, merchant_id=payment.merchant_id
        )
        plugin = self._plugins.named(payment.provider)
        answer = await plugin.call(plugin.stub.QueryPayment, request)
        return answer.payment

    def _notify_url(self, provider: str) -> str:
        return f"{self._notify_base}/notices/payment/{provider}"


def _report_of_payment(payment: Payment, answer: pb.ProviderPayment) -> Report | None:
    kind = _PAYMENTS.get(answer.status)
    if kind is None:
        return None
    return _payment_report(
        answer,
        kind=kind,
        provider=payment.provider,
        payment_id=payment.payment_id,
        merchant_id=payment.merchant_id,
    )


def _report_of_notice(provider: str, notice: pb.VerifiedNotice) -> Report:
    kind = _NOTICES.get(notice.kind, ReportKind.OTHER)
    return _notice_report(notice, kind=kind, provider=provider)


def _report_of_refund(refund: pb.ProviderRefund) -> RefundReport:
    return _refund_report(refund, status=_REFUNDS.get(refund.status))


def _billed(entry: pb.BillEntry, line: int) -> Item:
    """Return a line of a bill; one that cannot be kept is there with its place."""
    amount = abs(entry.amount.minor_units)
    try:
        check_message(entry)
        check = Check()
        check.amount("amount.minor_units", amount)
        check.raise_if_any()
    except InvalidRequest:
        return Item("", "", 0, "", note=f"LINE {line} CANNOT BE READ")
    return Item(
        payment_id=entry.payment_id,
        refund_id=entry.refund_id,
        amount=amount,
        currency=entry.amount.currency_code,
        trade_id=entry.provider_trade_no,
        note=entry.provider_word,
    )
