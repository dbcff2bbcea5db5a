"""The customer's side, by hand: a page, a code for a person, paying, trouble on demand."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from simulators.core.on_demand import on_demand_routes, seen_by
from simulators.wechat.book import Refusal, Trade
from simulators.wechat.courier import Courier
from simulators.wechat.login import Login
from simulators.wechat.pay import Pay


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

    return [code, customer_pays, *on_demand_routes(courier.faults, courier)]


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
        return shown | seen_by(courier)

    return [show, trades]


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
