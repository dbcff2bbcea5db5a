"""The provider's own HTTP side: where customers pay, and switches for trouble."""

from __future__ import annotations

import asyncio
import html
import time
from collections.abc import Mapping
from importlib.resources import files

import msgspec
from zhongtai_plugin import PluginFault
from zhongtai_plugin.http import Answer, Handler, Request, guarded, problem
from zhongtai_plugin.money import format_minor

from plugins.payment_sandbox.model import CLOSED, SUCCEEDED, Faults, Trade
from plugins.payment_sandbox.sandbox import Sandbox

MAX_BATCH = 500

_encode = msgspec.json.Encoder().encode
_WORDS = {SUCCEEDED: "Paid 已支付", CLOSED: "Closed 已关闭"}


class _Pay(msgspec.Struct):
    payment_id: str = ""
    trade_no: str = ""
    payments: list[_Pay] = []

    def reference(self) -> str:
        return self.payment_id or self.trade_no


class Cashier:
    """The routes. `token` opens the switches; who knows a trade's number may pay it."""

    def __init__(self, sandbox: Sandbox, token: str) -> None:
        self._sandbox = sandbox
        self._token = token
        self._page = (files(__package__) / "page" / "pay.html").read_text(encoding="utf-8")

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every route."""
        return {
            ("GET", "/pay/{trade}"): self.page,
            ("GET", "/cashier/v1/trades/{reference}"): self.look,
            ("POST", "/cashier/v1/pay"): self.pay,
            ("GET", "/cashier/v1/faults"): guarded(self.faults, self._token),
            ("POST", "/cashier/v1/faults"): guarded(self.set_faults, self._token),
        }

    async def pay(self, request: Request) -> Answer:
        """Pay one trade, or up to 500 at once in `payments`."""
        await self._sandbox.answering()
        try:
            wanted = msgspec.json.decode(request.body, type=_Pay)
        except msgspec.DecodeError as wrong:
            return problem(400, "BODY_INVALID", str(wrong))
        if not wanted.payments:
            return await self._pay_one(wanted.reference())
        if len(wanted.payments) > MAX_BATCH:
            return problem(400, "BATCH_SIZE", f"payments may be at most {MAX_BATCH}")
        results = await asyncio.gather(*(self._result(item) for item in wanted.payments))
        return Answer(body=_encode({"results": results}))

    async def _pay_one(self, reference: str) -> Answer:
        try:
            trade, repeated = await self._sandbox.pay(reference)
        except PluginFault as fault:
            status = 404 if fault.code == "TRADE_UNKNOWN" else 409
            return problem(status, fault.code, fault.message)
        return Answer(body=_encode(_shown(trade, repeated=repeated)))

    async def _result(self, wanted: _Pay) -> Mapping[str, object]:
        reference = wanted.reference()
        try:
            trade, repeated = await self._sandbox.pay(reference)
        except PluginFault as fault:
            return {"reference": reference, "status": "refused", "code": fault.code}
        return {"reference": reference, **_shown(trade, repeated=repeated)}

    async def look(self, request: Request) -> Answer:
        """Return how a trade is."""
        trade = self._sandbox.trades.trade(request.path_value)
        if trade is None:
            return problem(404, "TRADE_UNKNOWN", "There is no such trade.")
        return Answer(body=_encode(_shown(trade, repeated=False)))

    async def page(self, request: Request) -> Answer:
        """Return a page where a person pays."""
        trade = self._sandbox.trades.trade(request.path_value)
        if trade is None or trade.trade_no != request.path_value:
            return problem(404, "TRADE_UNKNOWN", "There is no such trade.")
        status = trade.status_at(time.time())
        fields = {
            "subject": trade.subject,
            "amount": format_minor(trade.amount, trade.currency),
            "currency": trade.currency,
            "trade_no": trade.trade_no,
            "status": status,
            "word": _WORDS.get(status, ""),
        }
        page = self._page
        for name, value in fields.items():
            page = page.replace("{{" + name + "}}", html.escape(value))
        headers = {
            "cache-control": "no-store",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'",
        }
        return Answer(body=page.encode(), content_type="text/html; charset=utf-8", headers=headers)

    async def faults(self, request: Request) -> Answer:
        """Return the faults that are on."""
        return Answer(body=_encode(self._sandbox.courier.faults))

    async def set_faults(self, request: Request) -> Answer:
        """Replace the faults; an empty object ends all trouble."""
        try:
            faults = msgspec.json.decode(request.body, type=Faults)
        except msgspec.DecodeError as wrong:
            return problem(400, "BODY_INVALID", str(wrong))
        self._sandbox.set_faults(faults)
        return Answer(body=_encode(faults))


def _shown(trade: Trade, *, repeated: bool) -> dict[str, object]:
    return {
        "payment_id": trade.payment_id,
        "trade_no": trade.trade_no,
        "status": trade.status_at(time.time()),
        "amount": trade.amount,
        "currency": trade.currency,
        "repeated": repeated,
    }
