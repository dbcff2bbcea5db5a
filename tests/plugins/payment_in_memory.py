"""A payment plug-in that keeps the contract, and breaks one promise of it when told to."""

import asyncio
import hashlib
import hmac
import json
import secrets

import httpx
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import payment_provider_pb2_grpc, plugin_pb2
from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer
from zhongtai_plugin import AuthRefused, BadRequest, Conflict, PluginInfo, Rejected

CAPABILITIES = (
    plugin_pb2.CAPABILITY_PAYMENT_CLOSE,
    plugin_pb2.CAPABILITY_PAYMENT_REFUND,
    plugin_pb2.CAPABILITY_PAYMENT_BILL,
    plugin_pb2.CAPABILITY_PAYMENT_PAYER,
)
INFO = PluginInfo("payment_in_memory", "1", "A provider to break.", CAPABILITIES)
OPEN, CLOSED = pb.PROVIDER_PAYMENT_STATUS_PENDING, pb.PROVIDER_PAYMENT_STATUS_CLOSED
PAID, UNKNOWN = pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED, pb.PROVIDER_PAYMENT_STATUS_UNKNOWN
SECRET = b"secret"


def _signature(body: bytes) -> str:
    return hmac.new(SECRET, body, hashlib.sha256).hexdigest()


class PaymentInMemory(payment_provider_pb2_grpc.PaymentProviderServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._asked: dict[str, pb.CreatePaymentRequest] = {}
        self._numbers: dict[str, str] = {}
        self._status: dict[str, pb.ProviderPaymentStatus] = {}
        self._refunds: dict[str, pb.CreateRefundRequest] = {}
        self._telling: set[asyncio.Task[None]] = set()

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._asked.clear()

    async def pay(self, payment_id: str) -> None:
        """The customer pays; the notice comes until it is taken."""
        self._status[payment_id] = PAID
        task = asyncio.create_task(self._tell(payment_id))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, payment_id: str) -> None:
        asked, event_id = self._asked[payment_id], secrets.token_hex(4)
        for _ in range(1 if self._broken == "tells once" else 5):
            if self._broken == "another event each time":
                event_id = secrets.token_hex(4)
            told = {"id": payment_id, "event": event_id, "amount": asked.amount.minor_units}
            body = json.dumps(told).encode()
            headers = {"x-signature": _signature(body)}
            try:
                async with httpx.AsyncClient() as http:
                    answer = await http.post(asked.notify_url, content=body, headers=headers)
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                return

    async def CreatePayment(self, request, _context) -> pb.CreatePaymentResponse:
        if request.amount.minor_units <= 0 and self._broken != "takes nothing":
            raise BadRequest("AMOUNT", "The amount is more than zero.")
        if not request.payer_subject and self._broken != "takes from nobody":
            raise Rejected("PAYER_MISSING", "Who pays?")
        before = self._asked.setdefault(request.payment_id, request)
        if before.amount != request.amount and self._broken != "overwrites":
            raise Conflict("KEY_USED", "This key was used for something else.")
        self._status.setdefault(request.payment_id, OPEN)
        number = secrets.token_hex(4)
        if self._broken == "opens twice":
            self._numbers[request.payment_id] = number
        number = self._numbers.setdefault(request.payment_id, number)
        shown = "" if self._broken == "no number" else number
        return pb.CreatePaymentResponse(provider_trade_no=shown)

    async def QueryPayment(self, request, _context) -> pb.QueryPaymentResponse:
        return pb.QueryPaymentResponse(payment=self._payment(request.payment_id))

    async def ClosePayment(self, request, _context) -> pb.ClosePaymentResponse:
        status = self._status.get(request.payment_id)
        if self._broken == "closes once" and status != OPEN:
            raise Rejected("NOT_OPEN", "It is not open.")
        if status == OPEN or (status == PAID and self._broken == "closes what is paid"):
            self._status[request.payment_id] = CLOSED
        return pb.ClosePaymentResponse(payment=self._payment(request.payment_id))

    async def CreateRefund(self, request, _context) -> pb.CreateRefundResponse:
        if self._status.get(request.payment_id) != PAID and self._broken != "refunds anything":
            raise Rejected("NOT_PAID", "It is not paid.")
        before = self._refunds.get(request.refund_id)
        if before and before.amount != request.amount and self._broken != "overwrites refunds":
            raise Conflict("KEY_USED", "This key was used for something else.")
        self._refunds.setdefault(request.refund_id, request)
        back = [x for x in self._refunds.values() if x.payment_id == request.payment_id]
        paid = self._asked[request.payment_id].amount.minor_units
        too_much = sum(x.amount.minor_units for x in back) > paid
        if too_much and self._broken not in ("gives too much", "refunds anything"):
            del self._refunds[request.refund_id]
            raise Rejected("REFUND_EXCEEDS_PAYMENT", "That is more than was paid.")
        number = secrets.token_hex(4) if self._broken == "refunds twice" else request.refund_id
        refund = pb.ProviderRefund(
            refund_id=request.refund_id,
            status=pb.PROVIDER_REFUND_STATUS_SUCCEEDED,
            provider_refund_no=number,
        )
        return pb.CreateRefundResponse(refund=refund)

    async def QueryRefund(self, request, _context) -> pb.QueryRefundResponse:
        if self._broken == "knows all":
            raise Rejected("NO_REFUND", "There is no such refund.")
        unknown = pb.PROVIDER_REFUND_STATUS_UNKNOWN
        return pb.QueryRefundResponse(
            refund=pb.ProviderRefund(refund_id=request.refund_id, status=unknown)
        )

    async def VerifyNotice(self, request, _context) -> pb.VerifyNoticeResponse:
        answers = {
            "success_answer": HttpAnswer(status=200),
            "failure_answer": HttpAnswer(status=200 if self._broken == "always glad" else 500),
        }
        genuine = request.headers.get("x-signature") == _signature(request.body)
        if not genuine and self._broken != "believes all":
            fault = AuthRefused("BAD_SIGNATURE", "It is not the provider's.")
            return pb.VerifyNoticeResponse(error=fault.as_message(), **answers)
        try:
            told = json.loads(request.body)
        except ValueError:
            fault = BadRequest("UNREADABLE", "It is no notice.")
            return pb.VerifyNoticeResponse(error=fault.as_message(), **answers)
        notice = pb.VerifiedNotice(
            event_id=told["event"],
            kind=pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED,
            payment_id="" if self._broken == "forgets payments" else told["id"],
            amount=Money(minor_units=told["amount"], currency_code="CNY"),
        )
        return pb.VerifyNoticeResponse(notice=notice, **answers)

    async def DownloadBill(self, request, _context):
        if len(request.bill_date) != 10 and self._broken != "any day":
            raise BadRequest("DATE", "This is no day.")
        if self._broken != "early bills":
            raise Rejected("BILL_NOT_READY", "The day is not over.")
        yield pb.DownloadBillResponse()

    def _payment(self, payment_id: str) -> pb.ProviderPayment:
        asked = self._asked.get(payment_id)
        if asked is None:
            if self._broken == "knows all payments":
                raise Rejected("NO_PAYMENT", "There is no such payment.")
            return pb.ProviderPayment(payment_id=payment_id, status=UNKNOWN)
        payment = pb.ProviderPayment(payment_id=payment_id, status=self._status[payment_id])
        if payment.status == PAID or self._broken == "paid at once":
            payment.paid_amount.CopyFrom(asked.amount)
        if payment.status == PAID and self._broken != "no moment":
            payment.paid_time.GetCurrentTime()
        return payment
