"""WeChat Pay's interface: what a merchant asks, checked as WeChat checks it, and done."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from simulators.core.clock import Clock
from simulators.wechat import bodies
from simulators.wechat.account import Account
from simulators.wechat.authority import Authority
from simulators.wechat.book import SUCCESS, Asked, Book, Refund, Refusal, Trade
from simulators.wechat.courier import Courier

TRADES, REFUNDS = "/v3/pay/transactions", "/v3/refund/domestic/refunds"
BILL_FILE = "/v3/billdownload/file"

Body = dict[str, Any]


@dataclass
class Pay:
    """The interface. What it returns is the answer's body; None is an answer without one."""

    base: str
    book: Book
    authority: Authority
    courier: Courier
    clock: Clock
    _bills: dict[str, bytes] = field(default_factory=dict)

    def answer(self, account: Account, method: str, path: str, body: bytes) -> Body | bytes | None:
        """Do what a merchant asks, who has proved its name. Raise Refusal."""
        split = urlsplit(path)
        values: Body = msgspec.json.decode(body) if body else dict(parse_qsl(split.query))
        for verb, form, work in self._calls():
            found = re.fullmatch(form, split.path)
            if verb == method and found:
                return work(account, values, *found.groups())
        raise Refusal(404, "RESOURCE_NOT_EXISTS", "没有这个接口")

    def _calls(self) -> Iterator[tuple[str, str, Callable[..., Body | bytes | None]]]:
        """Method, path and work of every call."""
        trade = f"{TRADES}/out-trade-no/([^/]+)"
        yield "GET", "/v3/certificates", self._certificates
        yield "POST", f"{TRADES}/jsapi", self._prepare
        yield "GET", trade, self._trade
        yield "POST", f"{trade}/close", self._close
        yield "POST", REFUNDS, self._refund
        yield "GET", f"{REFUNDS}/([^/]+)", self._one_refund
        yield "GET", "/v3/bill/(tradebill|fundflowbill)", self._bill
        yield "GET", BILL_FILE, self._file

    def pay(self, out_trade_no: str) -> Trade:
        """Have the customer pay, and tell the merchant. Raise Refusal."""
        trade = self.book.pay(out_trade_no, self.courier.faults.paid_amount)
        self.tell(trade)
        return trade

    def tell(self, trade: Trade) -> None:
        """Tell the merchant of the money of a trade, again if need be."""
        content = bodies.paid_notice(trade)
        self.courier.send(trade.account, trade.asked.notify_url, "TRANSACTION.SUCCESS", content)

    def _prepare(self, account: Account, asked: Body) -> Body:
        expires = datetime.fromisoformat(_text(asked, "time_expire")).timestamp()
        amount = asked.get("amount") or {}
        openid = _text(asked.get("payer") or {}, "openid")
        if (asked.get("appid"), asked.get("mchid")) != (account.appid, account.mchid):
            raise Refusal(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
        if amount.get("currency", "CNY") != "CNY" or int(amount.get("total", 0)) < 1:
            raise Refusal(400, "PARAM_ERROR", "金额不正确")
        trade = self.book.prepare(
            account,
            Asked(
                _number(asked, "out_trade_no", 6, 32),
                int(amount["total"]),
                _text(asked, "description")[:127],
                expires,
                _text(asked, "notify_url"),
                openid,
            ),
        )
        return {"prepay_id": trade.prepay_id}

    def _certificates(self, account: Account, _: Body) -> Body:
        return {"data": self.authority.certificates(account)}

    def _trade(self, account: Account, query: Body, out_trade_no: str) -> Body:
        if query.get("mchid") != account.mchid:
            raise Refusal(400, "PARAM_ERROR", "mchid 不正确")
        return bodies.trade_body(self.book.trade(account, out_trade_no))

    def _one_refund(self, account: Account, _: Body, out_refund_no: str) -> Body:
        return bodies.refund_body(*self.book.refund_of(account, out_refund_no))

    def _file(self, _: Account, query: Body) -> bytes:
        return self._bills[query["token"]]

    def _close(self, account: Account, asked: Body, out_trade_no: str) -> None:
        if asked.get("mchid") != account.mchid:
            raise Refusal(400, "PARAM_ERROR", "mchid 不正确")
        self.book.close(account, out_trade_no)

    def _refund(self, account: Account, asked: Body) -> Body:
        amount = asked.get("amount") or {}
        if int(amount.get("refund", 0)) < 1 or amount.get("currency") != "CNY":
            raise Refusal(400, "PARAM_ERROR", "金额不正确")
        if len(str(asked.get("reason", "")).encode()) > 80:
            raise Refusal(400, "PARAM_ERROR", "reason 太长")
        number = _number(asked, "out_refund_no", 1, 64)
        wanted = Refund(
            number,
            int(amount["refund"]),
            str(asked.get("reason", "")),
            _text(asked, "notify_url"),
            f"50000{secrets.randbelow(10**23):023d}",
            self.clock.now(),
        )
        out_trade_no = _text(asked, "out_trade_no")
        refund = self.book.refund(account, out_trade_no, wanted, int(amount.get("total", 0)))
        if refund is wanted:
            self.courier.later(self.courier.faults.refund_seconds, self._ending(account, number))
        return bodies.refund_body(*self.book.refund_of(account, number))

    def _ending(self, account: Account, out_refund_no: str) -> Callable[[], None]:
        """Return what ends a refund as the faults say, and tells the merchant."""

        def end() -> None:
            trade, refund = self.book.refund_of(account, out_refund_no)
            refund.state = self.courier.faults.refund_outcome
            refund.succeeded = self.clock.now() if refund.state == SUCCESS else 0.0
            content = bodies.refund_notice(trade, refund)
            self.courier.send(account, refund.notify_url, f"REFUND.{refund.state}", content)

        return end

    def _bill(self, account: Account, query: Body, kind: str) -> Body:
        try:
            day = date.fromisoformat(query.get("bill_date", ""))
        except ValueError:
            raise Refusal(400, "PARAM_ERROR", "bill_date 不正确") from None
        today = datetime.fromtimestamp(self.clock.now(), bodies.BEIJING).date()
        if not today - timedelta(days=90) < day < today:
            raise Refusal(400, "INVALID_REQUEST", "bill_date 不在范围内")
        own = [trade for trade in self.book.all() if trade.account.mchid == account.mchid]
        text = bodies.trade_bill(own, day) if kind == "tradebill" else bodies.flow_bill(own, day)
        if not text:
            raise Refusal(400, "NO_STATEMENT_EXIST", "账单文件不存在")
        file, token = text.encode(), secrets.token_hex(8)
        self._bills[token] = file
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(file).hexdigest(),
            "download_url": f"{self.base}{BILL_FILE}?token={token}",
        }


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(400, "PARAM_ERROR", f"缺少 {name}")
    return value


def _number(asked: Mapping[str, Any], name: str, least: int, most: int) -> str:
    value = _text(asked, name)
    plain = value.replace("_", "").replace("-", "")
    if not least <= len(value) <= most or not (plain.isascii() and plain.isalnum()):
        raise Refusal(400, "PARAM_ERROR", f"{name} 不正确")
    return value
