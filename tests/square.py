"""A simulated Square, and chains with accounts at it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulators.core.clock import Clock
from simulators.square.account import Account
from simulators.square.book import Book
from simulators.square.files import SKUS, settings, write_accounts
from simulators.square.platform import Square, square

PACE = 0.0002
"""Square repeats a webhook after 12 milliseconds instead of a minute."""


@dataclass(frozen=True)
class Chains:
    """Chains with accounts, and the folder in which the plug-in finds them."""

    folder: Path
    accounts: dict[str, Account]

    def env(self, url: str) -> dict[str, str]:
        """The settings of the plug-in, with Square at an address."""
        return settings(self.folder, url)


def chains(
    folder: Path,
    *names: str,
    stores: tuple[str, ...] = (),
    currency: str = "USD",
    skus: Mapping[str, str] = SKUS,
) -> Chains:
    """Write the file of chains: each has a token, and locations of its own."""
    return Chains(folder, write_accounts(folder, dict.fromkeys(names, stores), currency, skus))


@asynccontextmanager
async def simulated(
    there: Chains, port: int = 0, book: Book | None = None
) -> AsyncIterator[Square]:
    """Square for these chains, with short pauses between repetitions."""
    listen = ("127.0.0.1", port)
    async with square(list(there.accounts.values()), listen, Clock(PACE), book) as side:
        yield side
