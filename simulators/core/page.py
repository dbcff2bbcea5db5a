"""The page of a simulated platform, and the routes behind it; for people on this machine."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from simulators.core.by_hand import ByHand, NotNow
from simulators.core.shelves import Shelves


def page_routes(title: str, by_hand: ByHand, shelves: Shelves) -> list[HTTPRouteHandler]:
    """Return the routes: the page at "/", what it asks and tells below "/simulator"."""
    page = files("simulators.core").joinpath("page.html").read_text(encoding="utf-8")
    html = page.replace("{{title}}", title)

    @get("/", media_type=MediaType.HTML)
    async def show() -> str:
        return html

    @get("/simulator/orders")
    async def orders() -> list[dict[str, Any]]:
        return by_hand.shown()

    @get("/simulator/stores")
    async def stores() -> list[dict[str, Any]]:
        return shelves.shown()

    @post("/simulator/orders", status_code=201)
    async def sell() -> dict[str, str]:
        return {"number": by_hand.sell().order.number}

    @post("/simulator/orders/{number:str}/{what:str}", status_code=200)
    async def act(number: FromPath[str], what: FromPath[str]) -> Response[dict[str, str]]:
        try:
            by_hand.act(number, what)
        except NotNow as no:
            return Response({"problem": str(no)}, status_code=409)
        return Response({})

    return [show, orders, stores, sell, act]
