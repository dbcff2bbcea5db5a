"""What lives while the process lives: the accounts, what works for each, the book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import Rejected
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.pos import chains, checks
from zhongtai_plugin.pos.book import Rules
from zhongtai_plugin.pos.sender import Sender
from zhongtai_plugin.steady import steady

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

    def left_out(self) -> int:
        """Return how many of its counter sales are not told whole."""
        return len(self.reader.sales.left_out)


class Chains(chains.Chains[Account, Chain]):
    """The chains whose stores have Square. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        super().__init__()
        self._http: httpx.AsyncClient | None = None

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
        rules = Rules(checks.sum_problem, words.reference_of, words.notice_of)
        book = await self.open_book(folder / "square.sqlite3", rules, keep_days)
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        self._http = steady(
            httpx.AsyncClient(timeout=CALL_SECONDS, limits=limits, follow_redirects=False)
        )
        working: dict[str, Chain] = {}
        for merchant_id, account in accounts.usable.items():
            client = Client(account, self._http, api_url)
            sender = Sender(merchant_id, book, Work(client, book).do)
            working[merchant_id] = Chain(client, sender, Reader(client, book, poll_seconds))
        self.begin(accounts, working)

    async def close(self) -> None:
        """End all work, close connections and book. Harmless when repeated."""
        await super().close()
        if self._http is not None:
            await self._http.aclose()
        self._http = None

    def place_of(self, order: PosOrder) -> str:
        """Return the location of an order's store. Raise Rejected, NoAccount, AuthRefused."""
        if not order.paid:
            raise Rejected("NOT_PAID", "Square shows stores paid orders only.")
        return self.accounts.of(order.merchant_id).location_of(order.store_id, order.store_code)

    def account_of(self, merchant_id: str) -> Account | None:
        """Return the account of a chain that has one which can be used."""
        return self.accounts.usable.get(merchant_id)

    def hint(self, merchant_id: str, square_id: str) -> None:
        """Take note that an order of a chain may have changed."""
        if chain := self.working.get(merchant_id):
            chain.reader.hint(square_id)

    def figures(self) -> dict[str, str]:
        """Return what Probe tells of the work."""
        figures = super().figures()
        if states := {x for chain in self.working.values() for x in chain.reader.unknown_states}:
            figures["unknown_states"] = ", ".join(sorted(states))
        return figures
