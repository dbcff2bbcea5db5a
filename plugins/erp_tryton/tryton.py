"""Tryton as this installation reaches it: what lives for each account while the plug-in does."""

from __future__ import annotations

from dataclasses import dataclass, replace

import httpx
from zhongtai_plugin import RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.steady import steady
from zhongtai_plugin.tryton.client import Client

from plugins.erp_tryton.accounts import Account
from plugins.erp_tryton.books import Books
from plugins.erp_tryton.catalog import Catalog
from plugins.erp_tryton.company import Companies
from plugins.erp_tryton.movements import Movements
from plugins.erp_tryton.sales import Sales
from plugins.erp_tryton.stock import Stock


@dataclass(frozen=True, slots=True)
class Chain:
    """What an account is used with."""

    client: Client
    companies: Companies
    catalog: Catalog
    stock: Stock
    movements: Movements
    sales: Sales


class Tryton:
    """The accounts in use. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self._chains: dict[str, Chain] = {}
        self._books: Books | None = None
        self._http: httpx.AsyncClient | None = None

    async def open(
        self, accounts: Accounts[Account], books: Books, overlap: float, login_pause: float
    ) -> None:
        """Take the accounts; times are in seconds."""
        self._http = steady(
            httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113 - the client has one
        )
        await books.remember_chains([*accounts.usable, *accounts.unusable])
        self.accounts = replace(accounts, known=books.chains())
        for merchant_id, account in accounts.usable.items():
            client = Client(account.login, self._http, login_pause)
            companies = Companies(client, account)
            catalog = Catalog(client, companies, books, overlap)
            stock = Stock(client, companies, catalog, books, overlap)
            self._chains[merchant_id] = Chain(
                client,
                companies,
                catalog,
                stock,
                Movements(client, companies, stock, books, overlap),
                Sales(client, companies, books, overlap),
            )
        self._books = books

    async def close(self) -> None:
        """Close connections and books. Harmless when repeated."""
        self._chains = {}
        if self._http is not None:
            await self._http.aclose()
        if self._books is not None:
            await self._books.close()
        self._http = self._books = None

    def of(self, merchant_id: str) -> Chain:
        """Return what a chain's account is used with. Raise NoAccount, AuthRefused, RetryLater."""
        if self._books is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._chains[self.accounts.of(merchant_id).login.merchant_id]

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain, in words that say what to do."""
        found = {
            name: chain.client.trouble or chain.companies.trouble
            for name, chain in self._chains.items()
        }
        return {name: words for name, words in found.items() if words}

    def oddities(self) -> dict[str, str]:
        """Return what else a person should know, for Probe."""
        return {
            f"codes_twice.{name}": ", ".join(sorted(chain.catalog.twice)[:20])
            for name, chain in self._chains.items()
            if chain.catalog.twice
        }
