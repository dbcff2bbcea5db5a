"""PaymentProviderService: thin, over the accounts' trades, refunds, notices and bills."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC
from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2_grpc
from zhongtai_plugin import BadRequest, PluginFault, RateLimited, Rejected, RetryLater
from zhongtai_plugin.accounts import NoAccount

from plugins.payment_wechat import bill, mapping, model
from plugins.payment_wechat.trades import NewTrade, Trades
from plugins.payment_wechat.wechat import Wechat

_TRADE_NO = re.compile(r"[A-Za-z0-9_-]{6,32}")
_REFUND_NO = re.compile(r"[A-Za-z0-9_-]{1,64}")
BILL_PART = 1000


class WechatServicer(payment_provider_pb2_grpc.PaymentProviderServiceServicer):
    """Answers the platform."""

    def __init__(self, wechat: Wechat) -> None:
        self._wechat = wechat

    async def CreatePayment(
        self, request: pb.CreatePaymentRequest, context: Any
    ) -> pb.CreatePaymentResponse:
        """Open a trade that the customer pays in the mini-program."""
        _check_id("payment_id", request.payment_id, _TRADE_NO)
        _check_amount(request.amount)
        _check_url(request.notify_url)
        if not request.HasField("expire_time"):
            raise BadRequest("EXPIRE_TIME_MISSING", "expire_time is required")
        if not request.payer_subject:
            raise Rejected("PAYER_MISSING", "WeChat must be told who pays: an openid of the app.")
        new = NewTrade(
            request.payment_id,
            request.amount.minor_units,
            request.subject,
            request.expire_time.ToDatetime(UTC),
            request.notify_url,
            request.payer_subject,
        )
        parameters = await self._wechat.trades_of(request.merchant_id).prepare(new)
        # WeChat gives its own number only with the money.
        return pb.CreatePaymentResponse(
            provider_trade_no=request.payment_id, client_parameters=parameters
        )

    async def QueryPayment(
        self, request: pb.QueryPaymentRequest, context: Any
    ) -> pb.QueryPaymentResponse:
        """Look a trade up."""
        return pb.QueryPaymentResponse(payment=await self._payment(request, Trades.query))

    async def ClosePayment(
        self, request: pb.ClosePaymentRequest, context: Any
    ) -> pb.ClosePaymentResponse:
        """Make a trade unpayable."""
        return pb.ClosePaymentResponse(payment=await self._payment(request, Trades.close))

    async def _payment(
        self,
        request: pb.QueryPaymentRequest | pb.ClosePaymentRequest,
        ask: Callable[[Trades, str], Awaitable[pb.ProviderPayment]],
    ) -> pb.ProviderPayment:
        """Return how a trade stands; UNKNOWN, too, where the chain never had an account."""
        _check_id("payment_id", request.payment_id, _TRADE_NO)
        try:
            trades = self._wechat.trades_of(request.merchant_id)
        except NoAccount:
            return mapping.unknown_payment(request.payment_id)
        return await ask(trades, request.payment_id)

    async def CreateRefund(
        self, request: pb.CreateRefundRequest, context: Any
    ) -> pb.CreateRefundResponse:
        """Give money back; the outcome comes as a notice, or on asking."""
        _check_id("refund_id", request.refund_id, _REFUND_NO)
        _check_id("payment_id", request.payment_id, _TRADE_NO)
        _check_amount(request.amount)
        _check_url(request.notify_url)
        refunds = self._wechat.refunds_of(request.merchant_id)
        return pb.CreateRefundResponse(refund=await refunds.create(request))

    async def QueryRefund(
        self, request: pb.QueryRefundRequest, context: Any
    ) -> pb.QueryRefundResponse:
        """Look a refund up."""
        _check_id("refund_id", request.refund_id, _REFUND_NO)
        try:
            refunds = self._wechat.refunds_of(request.merchant_id)
        except NoAccount:
            return pb.QueryRefundResponse(refund=mapping.unknown_refund(request.refund_id))
        return pb.QueryRefundResponse(refund=await refunds.query(request.refund_id))

    async def VerifyNotice(
        self, request: pb.VerifyNoticeRequest, context: Any
    ) -> pb.VerifyNoticeResponse:
        """Check a notice; one that cannot be checked now fails, so that WeChat repeats it."""
        answer = mapping.notice_answers()
        try:
            notice = await self._wechat.notices.verified(request.headers, request.body)
        except (RateLimited, RetryLater):
            raise
        except PluginFault as fault:
            answer.error.CopyFrom(fault.as_message())
        else:
            answer.notice.CopyFrom(notice)
        return answer

    async def DownloadBill(
        self, request: pb.DownloadBillRequest, context: Any
    ) -> AsyncIterator[pb.DownloadBillResponse]:
        """The bill of a day in Beijing; of all chains that have an account, one after another."""
        if request.kind not in bill.PATHS:
            raise Rejected("BILL_KIND_UNKNOWN", "WeChat has no such bill.")
        try:
            day = bill.day_of(request.bill_date, self._wechat.today())
        except ValueError:
            raise BadRequest("BILL_DATE_INVALID", "bill_date must be yyyy-mm-dd") from None
        part = bill.first_part(day)
        trouble: PluginFault | None = None
        for merchant_id in [request.merchant_id] if request.merchant_id else self._wechat.merchants:
            try:
                async for entry in bill.entries_of(
                    self._wechat.client_of(merchant_id), request.kind, day
                ):
                    if not request.merchant_id:
                        entry.merchant_id = merchant_id
                    part.entries.append(entry)
                    if len(part.entries) == BILL_PART:
                        yield part
                        part = pb.DownloadBillResponse()
            except PluginFault as fault:
                # The others' bills come all the same; that this one is missing is said at the end.
                trouble = trouble or fault
        yield part
        if trouble is not None:
            raise trouble


def _check_id(name: str, value: str, form: re.Pattern[str]) -> None:
    if not form.fullmatch(value):
        raise BadRequest("ID_INVALID", f"{name} must be one that WeChat takes: {form.pattern}")


def _check_amount(amount: Money) -> None:
    if amount.minor_units <= 0:
        raise BadRequest("AMOUNT_INVALID", "amount must be more than zero")
    if amount.currency_code != model.CURRENCY:
        raise Rejected("CURRENCY_NOT_TAKEN", "WeChat Pay takes CNY here.")


def _check_url(value: str) -> None:
    if not value.startswith(("http://", "https://")) or "?" in value:
        raise BadRequest("URL_INVALID", "notify_url must be an absolute address without a query")
