"""Trades of one account at WeChat Pay: prepare, query, close. The payment id is out_trade_no."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai_plugin import Conflict, PluginFault, Rejected, RetryLater

from plugins.payment_wechat import mapping, model, signing
from plugins.payment_wechat.client import Client
from plugins.payment_wechat.faults import fault_of, is_unknown

TRADES = "/v3/pay/transactions"
BEIJING = timezone(timedelta(hours=8))
"""WeChat's clock, which its days follow."""
_PAID = pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED
_OPEN = pb.PROVIDER_PAYMENT_STATUS_PENDING
_USED = frozenset(
    {"OUT_TRADE_NO_USED", "ORDERPAID", "ORDER_PAID", "ORDER_CLOSED", "INVALID_REQUEST"}
)
"""What WeChat may say to a number that it knows already."""

Seen = Callable[[str], None]
"""Is told of a state that stands in no document."""


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A trade that a customer is to pay."""

    payment_id: str
    amount: int
    subject: str
    expires: datetime
    notify_url: str
    openid: str


class Trades:
    """The trades of one account."""

    def __init__(self, client: Client, seen: Seen, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._seen = seen
        self._clock = clock

    async def prepare(self, new: NewTrade) -> dict[str, str]:
        """Open a trade; return what the customer's mini-program pays it with.

        Raise Conflict for a number that WeChat knows otherwise, and what WeChat refuses.
        """
        account = self._client.account
        body = {
            "appid": account.appid,
            "mchid": account.mchid,
            "description": new.subject,
            "out_trade_no": new.payment_id,
            "time_expire": new.expires.astimezone(BEIJING).isoformat(timespec="seconds"),
            "notify_url": new.notify_url,
            "amount": {"total": new.amount, "currency": model.CURRENCY},
            "payer": {"openid": new.openid},
        }
        try:
            prepaid = await self._client.post(f"{TRADES}/jsapi", body, model.Prepaid)
        except model.Refused as refused:
            raise await self._why_refused(new, refused) from None
        timestamp, nonce = str(int(self._clock())), secrets.token_hex(16)
        return signing.client_parameters(account, prepaid.prepay_id, timestamp, nonce)

    async def query(self, payment_id: str) -> pb.ProviderPayment:
        """Return how a trade stands; UNKNOWN when WeChat never saw it."""
        trade = await self.find(payment_id)
        return mapping.unknown_payment(payment_id) if trade is None else mapping.payment(trade)

    async def find(self, payment_id: str) -> model.Trade | None:
        """Return a trade as WeChat tells it; None when it never saw it."""
        path = f"{TRADES}/out-trade-no/{payment_id}?mchid={self._client.account.mchid}"
        try:
            trade = await self._client.get(path, model.Trade)
        except model.Refused as refused:
            if is_unknown(refused):
                return None
            raise fault_of(refused) from None
        self._demand_asked_for(trade, payment_id)
        if mapping.unknown_state(trade.trade_state):
            self._seen(f"trade_state {trade.trade_state[:32]}")
        return trade

    async def close(self, payment_id: str) -> pb.ProviderPayment:
        """Make a trade unpayable; return how it stands then."""
        path = f"{TRADES}/out-trade-no/{payment_id}/close"
        try:
            await self._client.tell(path, {"mchid": self._client.account.mchid})
        except model.Refused as refused:
            fault = fault_of(refused)
            if is_unknown(refused):
                return mapping.unknown_payment(payment_id)
            if not isinstance(fault, Rejected):
                raise fault from None
            # Paid, closed or being paid: the trade itself says which.
            return await self.query(payment_id)
        return mapping.closed_payment(payment_id)

    async def _why_refused(self, new: NewTrade, refused: model.Refused) -> PluginFault:
        """Return why a trade was not opened: a number that is known is looked up first."""
        fault = fault_of(refused, hide=new.openid)
        if refused.code not in _USED:
            return fault
        known = await self.query(new.payment_id)
        if known.status in (_PAID, _OPEN):
            return Conflict(
                "OUT_TRADE_NO_USED", "WeChat knows this payment with another content, or paid."
            )
        return fault

    def _demand_asked_for(self, trade: model.Trade, payment_id: str) -> None:
        """Raise RetryLater for an answer about another trade, account or app."""
        account = self._client.account
        found = (trade.out_trade_no, trade.mchid, trade.appid)
        if found != (payment_id, account.mchid, account.appid):
            raise RetryLater("ANSWER_ODD", "WeChat answers with another trade than was asked for.")
