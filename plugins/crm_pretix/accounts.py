"""The accounts that chains have in pretix, read from a file that its owner alone may read.

    [noodles]                              # the chain's merchant id on this platform
    url = "https://tickets.example.com"    # where pretix is, as its configuration says it
    organizer = "noodles"                  # short form, as it stands in its addresses
    token = "…"                            # of a team of pretix that nothing else uses
    currency = "CNY"                       # what members pay in

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable
from zhongtai_plugin.money import fraction_digits
from zhongtai_plugin.pretix.accounts import Login, values_of

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_MOST_DIGITS = 2
"""What pretix's amounts have after the point."""


@dataclass(frozen=True, slots=True)
class Account(Login):
    """One chain's account."""

    currency: str


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "pretix", account_of)


def account_of(merchant_id: str, table: Any) -> Account:
    """Return the account that a table describes. Raise AccountUnusable."""
    values = values_of(table, ("currency",))
    currency = values["currency"]
    if not _CURRENCY.fullmatch(currency) or fraction_digits(currency) > _MOST_DIGITS:
        raise AccountUnusable("currency must be three capitals, of two digits after the point")
    return Account(merchant_id, **values)
