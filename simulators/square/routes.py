"""The simulated Square over HTTP: the interface for sellers, and tills by hand."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from litestar import Response, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from simulators.core.on_demand import AnyRequest, on_demand_routes
from simulators.square.account import Account
from simulators.square.faults import CallFault
from simulators.square.kept import Keep
from simulators.square.orders import Orders, locations_of
from simulators.square.refusals import Body, Refusal, not_found, unauthorized

SLOW_SECONDS = 60.0
_THROTTLED = Refusal("RATE_LIMITED", status=429, category="RATE_LIMIT_ERROR")
_AWAY = Refusal("SERVICE_UNAVAILABLE", status=503, category="API_ERROR")
_REFUSED = {
    CallFault.THROTTLED: _THROTTLED,
    CallFault.AWAY: _AWAY,
    CallFault.EXPIRED: unauthorized("ACCESS_TOKEN_EXPIRED"),
    CallFault.FORBIDDEN: unauthorized("INSUFFICIENT_SCOPES", 403),
}

Work = Callable[[Account, Body, CallFault | None], Body]


class Door:
    """Lets sellers in that show their token, and has calls go wrong as it is wanted."""

    def __init__(self, accounts: Mapping[str, Account], orders: Orders, keep: Keep) -> None:
        """`accounts` by token."""
        self._accounts = accounts
        self._orders = orders
        self._keep = keep

    async def call(self, request: AnyRequest, work: Work) -> Response[Any]:
        """Answer a call of the interface."""
        faults = self._orders.courier.faults
        fault = CallFault.AWAY if faults.away else faults.next_call()
        self._orders.courier.counts[f"{request.method} {request.url.path}"] += 1
        try:
            if refused := _REFUSED.get(fault or CallFault.NONE):
                raise refused
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            account = self._accounts.get(token)
            if account is None:
                raise unauthorized()
            content = await request.body()
            answer = copy.deepcopy(work(account, json.loads(content or b"{}"), fault))
        except Refusal as refusal:
            return _answer(refusal.body(), refusal.status)
        finally:
            self._keep(self._orders.book)
        return await _spoilt(answer, fault)


async def _spoilt(answer: Body, fault: CallFault | None) -> Response[Any]:
    if fault == CallFault.LOST:
        return Response(b"", status_code=504)
    if fault == CallFault.GARBLED:
        return Response(b"<html>", media_type="text/html", status_code=200)
    if fault == CallFault.SLOW:
        await asyncio.sleep(SLOW_SECONDS)
    return _answer(answer, 200)


def order_routes(orders: Orders, door: Door) -> list[HTTPRouteHandler]:
    """Return the routes of orders."""

    @post("/v2/orders")
    async def create(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, asked, _: orders.create(account, asked))

    @post("/v2/orders/search")
    async def search(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, asked, _: orders.search(account, asked))

    @post("/v2/orders/batch-retrieve")
    async def batch(request: AnyRequest) -> Response[Any]:
        return await door.call(
            request, lambda account, asked, _: orders.get(account, asked.get("order_ids", []))
        )

    @get("/v2/orders/{square_id:str}")
    async def one(request: AnyRequest, square_id: FromPath[str]) -> Response[Any]:
        return await door.call(
            request, lambda account, _, __: {"order": orders.book.find(account, square_id).body}
        )

    @put("/v2/orders/{square_id:str}")
    async def update(request: AnyRequest, square_id: FromPath[str]) -> Response[Any]:
        return await door.call(
            request, lambda account, asked, fault: orders.update(account, square_id, asked, fault)
        )

    @post("/v2/orders/{square_id:str}/pay")
    async def pay(request: AnyRequest, square_id: FromPath[str]) -> Response[Any]:
        return await door.call(
            request, lambda account, asked, _: orders.pay_nothing(account, square_id, asked)
        )

    return [create, search, batch, one, update, pay]


def money_routes(orders: Orders, door: Door) -> list[HTTPRouteHandler]:
    """Return the routes of payments, and of what a seller has."""

    @post("/v2/payments")
    async def pay(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, asked, _: orders.pay(account, asked))

    @get("/v2/payments/{payment_id:str}")
    async def payment(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
        return await door.call(request, lambda account, _, __: orders.payment(account, payment_id))

    @post("/v2/refunds")
    async def refund(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, asked, _: orders.refund(account, asked))

    @get("/v2/locations")
    async def locations(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, _, __: locations_of(account))

    @post("/v2/catalog/batch-retrieve")
    async def variations(request: AnyRequest) -> Response[Any]:
        return await door.call(request, lambda account, asked, _: orders.variations(account, asked))

    return [pay, payment, refund, locations, variations]


def hand_routes(
    orders: Orders, accounts: Mapping[str, Account], keep: Keep
) -> list[HTTPRouteHandler]:
    """Return the routes for people who try things. The simulator listens on this machine only.

    `accounts` are by merchant id.
    """

    @post("/by-hand/move", status_code=200)
    async def move(order_id: FromQuery[str], to: FromQuery[str]) -> Response[Any]:
        try:
            for order in orders.book.of(order_id):
                orders.move(order.body["id"], to)
        except Refusal as refusal:
            return Response(refusal.body(), status_code=409)
        finally:
            keep(orders.book)
        return Response({"order_id": order_id, "state": to})

    @post("/by-hand/sell", status_code=200)
    async def sell(
        chain: FromQuery[str],
        location: FromQuery[str],
        variation: FromQuery[str],
        quantity: FromQuery[int],
    ) -> Response[Any]:
        account = accounts.get(chain)
        if account is None or location not in account.locations:
            return Response(not_found("location").body(), status_code=404)
        sold = orders.sell(account, location, [(variation, str(quantity))])
        keep(orders.book)
        return Response(sold.body)

    @get("/by-hand/orders")
    async def listed(stands: FromQuery[str] = "") -> list[dict[str, Any]]:
        bodies = (each.body for each in orders.book.orders.values())
        return [body for body in bodies if stands in ("", body["state"])]

    return [move, sell, listed, *on_demand_routes(orders.courier.faults, orders.courier)]


def _answer(content: Mapping[str, Any], status: int) -> Response[Any]:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(body, status_code=status, media_type="application/json")
