"""The accounts that chains have in Tryton, read from a file that its owner alone may read.

    [noodles]                              # the chain's merchant id on this platform
    url = "http://127.0.0.1:8000"          # where Tryton is
    database = "erp"
    user = "zhongtai"                      # of this plug-in alone
    password = "…"
    customer = "ZHONGTAI"                  # the code of the party that sales are posted to
    sold = "SOLD"                          # the place where what is sold goes; else lost and found
    company = "Noodles"                    # where the user has several

    [noodles.stores]                       # the platform's store id = the code of a warehouse
    sto_0001 = "R1"

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhongtai_plugin import accounts as tables
from zhongtai_plugin.tryton.accounts import Login, told_by

_REQUIRED, _OPTIONAL = ("customer",), ("sold",)


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has the code of the warehouse of each of its stores."""

    login: Login
    customer: str
    stores: Mapping[str, str]
    sold: str = ""


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "Tryton", account_of)


def account_of(merchant_id: str, table: Any) -> Account:
    """Return the account that a table describes. Raise AccountUnusable."""
    told = told_by(merchant_id, table, _REQUIRED, _OPTIONAL)
    return Account(told.login, stores=told.stores, **told.values)
