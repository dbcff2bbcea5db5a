"""Puts SF's side together and serves it for as long as a block runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from mesh.edge.listener import bind
from mesh.edge.transport import SteadyTransport
from simulators.core.clock import Clock
from simulators.core.riding import hand_routes
from simulators.core.serving import serving
from simulators.sf.account import Account
from simulators.sf.book import Book
from simulators.sf.courier import Courier
from simulators.sf.faults import Faults
from simulators.sf.orders import Orders
from simulators.sf.routes import Door, order_routes

_MERCHANT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Sf:
    """The simulated SF: its parts, for who plays rider, and where it is."""

    url: str
    orders: Orders
    book: Book
    courier: Courier

    @property
    def faults(self) -> Faults:
        """What goes wrong from now on."""
        return self.courier.faults


@asynccontextmanager
async def sf(
    accounts: Sequence[Account], listen: tuple[str, int], clock: Clock | None = None
) -> AsyncIterator[Sf]:
    """Serve developers. Raise PortTaken."""
    clock = clock or Clock()
    listener = bind(*listen)
    url = f"http://{listen[0]}:{listener.getsockname()[1]}"
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        http = await stack.enter_async_context(
            httpx.AsyncClient(timeout=_MERCHANT_SECONDS, transport=SteadyTransport())
        )
        courier = Courier(http, clock, faults=Faults())
        stack.push_async_callback(courier.errands.close)
        orders = Orders(Book(clock.now), courier)
        door = Door({account.dev_id: account for account in accounts}, clock)
        routes = [*order_routes(orders, door, courier.faults), *hand_routes(orders, courier)]
        await stack.enter_async_context(serving(routes, listener))
        yield Sf(url, orders, orders.book, courier)
