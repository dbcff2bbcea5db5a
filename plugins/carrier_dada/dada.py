"""What lives while the process lives: the accounts, a client for each, the book."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import structlog
from zhongtai_plugin import AuthRefused, RetryLater
from zhongtai_plugin.accounts import Accounts, NoAccount

from plugins.carrier_dada.accounts import Account
from plugins.carrier_dada.book import Book
from plugins.carrier_dada.callbacks import Callbacks
from plugins.carrier_dada.client import Client
from plugins.carrier_dada.deliveries import Deliveries

MOST_CONNECTIONS = 64
MOST_UNKNOWN_STATES = 20


class Dada:
    """Dada as this installation reaches it. Everything is there once `open` has returned."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.accounts: Accounts[Account] = Accounts()
        self.unknown_states: set[int] = set()
        self._clock = clock
        self._clients: dict[str, Client] = {}
        self._deliveries: dict[str, Deliveries] = {}
        self._book: Book | None = None
        self._http: httpx.AsyncClient | None = None

    async def open(
        self, accounts: Accounts[Account], api_url: str, grams: int, folder: Path
    ) -> None:
        """Take the accounts, and open the book in a folder."""
        self._book = await Book.open(folder)
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        http = httpx.AsyncClient(base_url=api_url, limits=limits, follow_redirects=False)
        self.accounts, self._http = accounts, http
        self._clients = {
            merchant_id: Client(account, http, self._clock)
            for merchant_id, account in accounts.usable.items()
        }
        self._deliveries = {
            merchant_id: Deliveries(client, grams, self._see, self._clock)
            for merchant_id, client in self._clients.items()
        }

    async def close(self) -> None:
        """Close connections and book. Harmless when repeated."""
        if self._http is not None:
            await self._http.aclose()
        if self._book is not None:
            await self._book.close()
        self._http = self._book = None

    @property
    def book(self) -> Book:
        """The deliveries that were ordered here."""
        if self._book is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._book

    @property
    def callbacks(self) -> Callbacks:
        """Checks callbacks."""
        return Callbacks(self.book, self._see, self._clock)

    def deliveries_of(self, merchant_id: str) -> Deliveries:
        """Return the deliveries of a chain. Raise NoAccount or AuthRefused."""
        return self._deliveries[self.accounts.of(merchant_id).merchant_id]

    async def holder_of(self, delivery_id: str) -> Deliveries | None:
        """Return the account that has a delivery; None when Dada never saw it.

        One that is not in the book, since that was lost, is looked for in all accounts. Raise
        what keeps an account from being asked: nobody may say then that it was never seen.
        """
        if (booked := self.book.find(delivery_id)) is not None:
            try:
                return self.deliveries_of(booked.merchant_id)
            except NoAccount:
                raise AuthRefused(
                    "ACCOUNT_GONE", "The chain's account was taken out of the settings."
                ) from None
        every = list(self._deliveries.values())
        found = await asyncio.gather(*(each.find(delivery_id) for each in every))
        for each, order in zip(every, found, strict=True):
            if order is not None:
                return each
        if self.accounts.unusable:
            raise AuthRefused("ACCOUNT_UNUSABLE", "An account that may have it is not set up.")
        return None

    def troubles(self) -> dict[str, str]:
        """Return what went wrong with accounts, by chain, in words that say what to do."""
        return {
            name: "; ".join(sorted(set(client.troubles.values())))
            for name, client in self._clients.items()
            if client.troubles
        }

    def _see(self, state: int) -> None:
        """Take note of a state that stands in no document."""
        if state not in self.unknown_states and len(self.unknown_states) < MOST_UNKNOWN_STATES:
            self.unknown_states.add(state)
            structlog.get_logger().warning("dada has a state that is not known", state=state)
