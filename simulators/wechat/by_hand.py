"""The customer's side, by hand: a page, a code for a person, paying, trouble on demand."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from simulators.wechat.book import Refusal, Trade
from simulators.wechat.courier import Courier
from simulators.wechat.faults import Faults
from simulators.wechat.login import Login
from simulators.wechat.pay import Pay

AnyRequest = Request[Any, Any, Any]
_NAMES = tuple(Faults.__struct_fields__)


def hand_routes(pay: Pay, login: Login, courier: Courier) -> list[HTTPRouteHandler]:
    """Return the routes for people who try things. The simulator listens on this machine only."""

    @get("/by-hand/code")
    async def code(appid: FromQuery[str], name: FromQuery[str]) -> dict[str, str]:
        return {"code": login.code(appid, name)}

    @post("/by-hand/pay", status_code=200)
    async def customer_pays(out_trade_no: FromQuery[str]) -> Response[Any]:
        try:
            trade = pay.pay(out_trade_no)
        except Refusal as refusal:
            return Response({"code": refusal.code}, status_code=refusal.status)
        return Response({"transaction_id": trade.transaction_id, "paid": trade.paid})

    @post("/by-hand/faults", status_code=200)
    async def faults(request: AnyRequest) -> Response[Any]:
        try:
            wanted = msgspec.json.decode(await request.body(), type=Faults)
        except msgspec.DecodeError as wrong:
            return Response({"wrong": str(wrong)}, status_code=400)
        if unknown := wanted.unknown_calls():
            return Response({"wrong": f"calls: {unknown}"}, status_code=400)
        for name in _NAMES:
            setattr(courier.faults, name, getattr(wanted, name))
        return Response(msgspec.to_builtins(wanted))

    @get("/by-hand/counts")
    async def counts() -> dict[str, Any]:
        return _counted(courier)

    return [code, customer_pays, faults, counts]


def page_routes(pay: Pay, login: Login, courier: Courier) -> list[HTTPRouteHandler]:
    """Return the routes of the page: itself at "/", and what it shows."""
    page = files("simulators.wechat").joinpath("page.html").read_text(encoding="utf-8")

    @get("/", media_type=MediaType.HTML)
    async def show() -> str:
        return page

    @get("/by-hand/trades")
    async def trades() -> dict[str, Any]:
        newest_first = reversed(list(pay.book.all()))
        shown = {"apps": list(login.accounts), "trades": [_shown(each) for each in newest_first]}
        return shown | _counted(courier)

    return [show, trades]


def _counted(courier: Courier) -> dict[str, Any]:
    return {
        "counts": dict(courier.counts),
        "misconduct": courier.misconduct,
        "given_up": courier.given_up,
    }


def _shown(trade: Trade) -> dict[str, Any]:
    return {
        "out_trade_no": trade.asked.out_trade_no,
        "description": trade.asked.description,
        "total": trade.asked.total,
        "openid": trade.asked.openid,
        "state": trade.state,
        "refunds": [
            {"amount": each.amount, "state": each.state} for each in trade.refunds.values()
        ],
    }
