"""A simulated SF, and chains with accounts at it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulators.core.clock import Clock
from simulators.sf.account import Account
from simulators.sf.files import settings, write_accounts
from simulators.sf.platform import Sf, sf

PACE = 0.002
"""SF repeats a callback after 10 milliseconds instead of 5 seconds."""


@dataclass(frozen=True)
class Chains:
    """Chains with accounts, and the folder in which the plug-in finds them."""

    folder: Path
    accounts: dict[str, Account]

    def env(self, url: str) -> dict[str, str]:
        """The settings of the plug-in, with SF at an address."""
        return settings(self.folder, url)


def chains(folder: Path, *names: str, stores: tuple[str, ...] = ()) -> Chains:
    """Write the file of chains: each has a number and a key of its own."""
    return Chains(folder, write_accounts(folder, dict.fromkeys(names, stores)))


@asynccontextmanager
async def simulated(there: Chains) -> AsyncIterator[Sf]:
    """SF for these chains, with short pauses between repetitions."""
    async with sf(list(there.accounts.values()), ("127.0.0.1", 0), Clock(PACE)) as side:
        yield side
