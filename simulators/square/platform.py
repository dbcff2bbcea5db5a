"""Puts the Square side together and serves it for as long as a block runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from mesh.edge.listener import bind
from simulators.core.clock import Clock
from simulators.core.serving import serving
from simulators.square.account import Account
from simulators.square.book import Book
from simulators.square.courier import Courier
from simulators.square.faults import Faults
from simulators.square.kept import Keep, keep_nothing
from simulators.square.orders import Orders
from simulators.square.routes import Door, hand_routes, money_routes, order_routes

_SELLER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Square:
    """The simulated Square: its parts, for who plays the people at tills, and where it is."""

    url: str
    orders: Orders
    book: Book
    courier: Courier

    @property
    def faults(self) -> Faults:
        """What goes wrong from now on."""
        return self.courier.faults


@asynccontextmanager
async def square(
    accounts: Sequence[Account],
    listen: tuple[str, int],
    clock: Clock | None = None,
    book: Book | None = None,
    keep: Keep = keep_nothing,
) -> AsyncIterator[Square]:
    """Serve sellers; with `book` one that was killed comes back. Raise PortTaken."""
    clock = clock or Clock()
    listener = bind(*listen)
    url = f"http://{listen[0]}:{listener.getsockname()[1]}"
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=_SELLER_SECONDS))
        courier = Courier(http, clock)
        stack.push_async_callback(courier.errands.close)
        orders = Orders(book or Book(clock.now), courier)
        door = Door({account.access_token: account for account in accounts}, orders, keep)
        routes = [
            *order_routes(orders, door),
            *money_routes(orders, door),
            *hand_routes(orders, {each.merchant_id: each for each in accounts}, keep),
        ]
        await stack.enter_async_context(serving(routes, listener))
        yield Square(url, orders, orders.book, courier)
