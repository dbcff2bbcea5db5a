"""Puts the WeChat side together and serves it for as long as a block runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from mesh.edge.listener import bind
from mesh.edge.transport import SteadyTransport
from simulators.core.clock import Clock
from simulators.core.serving import serving
from simulators.wechat.account import Account
from simulators.wechat.authority import Authority
from simulators.wechat.book import Book
from simulators.wechat.by_hand import hand_routes, page_routes
from simulators.wechat.courier import Courier
from simulators.wechat.faults import Faults
from simulators.wechat.login import Login
from simulators.wechat.pay import Pay
from simulators.wechat.routes import Door, login_routes, pay_routes

_MERCHANT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Wechat:
    """The simulated WeChat: its parts, for who plays customer, and where it is."""

    url: str
    login: Login
    pay: Pay
    book: Book
    authority: Authority
    courier: Courier

    @property
    def faults(self) -> Faults:
        """What goes wrong from now on."""
        return self.courier.faults


@asynccontextmanager
async def wechat(
    accounts: Sequence[Account],
    listen: tuple[str, int],
    authority: Authority | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Wechat]:
    """Serve logins and WeChat Pay for merchants. Raise PortTaken."""
    clock = clock or Clock()
    authority = authority or Authority(clock.now)
    listener = bind(*listen)
    url = f"http://{listen[0]}:{listener.getsockname()[1]}"
    async with AsyncExitStack() as stack:
        stack.callback(listener.close)
        http = await stack.enter_async_context(
            httpx.AsyncClient(timeout=_MERCHANT_SECONDS, transport=SteadyTransport())
        )
        courier = Courier(http, clock, authority=authority)
        stack.push_async_callback(courier.errands.close)
        book = Book(clock.now)
        pay = Pay(url, book, authority, courier, clock)
        login = Login({account.appid: account for account in accounts}, clock)
        door = Door({account.mchid: account for account in accounts}, authority, clock)
        simulated = Wechat(url, login, pay, book, authority, courier)
        routes = [
            *pay_routes(pay, door, courier.faults),
            *login_routes(login),
            *hand_routes(pay, login, courier),
            *page_routes(pay, login, courier),
        ]
        await stack.enter_async_context(serving(routes, listener))
        yield simulated
