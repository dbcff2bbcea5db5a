"""pretix as this installation reaches it: what lives for each account while the plug-in does."""

from __future__ import annotations

import asyncio
from functools import partial

import httpx
import structlog
from zhongtai_plugin import Background, PluginFault, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.steady import steady

from plugins.crm_pretix.accounts import Account
from plugins.crm_pretix.books import Books
from plugins.crm_pretix.client import Client
from plugins.crm_pretix.members import Members


class Pretix:
    """The accounts in use. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self._chains: dict[str, Members] = {}
        self._books: Books | None = None
        self._http: httpx.AsyncClient | None = None
        self._work = Background()

    async def open(self, accounts: Accounts[Account], books: Books, every: float) -> None:
        """Take the accounts, and read them again and again, after `every` so many seconds."""
        self.accounts, self._books = accounts, books
        self._http = steady(
            httpx.AsyncClient(timeout=None, follow_redirects=False)  # noqa: S113 - the client has one
        )
        for merchant_id, account in accounts.usable.items():
            members = self._chains[merchant_id] = Members(Client(account, self._http), books)
            self._work.start(f"changes.{merchant_id}", partial(watch, members, every))

    async def close(self) -> None:
        """Stop reading, close connections and books. Harmless when repeated."""
        await self._work.stop()
        self._chains = {}
        if self._http is not None:
            await self._http.aclose()
        if self._books is not None:
            await self._books.close()
        self._http = self._books = None

    def of(self, merchant_id: str) -> Members:
        """Return a chain's members. Raise NoAccount, AuthRefused, RetryLater."""
        if self._books is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._chains[self.accounts.of(merchant_id).merchant_id]

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain, in words that say what to do."""
        found = {name: each.client.troubles.values() for name, each in self._chains.items()}
        return {name: " ".join(dict.fromkeys(words)) for name, words in found.items() if words}


async def watch(members: Members, every: float) -> None:
    """Read what changes of one chain. Runs for ever."""
    trouble = ""
    while True:
        try:
            await members.read_all()
            trouble = ""
        except PluginFault as fault:
            if fault.code != trouble:
                trouble = fault.code
                structlog.get_logger().warning(
                    "changes cannot be read", chain=members.chain, code=fault.code
                )
        await asyncio.sleep(every)
