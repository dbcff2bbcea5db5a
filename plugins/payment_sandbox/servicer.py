"""PaymentProviderService: the adapter to the sandbox provider."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2_grpc
from zhongtai_plugin import BadRequest, PluginFault, Rejected

from plugins.payment_sandbox import messages
from plugins.payment_sandbox.model import NewTrade
from plugins.payment_sandbox.sandbox import Sandbox

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
BILL_PART = 1000


class SandboxServicer(payment_provider_pb2_grpc.PaymentProviderServiceServicer):
    """Answers the platform."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def CreatePayment(
        self, request: pb.CreatePaymentRequest, context: Any
    ) -> pb.CreatePaymentResponse:
        """Open a trade."""
        await self._sandbox.answering()
        _check_id("payment_id", request.payment_id)
        _check_url("notify_url", request.notify_url)
        if request.amount.minor_units <= 0 or len(request.amount.currency_code) != 3:
            raise BadRequest("AMOUNT_INVALID", "amount must be more than zero, with a currency")
        if not request.HasField("expire_time"):
            raise BadRequest("EXPIRE_TIME_MISSING", "expire_time is required")
        new = NewTrade(
            request.payment_id,
            request.merchant_id,
            request.order_id,
            request.amount.minor_units,
            request.amount.currency_code,
            request.subject,
            request.expire_time.ToDatetime(UTC).timestamp(),
            request.notify_url,
        )
        trade = await self._sandbox.trades.create(new)
        return messages.created(trade, self._sandbox.public_url)

    async def QueryPayment(
        self, request: pb.QueryPaymentRequest, context: Any
    ) -> pb.QueryPaymentResponse:
        """Look a trade up."""
        await self._sandbox.answering()
        _check_id("payment_id", request.payment_id)
        trade = self._sandbox.trades.trade(request.payment_id)
        payment = messages.payment(request.payment_id, trade, time.time())
        return pb.QueryPaymentResponse(payment=payment)

    async def ClosePayment(
        self, request: pb.ClosePaymentRequest, context: Any
    ) -> pb.ClosePaymentResponse:
        """Make a trade unpayable."""
        await self._sandbox.answering()
        _check_id("payment_id", request.payment_id)
        trade = await self._sandbox.trades.close_trade(request.payment_id)
        payment = messages.payment(request.payment_id, trade, time.time())
        return pb.ClosePaymentResponse(payment=payment)

    async def CreateRefund(
        self, request: pb.CreateRefundRequest, context: Any
    ) -> pb.CreateRefundResponse:
        """Return money back; the outcome comes as a notice."""
        await self._sandbox.answering()
        _check_id("refund_id", request.refund_id)
        _check_id("payment_id", request.payment_id)
        _check_url("notify_url", request.notify_url)
        if request.amount.minor_units <= 0:
            raise BadRequest("AMOUNT_INVALID", "amount must be more than zero")
        faults = self._sandbox.courier.faults
        if faults.refuse_refunds and faults.touch(request.payment_id):
            raise Rejected("REFUND_REFUSED", "The account of the shop is frozen.")
        refund, notice = await self._sandbox.trades.refund(
            request.refund_id,
            request.payment_id,
            request.amount.minor_units,
            reason=request.reason,
            notify_url=request.notify_url,
        )
        if notice is not None:
            self._sandbox.courier.send(notice)
        message = messages.refund(request.refund_id, refund)
        if notice is not None:
            # As real providers do: taken now, the outcome in the notice or on asking.
            message.status = pb.PROVIDER_REFUND_STATUS_PROCESSING
            message.ClearField("succeeded_time")
        return pb.CreateRefundResponse(refund=message)

    async def QueryRefund(
        self, request: pb.QueryRefundRequest, context: Any
    ) -> pb.QueryRefundResponse:
        """Look a refund up."""
        await self._sandbox.answering()
        _check_id("refund_id", request.refund_id)
        found = self._sandbox.trades.refund_by_id(request.refund_id)
        return pb.QueryRefundResponse(refund=messages.refund(request.refund_id, found))

    async def VerifyNotice(
        self, request: pb.VerifyNoticeRequest, context: Any
    ) -> pb.VerifyNoticeResponse:
        """Check a notice."""
        answer = messages.notice_answers()
        try:
            self._sandbox.verifier.check(request.headers, request.body)
            answer.notice.CopyFrom(messages.verified(request.body))
        except PluginFault as fault:
            answer.error.CopyFrom(fault.as_message())
        return answer

    async def DownloadBill(
        self, request: pb.DownloadBillRequest, context: Any
    ) -> AsyncIterator[pb.DownloadBillResponse]:
        """The trades of a day (UTC)."""
        await self._sandbox.answering()
        try:
            day = datetime.strptime(request.bill_date, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            raise BadRequest("BILL_DATE_INVALID", "bill_date must be yyyy-mm-dd") from None
        end = day + timedelta(days=1)
        if end > datetime.now(UTC):
            raise Rejected("BILL_NOT_READY", "The day is not over.")
        part = pb.DownloadBillResponse()
        part.day_begin_time.FromDatetime(day)
        part.day_end_time.FromDatetime(end)
        for item in self._sandbox.trades.bill(
            day.timestamp(), end.timestamp(), request.merchant_id
        ):
            part.entries.append(messages.bill_entry(item))
            if len(part.entries) == BILL_PART:
                yield part
                part = pb.DownloadBillResponse()
        yield part


def _check_id(name: str, value: str) -> None:
    if not _ID.fullmatch(value):
        raise BadRequest("ID_INVALID", f"{name} must be 1 to 64 characters of A-Z a-z 0-9 _ . : -")


def _check_url(name: str, value: str) -> None:
    if not value.startswith(("http://", "https://")):
        raise BadRequest("URL_INVALID", f"{name} must be an absolute http or https address")
