"""WeChat's side of mini-programs: customers log in, pay, get money back; the books are compared."""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cli.demo import read_credentials
from cli.home import read_running
from cli.ports import free_port
from cli.problems import Problem
from cli.replay.connection import MERCHANT, Connection, connected
from cli.replay.customers import Customer, Refused
from cli.replay.report import progress_bar
from cli.simulate.accounts import FOLDER, address_of
from cli.simulate.sides import READER, Wanted
from cli.simulate.wechat_report import Lived, differences, show
from mesh.process.settings import ProcessSettings
from simulators.core.clock import Clock
from simulators.wechat.files import PAY, kept_accounts, settings
from simulators.wechat.platform import Wechat, wechat

WECHAT = "wechat"
OFFSET = 15
"""How far its port is from the edge's."""
ACCOUNTS, URL = "ZHONGTAI_PAYMENT_WECHAT_ACCOUNTS", "ZHONGTAI_PAYMENT_WECHAT_API_URL"
STORIES = ("pays", "pays, then cancels", "cancels")
STORE, DISH = "bund", "soy-milk"
ANEW = (
    " Start the platform anew with the settings of the simulated WeChat, in this shell:\n"
    '    eval "$(zhongtai simulate wechat --settings)"; zhongtai up --demo'
)
PACE = 0.1
"""WeChat comes again with a notice that was not taken after 1.5 seconds instead of 15."""
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 120.0


def tell_settings() -> int:
    """Print what a platform is started with to meet WeChat: lines for a shell."""
    read = ProcessSettings.read(os.environ)
    folder = _folder(read.home)
    kept_accounts(folder, [MERCHANT])
    http = read.http_port or free_port(read.listen_host)
    port = http + OFFSET if read.http_port else http
    for name, value in settings(folder, f"http://127.0.0.1:{port}").items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


async def listen() -> int:
    """Serve the page of customers until Ctrl-C. Raise Problem."""
    async with _serving() as side:
        print(f"{WECHAT} listens: {side.url} ; Ctrl-C ends it", flush=True)
        await asyncio.Event().wait()
    return 0


async def play(wanted: Wanted) -> int:
    """Have customers buy; return 1 when the books differ. Raise Problem."""
    async with connected(wanted.at_once, READER) as connection, _serving() as side:
        await _demand_met(connection, side)
        side.faults.begin(wanted.faults, wanted.seed, wanted.orders)
        store_id, sku_id = await _dish(connection, side)
        turns = asyncio.Semaphore(wanted.at_once)
        with progress_bar() as bar:
            task = bar.add_task(f"{WECHAT}: orders", total=wanted.orders)

            async def live(number: int) -> Lived:
                async with turns:
                    lived = await _live(Visitor(connection, side, number), store_id, sku_id)
                bar.advance(task, 1)
                return lived

            lives = await asyncio.gather(*(live(number) for number in range(wanted.orders)))
        await side.courier.errands.all_done()
        trades = {trade.asked.out_trade_no: trade for trade in side.book.all()}
        found = differences(lives, trades, side.courier)
        show(lives, trades, side.courier, found)
    return 1 if found else 0


class Visitor(Customer):
    """A customer who comes from WeChat."""

    def __init__(self, connection: Connection, side: Wechat, number: int) -> None:
        super().__init__(connection, f"visitor-{number}")
        self._app_id, self._side, self.number = connection.app_id, side, number

    def code(self) -> str:
        """Return a code of wx.login: a new one each time, since one is good once."""
        return self._side.login.code(self._app_id, f"visitor{self.number}")

    def pay(self, payment_id: str) -> None:
        """Pay in WeChat, which tells the merchant."""
        self._side.pay.pay(payment_id)

    async def until(self, order_id: str, status: str, *, settled: bool) -> dict[str, Any]:
        """Look at an order until it is so, or patience ends; return it as it is then."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            order = await self.get(f"/orders/{order_id}")
            amounts = order["amounts"]
            back = amounts["refunded"] == amounts["paid"]
            if (order["status"] == status and (back or not settled)) or time.monotonic() > ends:
                return order
            await asyncio.sleep(LOOK_SECONDS)


async def _live(visitor: Visitor, store_id: str, sku_id: str) -> Lived:
    """One order, and what becomes of it."""
    story = STORIES[visitor.number % len(STORIES)]
    line = {"sku_id": sku_id, "quantity": 1}
    body = {"store_id": store_id, "service_type": "PICK_UP", "lines": [line]}
    order = await visitor.post("/orders", body, secrets.token_hex(12))
    order_id, path = order["order_id"], f"/orders/{order['order_id']}"
    payment = await visitor.post(f"{path}/payments", {"provider": WECHAT}, secrets.token_hex(12))
    if story != STORIES[2]:
        visitor.pay(payment["payment_id"])
        order = await visitor.until(order_id, "PLACED", settled=False)
    if story != STORIES[0]:
        await visitor.post(f"{path}/cancel", {}, secrets.token_hex(12))
        order = await visitor.until(order_id, "CANCELLED", settled=True)
    return Lived(story, order_id, payment["payment_id"], order["status"], order["amounts"])


def _url(env: Mapping[str, str]) -> str:
    """Return where platform and WeChat meet: as the settings say, else beside the edge."""
    settings_here = ProcessSettings.read(env)
    endpoints = (read_running(settings_here.home) or {}).get("endpoints", {})
    running = urlsplit(str(endpoints.get("http", ""))).port
    port = (running or settings_here.http_port) + OFFSET
    return env.get(URL) or f"http://127.0.0.1:{port}"


def _folder(home: Path) -> Path:
    return home.absolute() / FOLDER / WECHAT


@asynccontextmanager
async def _serving() -> AsyncIterator[Wechat]:
    """WeChat at the place where the platform looks for it. Raise Problem."""
    folder = _folder(ProcessSettings.read(os.environ).home)
    named = os.environ.get(ACCOUNTS, "")
    if named and Path(named).resolve() != (folder / PAY).resolve():
        # Perhaps an account at the real WeChat: nothing is written beside it, or played for it.
        raise Problem(f"{ACCOUNTS} names {named}, which is not the simulated WeChat's.{ANEW}")
    accounts, authority = kept_accounts(folder, [MERCHANT])
    at = address_of(_url(os.environ))
    async with wechat(list(accounts.values()), at, authority, Clock(PACE)) as side:
        yield side


async def _demand_met(connection: Connection, side: Wechat) -> None:
    """Raise Problem when the platform's customers do not come from WeChat."""
    try:
        await Visitor(connection, side, 0).token()
    except Refused as refused:
        raise Problem(
            f"The platform's customers do not come from {side.url} ({refused.reason}).{ANEW}"
        ) from None


async def _dish(connection: Connection, side: Wechat) -> tuple[str, str]:
    store_id = read_credentials(ProcessSettings.read(os.environ).home)["stores"][STORE]
    menu = await Visitor(connection, side, 0).get(f"/stores/{store_id}/menu")
    [sku_id] = [
        str(sku["sku_id"])
        for product in menu["products"]
        for sku in product["skus"]
        if sku["external_code"] == DISH
    ]
    return str(store_id), sku_id
