"""A payment provider in memory, scripted by tests; the center reaches it like a plug-in."""

import itertools
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from zhongtai.common.v1 import money_pb2
from zhongtai.plugin.v1 import http_answer_pb2, plugin_pb2
from zhongtai.plugin.v1 import payment_provider_pb2 as pb

from mesh.plugins.faults import PluginConflict, PluginRejected
from mesh.pure.errors import PluginUnavailable

PAID = pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED
_events = itertools.count(1)
Fault = str | Exception | Callable[[], Awaitable[object]]


@dataclass
class Trade:
    """A payment as the provider has it."""

    amount: money_pb2.Money
    status: int = pb.PROVIDER_PAYMENT_STATUS_PENDING
    paid: money_pb2.Money | None = None
    refunds: dict[str, int] = field(default_factory=dict)


class ScriptedPlugins:
    """A plug-in host with two payment providers."""

    def __init__(self) -> None:
        self.sandbox = ScriptedProvider("payment_sandbox")
        self.other = ScriptedProvider("payment_other")

    def of_kind(self, kind: str) -> list["ScriptedProvider"]:
        return [self.other, self.sandbox] if kind == "payment" else []


class ScriptedProvider:
    """A plug-in's handle and its back office in one.

    `faults[method]` holds what the next calls do: "before" loses the request, "after" the
    answer, an exception is raised, and a function runs while the answer is on its way.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.trades: dict[str, Trade] = {}
        self.paid_time: datetime | None = None
        self.refund_status = pb.PROVIDER_REFUND_STATUS_SUCCEEDED
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.claims: set[int] = set()
        self.calls: list[str] = []
        self.payers: list[str] = []
        self.bill: list[pb.DownloadBillResponse] = []
        self.asked_for: list[pb.DownloadBillRequest] = []
        self.is_usable = True

    def can(self, capability: int) -> bool:
        return capability in self.claims

    def stub(self, _: object) -> "ScriptedProvider":
        return self

    async def call(self, method, request, *, timeout, repeatable=False):
        self.calls.append(method.__name__)
        planned = self.faults[method.__name__]
        fault = planned.popleft() if planned else None
        if isinstance(fault, Exception):
            raise fault
        if fault == "before":
            raise PluginUnavailable(plugin=self.name)
        answer = method(request)
        if callable(fault):
            await fault()
        if fault == "after":
            raise PluginUnavailable(plugin=self.name)
        return answer

    async def stream(self, method, request):
        """Give the parts of the bill, and what `faults` plans behind the first of them."""
        self.asked_for.append(request)
        planned = self.faults[method.__name__]
        fault = planned.popleft() if planned else None
        for number, part in enumerate(self.bill):
            yield part
            if number == 0 and callable(fault):
                await fault()
        if isinstance(fault, Exception):
            raise fault

    def DownloadBill(self, _request):
        """Named by the stub; `stream` answers."""

    def pay(self, payment_id: str, amount: int | None = None, currency: str = "CNY") -> None:
        """The customer pays at the provider."""
        trade = self.trades[payment_id]
        paid = trade.amount.minor_units if amount is None else amount
        trade.status = PAID
        trade.paid = money_pb2.Money(minor_units=paid, currency_code=currency)

    def notice(self, payment_id: str, event_id: str = "", **fields) -> bytes:
        """The body of a notice about a payment."""
        trade = self.trades.get(payment_id)
        message = pb.VerifiedNotice(
            event_id=event_id or f"event-{next(_events)}",
            kind=pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED,
            payment_id=payment_id,
            provider_trade_no=f"T-{payment_id}",
            amount=trade.paid if trade else None,
        )
        message.MergeFrom(pb.VerifiedNotice(**fields))
        return message.SerializeToString()

    def CreatePayment(self, request):
        self.payers.append(request.payer_subject)
        trade = self.trades.setdefault(request.payment_id, Trade(request.amount))
        if trade.amount != request.amount:
            raise PluginConflict(plugin=self.name, code="AMOUNT")
        return pb.CreatePaymentResponse(
            provider_trade_no=f"T-{request.payment_id}",
            client_parameters={"ticket": f"ticket of {request.payment_id}"},
            pay_url="https://cashier.example/pay",
        )

    def QueryPayment(self, request):
        return pb.QueryPaymentResponse(payment=self._word(request.payment_id))

    def ClosePayment(self, request):
        trade = self.trades.get(request.payment_id)
        if trade and trade.status == pb.PROVIDER_PAYMENT_STATUS_PENDING:
            trade.status = pb.PROVIDER_PAYMENT_STATUS_CLOSED
        return pb.ClosePaymentResponse(payment=self._word(request.payment_id))

    def CreateRefund(self, request):
        trade = self.trades[request.payment_id]
        known = sum(amount for key, amount in trade.refunds.items() if key != request.refund_id)
        if trade.paid is None or known + request.amount.minor_units > trade.paid.minor_units:
            raise PluginRejected(plugin=self.name, code="REFUND_EXCEEDS_PAYMENT")
        trade.refunds[request.refund_id] = request.amount.minor_units
        return pb.CreateRefundResponse(refund=self._refund(request.refund_id))

    def QueryRefund(self, request):
        return pb.QueryRefundResponse(refund=self._refund(request.refund_id))

    def VerifyNotice(self, request):
        answer = pb.VerifyNoticeResponse(
            success_answer=http_answer_pb2.HttpAnswer(status=200, body=b"SUCCESS"),
            failure_answer=http_answer_pb2.HttpAnswer(status=401, body=b"FAIL"),
        )
        if request.headers.get("signature") == "good":
            answer.notice.ParseFromString(request.body)
        else:
            auth = plugin_pb2.ERROR_CLASS_AUTH
            answer.error.CopyFrom(plugin_pb2.PluginError(error_class=auth, code="BAD_SIGNATURE"))
        return answer

    def _word(self, payment_id: str) -> pb.ProviderPayment:
        trade = self.trades.get(payment_id)
        if trade is None:
            status = pb.PROVIDER_PAYMENT_STATUS_UNKNOWN
            return pb.ProviderPayment(payment_id=payment_id, status=status)
        told = pb.ProviderPayment(
            payment_id=payment_id,
            status=trade.status,
            provider_trade_no=f"T-{payment_id}",
            paid_amount=trade.paid,
        )
        if self.paid_time is not None:
            told.paid_time.FromDatetime(self.paid_time)
        return told

    def _refund(self, refund_id: str) -> pb.ProviderRefund:
        known = any(refund_id in trade.refunds for trade in self.trades.values())
        status = self.refund_status if known else pb.PROVIDER_REFUND_STATUS_UNKNOWN
        number = f"R-{refund_id}" if known else ""
        return pb.ProviderRefund(refund_id=refund_id, status=status, provider_refund_no=number)
