"""What lives while the process lives: the accounts, deliveries of each, the book."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import httpx
import structlog
from zhongtai.plugin.v1 import carrier_pb2 as pb

from zhongtai_plugin.accounts import Accounts, NoAccount
from zhongtai_plugin.carrier.book import Book
from zhongtai_plugin.carrier.client import Client
from zhongtai_plugin.carrier.deliveries import Deliveries
from zhongtai_plugin.errors import AuthRefused, RetryLater
from zhongtai_plugin.service import Readiness
from zhongtai_plugin.steady import steady

MOST_CONNECTIONS = 64
MOST_UNKNOWN_STATES = 20

A = TypeVar("A")
Seen = Callable[[int], None]
"""Is told of a state that stands in no document."""


class Fleet(ABC, Generic[A]):
    """A carrier as this installation reaches it. All is there once `open` has returned."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.accounts: Accounts[A] = Accounts()
        self.unknown_states: set[int] = set()
        self.clock = clock
        self._clients: Mapping[str, Client] = {}
        self._deliveries: Mapping[str, Deliveries] = {}
        self._book: Book | None = None
        self._http: httpx.AsyncClient | None = None

    @abstractmethod
    def client(self, account: A, http: httpx.AsyncClient) -> Client:
        """Return what calls for an account."""

    @abstractmethod
    def deliveries(self, account: A, calls: Client, book: Book) -> Deliveries:
        """Return the deliveries of an account."""

    @abstractmethod
    def verified(self, request: pb.VerifyCallbackRequest) -> pb.VerifyCallbackResponse:
        """Return what a callback says, with the answers to it.

        Raise AuthRefused or BadRequest when it is none, RetryLater when that cannot be said now.
        """

    @property
    @abstractmethod
    def answers(self) -> pb.VerifyCallbackResponse:
        """What to say to the sender of a callback."""

    async def open(self, accounts: Accounts[A], api_url: str, file: Path) -> None:
        """Take the accounts, and open the book in a file."""
        book = self._book = await Book.open(file)
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS)
        http = steady(httpx.AsyncClient(base_url=api_url, limits=limits, follow_redirects=False))
        self.accounts, self._http = accounts, http
        usable = accounts.usable
        self._clients = {name: self.client(account, http) for name, account in usable.items()}
        self._deliveries = {
            name: self.deliveries(usable[name], client, book)
            for name, client in self._clients.items()
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

    def deliveries_of(self, merchant_id: str) -> Deliveries:
        """Return the deliveries of a chain. Raise NoAccount or AuthRefused."""
        self.accounts.of(merchant_id)
        return self._deliveries[merchant_id]

    async def holder_of(self, delivery_id: str) -> tuple[Deliveries, str] | None:
        """Return the account that has a delivery, and its store; None when it was never seen.

        One that is not in the book, since that was lost, is looked for in all accounts. Raise
        what keeps an account from being asked: nobody may say then that it was never seen.
        """
        if (booked := self.book.find(delivery_id)) is not None:
            try:
                return self.deliveries_of(booked.merchant_id), booked.store_id
            except NoAccount:
                words = "The chain's account was taken out of the settings."
                raise AuthRefused("ACCOUNT_GONE", words) from None
        every = list(self._deliveries.values())
        found = await asyncio.gather(*(each.seek(delivery_id) for each in every))
        for each, store_id in zip(every, found, strict=True):
            if store_id is not None:
                return each, store_id
        if self.accounts.unusable:
            raise AuthRefused("ACCOUNT_UNUSABLE", "An account that may have it is not set up.")
        return None

    def readiness(self) -> Readiness:
        """Ready while any chain's account can be used; details say what is wrong with others."""
        told: dict[str, str] = {}
        if states := self.unknown_states:
            told["unknown_states"] = ", ".join(map(str, sorted(states)))
        return self.accounts.readiness(self._troubles(), **told)

    def see(self, state: int) -> None:
        """Take note of a state that stands in no document."""
        if state not in self.unknown_states and len(self.unknown_states) < MOST_UNKNOWN_STATES:
            self.unknown_states.add(state)
            structlog.get_logger().warning("a state is not known", state=state)

    def _troubles(self) -> dict[str, str]:
        """Return what went wrong with accounts, by chain, in words that say what to do."""
        return {
            name: "; ".join(sorted(set(client.troubles.values())))
            for name, client in self._clients.items()
            if client.troubles
        }
