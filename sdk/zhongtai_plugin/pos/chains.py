"""What lives while the process lives: the chains' accounts, what works for each, the book."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.background import Background
from zhongtai_plugin.errors import RetryLater
from zhongtai_plugin.pos.book import Book, Rules
from zhongtai_plugin.pos.sender import Sender


class Reader(Protocol):
    """Reads what a chain's stores do. `trouble` is why it cannot; empty while it can."""

    @property
    def trouble(self) -> str:
        """Why nothing can be read."""
        ...

    async def keep_reading(self) -> None:
        """Read for ever."""
        ...


class Chain(Protocol):
    """What works for one chain."""

    @property
    def sender(self) -> Sender:
        """Does the chain's tasks."""
        ...

    @property
    def reader(self) -> Reader:
        """Reads what its stores do."""
        ...

    def trouble(self) -> str:
        """Return what is wrong with its account, and what to do; empty for nothing."""
        ...

    def left_out(self) -> int:
        """Return how many of its counter sales are not told whole."""
        ...


A = TypeVar("A")
C = TypeVar("C", bound=Chain)


class Chains(Generic[A, C]):
    """The chains whose stores have tills at the system: accounts `A`, worked for by `C`.

    A plug-in's own has an `open`, that opens the book, makes what works for each, and begins.
    """

    def __init__(self) -> None:
        self.accounts: Accounts[A] = Accounts()
        self.working: Mapping[str, C] = {}
        """What works for each chain that has an account which can be used."""
        self._book: Book | None = None
        self._background = Background()

    async def open_book(self, file: Path, rules: Rules, keep_days: int) -> Book:
        """Open the book in a file; return it."""
        self._book = await Book.open(file, rules, keep_days)
        return self._book

    def begin(self, accounts: Accounts[A], working: Mapping[str, C]) -> None:
        """Take the accounts, and have what was made for each work."""
        self.accounts, self.working = accounts, working
        for merchant_id, chain in working.items():
            self._background.start(f"sending.{merchant_id}", chain.sender.keep_sending)
            self._background.start(f"reading.{merchant_id}", chain.reader.keep_reading)

    async def close(self) -> None:
        """End all work, close the book. Harmless when repeated."""
        await self._background.stop()
        self.working = {}
        if self._book is not None:
            await self._book.close()
        self._book = None

    @property
    def is_open(self) -> bool:
        """Whether there is a book."""
        return self._book is not None

    @property
    def book(self) -> Book:
        """The orders that were pushed here."""
        if self._book is None:
            raise RetryLater("NOT_CONFIGURED", "The accounts are not read.")
        return self._book

    def wake(self) -> None:
        """Say that there are tasks."""
        for chain in self.working.values():
            chain.sender.wake()

    def troubles(self) -> dict[str, str]:
        """Return what is wrong with accounts, by chain."""
        found = {name: chain.trouble() for name, chain in self.working.items()}
        return {name: words for name, words in found.items() if words}

    def figures(self) -> dict[str, str]:
        """Return what Probe tells of the work."""
        chains = self.working
        figures = {"tasks_waiting": str(sum(map(self.book.waiting, chains)))}
        if not_done := sum(chain.sender.not_done for chain in chains.values()):
            figures["changes_refused"] = str(not_done)
        if left_out := sum(chain.left_out() for chain in chains.values()):
            figures["sales_not_told_whole"] = str(left_out)
        for name, chain in chains.items():
            if chain.reader.trouble:
                figures[f"reading.{name}"] = chain.reader.trouble
        return figures | self.book.updates.figures() | self.book.sales.figures()
