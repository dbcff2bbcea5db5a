"""The till's REST interface: pull, push stream, reports, sales. README.md describes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
from zhongtai_plugin import BadRequest, RetryLater
from zhongtai_plugin.http import Answer, Handler, Request, problem

from plugins.pos_till.board import Board
from plugins.pos_till.counter import Counter
from plugins.pos_till.model import Basket, CounterOrder, Outcome, Page, Report, Sale, Shown
from plugins.pos_till.tills import Till, Tills

MAX_WAIT_SECONDS = 30.0
SIGN_OF_LIFE_SECONDS = 15.0
MAX_PAGE = 500
MAX_BATCH = 1000

TillHandler = Callable[[Till, Request], Awaitable[Answer]]
Ask = Callable[[str], Page]
_encode = msgspec.json.Encoder().encode


class _Reports(msgspec.Struct):
    updates: list[dict[str, Any]]


class _Sales(msgspec.Struct):
    sales: list[Sale]


class TillRest:
    """The routes, for one board and its tills."""

    def __init__(self, board: Board, tills: Tills, counter: Counter) -> None:
        self._board = board
        self._tills = tills
        self._counter = counter

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every route."""
        return {
            ("GET", "/till/v1/till"): self._for_till(self.who),
            ("GET", "/till/v1/orders"): self._for_till(self.pull),
            ("GET", "/till/v1/stream"): self._for_till(self.stream),
            ("POST", "/till/v1/updates"): self._for_till(self.report),
            ("POST", "/till/v1/sales"): self._for_till(self.sell),
            ("POST", "/till/v1/baskets"): self._for_till(self.price),
            ("POST", "/till/v1/orders"): self._for_till(self.place),
            ("POST", "/till/v1/vouchers"): self._for_till(self.redeem),
        }

    def _for_till(self, handler: TillHandler) -> Handler:
        async def handle(request: Request) -> Answer:
            try:
                till = await self._tills.find(request.bearer())
                return _unknown() if till is None else await handler(till, request)
            except RetryLater as away:
                return problem(503, away.code, away.message)
            except BadRequest as fault:
                status = 410 if fault.code == "CURSOR_UNKNOWN" else 400
                return problem(status, fault.code, fault.message)
            except msgspec.DecodeError as wrong:
                return problem(400, "BODY_INVALID", str(wrong))

        return handle

    async def who(self, till: Till, request: Request) -> Answer:
        """Return who the secret belongs to."""
        return Answer(body=_encode(till))

    async def pull(self, till: Till, request: Request) -> Answer:
        """Return orders after a cursor; waits up to `wait_seconds` when there are none."""
        ask = self._ask(till, request)
        wait = request.number("wait_seconds", 0.0, most=MAX_WAIT_SECONDS)
        bell = self._board.subscribe()
        try:
            page = ask(request.query.get("after", ""))
            loop = asyncio.get_running_loop()
            until = loop.time() + wait
            # Another store's change rings too, so look again until the time is over.
            while not page.orders and (left := until - loop.time()) > 0:
                await self._board.wait(left, bell)
                page = ask(page.cursor)
                if await self._tills.find(request.bearer()) != till:
                    return _unknown()
            return Answer(body=_encode(page))
        finally:
            self._board.unsubscribe(bell)

    async def stream(self, till: Till, request: Request) -> Answer:
        """Return orders as server-sent events; each event's id is the cursor to go on from."""
        ask = self._ask(till, request)
        first = ask(request.headers.get("last-event-id") or request.query.get("after", ""))
        return Answer(
            content_type="text/event-stream",
            headers={"cache-control": "no-store"},
            stream=self._events(ask, first, lambda: self._may_stay(till, request)),
        )

    async def _may_stay(self, till: Till, request: Request) -> bool:
        """Return whether a till is still what it was when it came in."""
        try:
            return await self._tills.find(request.bearer()) == till
        except RetryLater:
            return False

    async def _events(
        self, ask: Ask, page: Page, may_stay: Callable[[], Awaitable[bool]]
    ) -> AsyncIterator[bytes]:
        bell = self._board.subscribe()
        bell.set()  # What changed since the first page was read has rung for nobody.
        try:
            yield b"retry: 1000\n\n"
            while await may_stay():
                if page.orders:
                    yield b"id: %b\nevent: orders\ndata: %b\n\n" % (
                        page.cursor.encode(),
                        _encode(page),
                    )
                if not page.more:
                    await self._board.wait(SIGN_OF_LIFE_SECONDS, bell)
                    yield b": alive\n\n"
                page = ask(page.cursor)
        finally:
            self._board.unsubscribe(bell)

    async def report(self, till: Till, request: Request) -> Answer:
        """Return what the till reports; answered when durable, one result per update."""
        given = msgspec.json.decode(request.body, type=_Reports).updates
        if not 1 <= len(given) <= MAX_BATCH:
            raise BadRequest("BATCH_SIZE", f"updates must be 1 to {MAX_BATCH}")
        outcomes: list[Outcome | None] = []
        reports: list[Report] = []
        for item in given:
            try:
                reports.append(msgspec.convert(item, Report))
                outcomes.append(None)
            except msgspec.ValidationError as wrong:
                outcomes.append(_unreadable(item, str(wrong)))
        taken = iter(await self._board.take_reports(till, reports) if reports else ())
        results = [outcome if outcome is not None else next(taken) for outcome in outcomes]
        return Answer(body=_encode({"results": results}))

    async def sell(self, till: Till, request: Request) -> Answer:
        """Sales at the counter; answered when durable."""
        sales = msgspec.json.decode(request.body, type=_Sales).sales
        if not 1 <= len(sales) <= MAX_BATCH:
            raise BadRequest("BATCH_SIZE", f"sales must be 1 to {MAX_BATCH}")
        for sale in sales:
            if wrong := sale.problem():
                raise BadRequest("SALE_INVALID", f"{sale.till_sale_id}: {wrong}")
            if not till.may_see(till.merchant_id, sale.store_id):
                raise BadRequest("STORE_UNKNOWN", f"{sale.till_sale_id}: not this till's store")
        new = await self._board.take_sales(till, sales)
        results = [
            {"till_sale_id": sale.till_sale_id, "outcome": "taken" if fresh else "repeated"}
            for sale, fresh in zip(sales, new, strict=True)
        ]
        return Answer(body=_encode({"results": results}))

    async def price(self, till: Till, request: Request) -> Answer:
        """Return what a basket at the counter costs."""
        basket = msgspec.json.decode(request.body, type=Basket)
        _demand_store(till, basket.store_id)
        return await self._counter.price(till, basket)

    async def place(self, till: Till, request: Request) -> Answer:
        """Place an order that is paid at the counter; answered when durable."""
        order = msgspec.json.decode(request.body, type=CounterOrder)
        _demand_store(till, order.store_id)
        return await self._counter.place(till, order)

    async def redeem(self, till: Till, request: Request) -> Answer:
        """Use up a voucher whose code is shown; answered when it is used."""
        shown = msgspec.json.decode(request.body, type=Shown)
        store_id = shown.store_id or till.own_store
        _demand_store(till, store_id)
        return await self._counter.redeem(till, shown, store_id)

    def _ask(self, till: Till, request: Request) -> Ask:
        """Return what this request asks for, as a function of the cursor alone."""
        store_id = _store(till, request)
        limit = max(1, int(request.number("limit", 100, most=MAX_PAGE)))
        echo = request.query.get("echo", "1") != "0"
        return lambda after: self._board.pull(till, store_id, after, limit=limit, echo=echo)


def _unknown() -> Answer:
    return problem(401, "UNAUTHENTICATED", "The secret of a till that may come in is needed.")


def _store(till: Till, request: Request) -> str:
    store_id = request.query.get("store_id", "")
    if store_id:
        _demand_store(till, store_id)
    return store_id


def _demand_store(till: Till, store_id: str) -> None:
    if not till.may_see(till.merchant_id, store_id):
        raise BadRequest("STORE_UNKNOWN", "This till does not serve that store.")


def _unreadable(item: dict[str, Any], message: str) -> Outcome:
    return Outcome(
        update_id=str(item.get("update_id", ""))[:64],
        outcome="refused",
        code="UPDATE_INVALID",
        message=message,
    )
