"""WeChat Pay's own book: trades and refunds of all merchants, and what it allows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simulators.wechat.account import Account

NOTPAY, SUCCESS, CLOSED, REFUNDED = "NOTPAY", "SUCCESS", "CLOSED", "REFUND"
PROCESSING = "PROCESSING"


class Refusal(Exception):
    """WeChat says no: HTTP status, code, words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """What a merchant asked a customer to pay. Amounts in fen, times in seconds since 1970."""

    out_trade_no: str
    total: int
    description: str
    expires: float
    notify_url: str
    openid: str


@dataclass(slots=True)
class Refund:
    """Money on its way back."""

    out_refund_no: str
    amount: int
    reason: str
    notify_url: str
    refund_id: str
    created: float
    state: str = PROCESSING
    succeeded: float = 0.0


@dataclass(slots=True)
class Trade:
    """A trade of a merchant."""

    account: Account
    asked: Asked
    prepay_id: str
    state: str = NOTPAY
    transaction_id: str = ""
    paid: int = 0
    paid_at: float = 0.0
    refunds: dict[str, Refund] = field(default_factory=dict)

    @property
    def given_back(self) -> int:
        """What went back or is on its way; what WeChat has closed is free again."""
        return sum(refund.amount for refund in self.refunds.values() if refund.state != CLOSED)


class Book:
    """All trades. Merchants' numbers are their own: two may use the same."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._trades: dict[tuple[str, str], Trade] = {}
        self._refunds: dict[tuple[str, str], tuple[Trade, Refund]] = {}

    def prepare(self, account: Account, asked: Asked) -> Trade:
        """Open a trade, or give the one that is open with the same content. Raise Refusal."""
        known = self._trades.get((account.mchid, asked.out_trade_no))
        if known is not None:
            if known.state == SUCCESS:
                raise Refusal(400, "ORDERPAID", "该订单已支付")
            if known.state != NOTPAY:
                raise Refusal(400, "ORDER_CLOSED", "订单已关闭")
            if known.asked != asked:
                raise Refusal(403, "OUT_TRADE_NO_USED", "商户订单号重复")
            return known
        if asked.expires <= self._now():
            raise Refusal(400, "PARAM_ERROR", "time_expire 时间过期")
        trade = Trade(account, asked, f"wx{secrets.token_hex(17)}")
        self._trades[(account.mchid, asked.out_trade_no)] = trade
        return trade

    def trade(self, account: Account, out_trade_no: str) -> Trade:
        """Return a merchant's trade. Raise Refusal."""
        trade = self._trades.get((account.mchid, out_trade_no))
        if trade is None:
            raise Refusal(404, "ORDER_NOT_EXIST", "订单不存在")
        if trade.state == NOTPAY and self._now() >= trade.asked.expires:
            trade.state = CLOSED
        return trade

    def close(self, account: Account, out_trade_no: str) -> None:
        """Make a trade unpayable. Raise Refusal."""
        trade = self.trade(account, out_trade_no)
        if trade.state in (SUCCESS, REFUNDED):
            raise Refusal(400, "ORDERPAID", "订单已支付")
        trade.state = CLOSED

    def pay(self, out_trade_no: str, amount: int | None = None) -> Trade:
        """Let the customer pay, who knows the number. Raise Refusal."""
        for trade in self.all():
            if trade.asked.out_trade_no == out_trade_no:
                break
        else:
            raise Refusal(404, "ORDER_NOT_EXIST", "订单不存在")
        if self.trade(trade.account, out_trade_no).state != NOTPAY:
            raise Refusal(409, "ORDER_CLOSED", "订单不能支付")
        trade.state, trade.paid_at = SUCCESS, self._now()
        trade.paid = trade.asked.total if amount is None else amount
        trade.transaction_id = f"42000{secrets.randbelow(10**23):023d}"
        return trade

    def refund(self, account: Account, out_trade_no: str, refund: Refund, total: int) -> Refund:
        """Take a refund, or give the one that has its number. Raise Refusal."""
        if known := self._refunds.get((account.mchid, refund.out_refund_no)):
            same = known[0].asked.out_trade_no == out_trade_no and known[1].amount == refund.amount
            if not same:
                raise Refusal(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致")
            return known[1]
        trade = self._trades.get((account.mchid, out_trade_no))
        if trade is None or trade.state not in (SUCCESS, REFUNDED):
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "订单不存在或未支付")
        if total != trade.paid:
            raise Refusal(400, "INVALID_REQUEST", "订单金额不一致")
        if trade.given_back + refund.amount > trade.paid:
            raise Refusal(400, "INVALID_REQUEST", "退款金额大于可退金额")
        trade.refunds[refund.out_refund_no] = refund
        trade.state = REFUNDED
        self._refunds[(account.mchid, refund.out_refund_no)] = (trade, refund)
        return refund

    def refund_of(self, account: Account, out_refund_no: str) -> tuple[Trade, Refund]:
        """Return a refund and its trade. Raise Refusal."""
        found = self._refunds.get((account.mchid, out_refund_no))
        if found is None:
            raise Refusal(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
        return found

    def all(self) -> Iterator[Trade]:
        """Every trade, oldest first."""
        yield from self._trades.values()

    def put_back(self, seconds: float) -> None:
        """Have everything happened so much earlier, so that its day is over and has a bill."""
        for trade in self.all():
            trade.paid_at -= seconds
            for refund in trade.refunds.values():
                refund.created -= seconds
                refund.succeeded -= seconds
