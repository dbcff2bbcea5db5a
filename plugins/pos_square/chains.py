"""What lives while the process lives: the accounts, what works for each, the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import Background, Rejected, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.pos.book import Book, Rules
from zhongtai_plugin.pos.sender import Sender

from plugins.pos_square import words
from plugins.pos_square.accounts import Account
from plugins.pos_square.client import CALL_SECONDS, Client
from plugins.pos_square.reader import Reader
from plugins.pos_square.work import Work

MOST_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Chain:
    """What works for one chain."""

    client: Client
    sender: Sender
    reader: Reader

    def trouble(self) -> str:
        """Return what is wrong with its account, and what to do; empty for nothing."""
        return "; ".join(sorted(set(self.client.troubles.values())))


class Chains:
    """The chains whose stores have Square. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self._chains: dict[str, Chain] = {}
        self._book: Book | None = None
        self._http: httpx.AsyncClient | None = None
        self._background = Background()

    async def open(
        self,
        accounts: Accounts[Account],
        *,
        api_url: str,
        poll_seconds: float,
        folder: Path,
        keep_days: int,
    ) -> None:
        """Take the accounts, open the book in a folder, and begin to work."""
        rules = Rules(words.order_problem, words.reference_of, words.notice_of)
        self._book = book = await Book.open(folder / "square.sqlite3", rules, keep_days)
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        self._http = httpx.AsyncClient(timeout=CALL_SECONDS, limits=limits, follow_redirects=False)
        self.accounts = accounts
        for merchant_id, account in accounts.usable.items():
            client = Client(account, self._http, api_url)
            sender = Sender(merchant_id, book, Work(client, book).do)
            chain = Chain(client, sender, Reader(client, book, poll_seconds))
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
        """Return the location of an order's store. Raise Rejected, NoAccount, AuthRefused."""
        if not order.paid:
            raise Rejected("NOT_PAID", "Square shows stores paid orders only.")
        return self.accounts.of(order.merchant_id).location_of(order.store_id, order.store_code)

    def wake(self) -> None:
        """Say that there are tasks."""
        for chain in self._chains.values():
            chain.sender.wake()

    def account_of(self, merchant_id: str) -> Account | None:
        """Return the account of a chain that has one which can be used."""
        return self.accounts.usable.get(merchant_id)

    def hint(self, merchant_id: str, square_id: str) -> None:
        """Take note that an order of a chain may have changed."""
        if chain := self._chains.get(merchant_id):
            chain.reader.hint(square_id)

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain."""
        found = {name: chain.trouble() for name, chain in self._chains.items()}
        return {name: words for name, words in found.items() if words}

    def figures(self) -> dict[str, str]:
        """Return what Probe tells of the work."""
        chains = self._chains
        waiting = sum(self.book.waiting(name) for name in chains)
        not_done = sum(chain.sender.not_done for chain in chains.values())
        left_out = sum(len(chain.reader.sales.left_out) for chain in chains.values())
        unknown = {state for chain in chains.values() for state in chain.reader.unknown_states}
        figures = {"tasks_waiting": str(waiting)}
        if not_done:
            figures["changes_refused"] = str(not_done)
        if left_out:
            figures["sales_not_told_whole"] = str(left_out)
        if unknown:
            figures["unknown_states"] = ", ".join(sorted(unknown))
        for name, chain in chains.items():
            if chain.reader.trouble:
                figures[f"reading.{name}"] = chain.reader.trouble
        return figures | self.book.updates.figures() | self.book.sales.figures()
