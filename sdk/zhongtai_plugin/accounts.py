"""Accounts that chains have at a system behind a plug-in: a TOML file, a table for each chain.

The file holds secrets, so that nobody but its owner may read it. A table that cannot be used
leaves the others alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from zhongtai_plugin.errors import AuthRefused, Rejected
from zhongtai_plugin.info import SettingRefused
from zhongtai_plugin.service import Readiness
from zhongtai_plugin.state import NotPrivate, read_private

MAX_VALUE = 1_000

T = TypeVar("T")


class AccountUnusable(Exception):
    """What is wrong with one account, and what would be right, without its secrets."""


class NoAccount(Rejected):
    """The chain has no account, and never had one here: the system never saw anything of it."""


@dataclass(frozen=True, slots=True)
class Accounts(Generic[T]):
    """Accounts by chain: those that can be used, and why others cannot.

    `system` is what people call what the accounts are at. `known` are chains that have ever had an
    account here, where that is remembered.
    """

    usable: Mapping[str, T] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)
    system: str = ""
    known: Collection[str] = ()

    def of(self, merchant_id: str) -> T:
        """Return a chain's account. Raise NoAccount; AuthRefused when it cannot be used now."""
        if (account := self.usable.get(merchant_id)) is not None:
            return account
        if merchant_id in self.unusable:
            words = f"The chain's account at {self.system} is not set up."
            raise AuthRefused("ACCOUNT_UNUSABLE", words)
        if merchant_id in self.known:
            # What was begun with it may be done by now: nobody may call that "never seen".
            raise AuthRefused("ACCOUNT_GONE", "The chain's account was taken out of the settings.")
        raise NoAccount("CHAIN_UNKNOWN", f"The chain has no account at {self.system}.")

    def readiness(self, troubles: Mapping[str, str], **more: str) -> Readiness:
        """Return what Probe answers: ready while any chain's account can be used.

        `troubles` are, by chain, what went wrong with accounts that could be read, in words that
        say what to do; `more` are other details.
        """
        troubles = {**self.unusable, **troubles}
        told = {f"account.{name}": words for name, words in troubles.items()} | more
        if len(troubles) == len(self.usable) + len(self.unusable):
            words = "; ".join(troubles.values()) or "The file of accounts names none: add one."
            return Readiness.broken(words, **told)
        return Readiness.ready(accounts=str(len(self.usable)), **told)


def read_accounts(
    setting: str, file: Path, system: str, account: Callable[[str, Any], T]
) -> Accounts[T]:
    """Return the accounts at a system, and why others are none.

    `account` makes one of chain and table, and raises AccountUnusable for a table that it cannot
    use. Raise SettingRefused, naming the setting, when the file itself cannot be used.
    """
    try:
        tables = tomllib.loads(read_private(file).decode())
    except NotPrivate as problem:
        raise SettingRefused(setting, str(problem)) from None
    except ValueError:
        raise SettingRefused(setting, f"{file} is not TOML in UTF-8") from None
    usable: dict[str, T] = {}
    unusable: dict[str, str] = {}
    for merchant_id, table in tables.items():
        try:
            usable[merchant_id] = account(merchant_id, table)
        except AccountUnusable as problem:
            unusable[merchant_id] = f"[{merchant_id}] in {file}: {problem}"
    return Accounts(usable, unusable, system)


def texts_of(
    table: Any, required: Collection[str], optional: Collection[str] = ()
) -> dict[str, str]:
    """Return the values of a table, all of them texts. Raise AccountUnusable."""
    if not isinstance(table, dict):
        raise AccountUnusable("must be a table")
    if strange := sorted(table.keys() - {*required, *optional}):
        raise AccountUnusable(f"{', '.join(strange)} means nothing here")
    if missing := [name for name in required if not table.get(name)]:
        raise AccountUnusable(f"{', '.join(missing)} must be given")
    for name, value in table.items():
        if not isinstance(value, str) or not value or len(value) > MAX_VALUE:
            raise AccountUnusable(f"{name} must be a text in quotes")
    return table
