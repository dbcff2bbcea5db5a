"""A simulated WeChat, and chains with accounts at it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from simulators.core.clock import Clock
from simulators.wechat.account import Account
from simulators.wechat.authority import Authority, new_key
from simulators.wechat.files import settings, write_accounts
from simulators.wechat.platform import Wechat, wechat

PACE = 0.02
"""WeChat repeats a notice after 0.3 seconds instead of 15."""


@cache
def merchants_key() -> RSAPrivateKey:
    """The key of all merchants of the tests: making one takes a while."""
    return new_key()


@cache
def wechats_keys() -> Authority:
    """WeChat's keys in all tests that do not rotate them."""
    return Authority()


@dataclass(frozen=True)
class Chains:
    """Chains with accounts, and the folder in which the plug-ins find them."""

    folder: Path
    accounts: dict[str, Account]

    def env(self, url: str) -> dict[str, str]:
        """The settings of both plug-ins, with WeChat at an address."""
        return settings(self.folder, url)


def chains(folder: Path, names: Sequence[str], *, by_public_key: bool = True) -> Chains:
    """Write the files of chains: each has a number, an app and secrets of its own."""
    key, authority = merchants_key(), wechats_keys()
    accounts = write_accounts(folder, names, key, authority, by_public_key=by_public_key)
    return Chains(folder, accounts)


@asynccontextmanager
async def simulated(there: Chains, authority: Authority | None = None) -> AsyncIterator[Wechat]:
    """WeChat for these chains, with short pauses between repetitions."""
    accounts, clock = list(there.accounts.values()), Clock(PACE)
    async with wechat(accounts, ("127.0.0.1", 0), authority or wechats_keys(), clock) as side:
        yield side
