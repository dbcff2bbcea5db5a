"""What lives while the process lives: the accounts, what works for each, the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.pos import chains
from zhongtai_plugin.pos.book import Rules
from zhongtai_plugin.pos.sender import Sender
from zhongtai_plugin.steady import steady
from zhongtai_plugin.tryton.client import Client

from plugins.pos_tryton import words
from plugins.pos_tryton.accounts import Account
from plugins.pos_tryton.desk import Desk
from plugins.pos_tryton.reader import Reader
from plugins.pos_tryton.restoring import Restoring
from plugins.pos_tryton.sales import Sales
from plugins.pos_tryton.shop import Shops
from plugins.pos_tryton.work import Work


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds: between two looks at tills, how long Tryton may be at one call, after a login."""

    poll: float
    overlap: float
    login_pause: float


@dataclass(frozen=True, slots=True)
class Chain:
    """What works for one chain."""

    client: Client
    shops: Shops
    restoring: Restoring
    sales: Sales
    sender: Sender
    reader: Reader

    def trouble(self) -> str:
        """Return what is wrong with its account, and what to do; empty for nothing."""
        return self.client.trouble or self.shops.trouble

    def left_out(self) -> int:
        """Return how many of its counter sales are not told whole."""
        return len(self.sales.left_out)


class Chains(chains.Chains[Account, Chain]):
    """The chains whose stores have tills in Tryton. All is there once `open` has returned."""

    def __init__(self) -> None:
        super().__init__()
        self._http: httpx.AsyncClient | None = None

    async def open(
        self, accounts: Accounts[Account], folder: Path, keep_days: int, times: Times
    ) -> None:
        """Take the accounts, open the book in a folder, and begin to work."""
        rules = Rules(words.order_problem, lambda order_id: order_id, words.notice_of)
        book = await self.open_book(folder / "tills.sqlite3", rules, keep_days)
        self._http = steady(
            httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113 - the client has one
        )
        working: dict[str, Chain] = {}
        for merchant_id, account in accounts.usable.items():
            client = Client(account.login, self._http, times.login_pause)
            shops = Shops(client, account)
            sales = Sales(client, account, shops, book, times.overlap)
            desk = Desk(client, shops)
            restoring = Restoring(client, shops, desk, book)
            working[merchant_id] = Chain(
                client,
                shops,
                restoring,
                sales,
                Sender(merchant_id, book, Work(desk, restoring, book).do),
                Reader(client, shops, restoring, book, sales, poll_seconds=times.poll),
            )
        book.is_whole = lambda: all(chain.restoring.is_done for chain in working.values())
        self.begin(accounts, working)

    async def close(self) -> None:
        """End all work, close connections and book. Harmless when repeated."""
        await super().close()
        if self._http is not None:
            await self._http.aclose()
        self._http = None

    def place_of(self, order: PosOrder) -> str:
        """Return the point of sale of an order's store. Raise Rejected, NoAccount, AuthRefused."""
        return self.accounts.of(order.merchant_id).point_of(order.store_id, order.store_code)
