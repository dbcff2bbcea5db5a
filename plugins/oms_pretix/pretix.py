"""pretix as this installation reaches it: what lives for each account while the plug-in does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import httpx
from zhongtai_plugin import Background, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.steady import steady

from plugins.oms_pretix.accounts import Account
from plugins.oms_pretix.books import Books
from plugins.oms_pretix.client import Client
from plugins.oms_pretix.orders import Orders
from plugins.oms_pretix.redeeming import Redeeming
from plugins.oms_pretix.voiding import Voiding
from plugins.oms_pretix.watching import watch_chain, watch_ends


@dataclass(frozen=True, slots=True)
class Chain:
    """What an account is used with."""

    client: Client
    orders: Orders
    redeeming: Redeeming
    voiding: Voiding


class Pretix:
    """The accounts in use. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self._chains: dict[str, Chain] = {}
        self._books: Books | None = None
        self._http: httpx.AsyncClient | None = None
        self._work = Background()

    async def open(
        self, accounts: Accounts[Account], books: Books, every: float, overlap: float
    ) -> None:
        """Take the accounts, and watch for changes; times are in seconds."""
        self.accounts, self._books = accounts, books
        self._http = steady(
            httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113 - the client has one
        )
        for merchant_id, account in accounts.usable.items():
            orders = Orders(Client(account, self._http), books)
            self._chains[merchant_id] = Chain(
                orders.client, orders, Redeeming(orders), Voiding(orders)
            )
            watch = partial(watch_chain, orders, every, overlap)
            self._work.start(f"changes.{merchant_id}", watch)
        self._work.start("ends", partial(watch_ends, books))

    async def close(self) -> None:
        """Stop watching, close connections and books. Harmless when repeated."""
        await self._work.stop()
        self._chains = {}
        if self._http is not None:
            await self._http.aclose()
        if self._books is not None:
            await self._books.close()
        self._http = self._books = None

    def books(self) -> Books:
        """Return the books in use. Raise RetryLater."""
        if self._books is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._books

    def of(self, merchant_id: str) -> Chain:
        """Return what a chain's account is used with. Raise NoAccount, AuthRefused, RetryLater."""
        self.books()
        return self._chains[self.accounts.of(merchant_id).merchant_id]

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain, in words that say what to do."""
        found = {name: chain.client.troubles.values() for name, chain in self._chains.items()}
        return {name: " ".join(dict.fromkeys(words)) for name, words in found.items() if words}
