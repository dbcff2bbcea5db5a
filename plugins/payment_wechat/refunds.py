"""Refunds of one account at WeChat Pay. The refund id is out_refund_no: money goes back once."""

from __future__ import annotations

from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai_plugin import Conflict, Rejected, RetryLater

from plugins.payment_wechat import mapping, model
from plugins.payment_wechat.client import Client
from plugins.payment_wechat.faults import fault_of, is_too_much, is_unknown
from plugins.payment_wechat.trades import Seen, Trades

REFUNDS = "/v3/refund/domestic/refunds"
MAX_REASON_BYTES = 80
_PAID = pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED
_UNKNOWN = pb.PROVIDER_REFUND_STATUS_UNKNOWN


class Refunds:
    """The refunds of one account."""

    def __init__(self, client: Client, trades: Trades, seen: Seen) -> None:
        self._client = client
        self._trades = trades
        self._seen = seen

    async def create(self, request: pb.CreateRefundRequest) -> pb.ProviderRefund:
        """Give money back; return how that stands.

        Raise Rejected NOT_PAID and REFUND_EXCEEDS_PAYMENT, RetryLater while it is not known
        whether the payment was paid, Conflict for a refund id that stands for another amount, and
        what WeChat refuses.
        """
        # WeChat wants to be told what the trade was over, and only the trade itself knows.
        trade = await self._trades.find(request.payment_id)
        if trade is None or trade.trade_state in mapping.UNPAID:
            raise Rejected("NOT_PAID", "The payment was not paid at WeChat.")
        payment = mapping.payment(trade)
        if payment.status != _PAID:
            # Being paid, or in a state that no document has: there may be money to give back.
            raise RetryLater("PAYMENT_OPEN", "WeChat does not say yet whether this was paid.")
        if request.amount.minor_units > payment.paid_amount.minor_units:
            await self._known(request)  # the id may stand for less already
            raise _exceeds()
        body = {
            "out_trade_no": request.payment_id,
            "out_refund_no": request.refund_id,
            "notify_url": request.notify_url,
            "amount": {
                "refund": request.amount.minor_units,
                "total": payment.paid_amount.minor_units,
                "currency": model.CURRENCY,
            },
        }
        if reason := _cut(request.reason):
            body["reason"] = reason
        try:
            refund = await self._client.post(REFUNDS, body, model.Refund)
        except model.Refused as refused:
            return await self._known_or_refused(request, refused)
        return self._told(refund, request.refund_id)

    async def query(self, refund_id: str) -> pb.ProviderRefund:
        """Return how a refund stands; UNKNOWN when WeChat never saw it."""
        try:
            refund = await self._client.get(f"{REFUNDS}/{refund_id}", model.Refund)
        except model.Refused as refused:
            if is_unknown(refused):
                return mapping.unknown_refund(refund_id)
            raise fault_of(refused) from None
        return self._told(refund, refund_id)

    async def _known_or_refused(
        self, request: pb.CreateRefundRequest, refused: model.Refused
    ) -> pb.ProviderRefund:
        """Return the refund that has the id already. Raise why there is none."""
        if refused.code == "RESOURCE_NOT_EXISTS":
            raise Rejected("NOT_PAID", "WeChat has no such payment.")
        if refused.code != "INVALID_REQUEST":
            raise fault_of(refused)
        known = await self._known(request)
        if known is None:
            raise _exceeds() if is_too_much(refused) else fault_of(refused)
        return known

    async def _known(self, request: pb.CreateRefundRequest) -> pb.ProviderRefund | None:
        """Return the refund that has the id already, if any. Raise Conflict for another one."""
        known = await self.query(request.refund_id)
        if known.status == _UNKNOWN:
            return None
        if (known.payment_id, known.amount) != (request.payment_id, request.amount):
            raise Conflict("REFUND_DIFFERS", "This refund id stands for another refund at WeChat.")
        return known

    def _told(self, refund: model.Refund, refund_id: str) -> pb.ProviderRefund:
        if refund.out_refund_no != refund_id:
            raise RetryLater("ANSWER_ODD", "WeChat answers with another refund than was asked for.")
        if mapping.unknown_state(refund.status, of_refund=True):
            self._seen(f"refund status {refund.status[:32]}")
        return mapping.refund(refund)


def _exceeds() -> Rejected:
    return Rejected("REFUND_EXCEEDS_PAYMENT", "Less is left of the payment than is to go back.")


def _cut(reason: str) -> str:
    """Return as much of the words as WeChat takes, in whole characters."""
    return reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")
