"""What lives while the process lives: the accounts, what works for each, the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import Background, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.pos.book import Book, Rules
from zhongtai_plugin.pos.sender import Sender
from zhongtai_plugin.tryton.client import Client

from plugins.pos_tryton import words
from plugins.pos_tryton.accounts import Account
from plugins.pos_tryton.desk import Desk
from plugins.pos_tryton.reader import Reader
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
    sales: Sales
    sender: Sender
    reader: Reader

    def trouble(self) -> str:
        """Return what is wrong with its account, and what to do; empty for nothing."""
        return self.client.trouble or self.shops.trouble


class Chains:
    """The chains whose stores have tills in Tryton. All is there once `open` has returned."""

    def __init__(self) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self._chains: dict[str, Chain] = {}
        self._book: Book | None = None
        self._http: httpx.AsyncClient | None = None
        self._background = Background()

    async def open(
        self, accounts: Accounts[Account], folder: Path, keep_days: int, times: Times
    ) -> None:
        """Take the accounts, open the book in a folder, and begin to work."""
        rules = Rules(words.order_problem, lambda order_id: order_id, words.notice_of)
        self._book = book = await Book.open(folder / "tills.sqlite3", rules, keep_days)
        self._http = httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113 - the client has one
        self.accounts = accounts
        for merchant_id, account in accounts.usable.items():
            client = Client(account.login, self._http, times.login_pause)
            shops = Shops(client, account)
            sales = Sales(client, account, shops, book, times.overlap)
            chain = Chain(
                client,
                shops,
                sales,
                Sender(merchant_id, book, Work(Desk(client, shops), book).do),
                Reader(client, shops, book, sales, times.poll),
            )
            self._chains[merchant_id] = chain
            self._background.start(f"sending.{merchant_id}", chain.sender.keep_sending)
            self._background.start(f"reading.{merchant_id}", chain.reader.keep_reading)

    async def close(self) -> None:
        """End all work, close connections and book. Harmless when repeated."""
        await self._background.stop()
        self._chains.clear()
        if self._http is not None:
            await self._http.aclose()
        if self._book is not None:
            await self._book.close()
        self._http = self._book = None

    @property
    def book(self) -> Book:
        """The orders that were pushed here."""
        if self._book is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._book

    def place_of(self, order: PosOrder) -> str:
        """Return the point of sale of an order's store. Raise Rejected, NoAccount, AuthRefused."""
        return self.accounts.of(order.merchant_id).point_of(order.store_id, order.store_code)

    def wake(self) -> None:
        """Say that there are tasks."""
        for chain in self._chains.values():
            chain.sender.wake()

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain."""
        found = {name: chain.trouble() for name, chain in self._chains.items()}
        return {name: words for name, words in found.items() if words}

    def figures(self) -> dict[str, str]:
        """Return what Probe tells of the work."""
        chains = self._chains
        figures = {"tasks_waiting": str(sum(map(self.book.waiting, chains)))}
        if not_done := sum(chain.sender.not_done for chain in chains.values()):
            figures["changes_refused"] = str(not_done)
        if left_out := sum(len(chain.sales.left_out) for chain in chains.values()):
            figures["sales_not_told_whole"] = str(left_out)
        for name, chain in chains.items():
            if chain.reader.trouble:
                figures[f"reading.{name}"] = chain.reader.trouble
        return figures | self.book.updates.figures() | self.book.sales.figures()
