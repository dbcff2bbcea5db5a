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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable, texts_of
from zhongtai_plugin.info import is_url

_REQUIRED = ("url", "database", "user", "password", "customer")
_OPTIONAL = ("sold", "company")


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has the code of the warehouse of each of its stores."""

    merchant_id: str
    url: str
    database: str
    user: str
    password: str = field(repr=False)
    customer: str
    stores: Mapping[str, str]
    sold: str = ""
    company: str = ""


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "Tryton", account_of)


def account_of(merchant_id: str, table: Any) -> Account:
    """Return the account that a table describes. Raise AccountUnusable."""
    if not isinstance(table, dict):
        raise AccountUnusable("must be a table")
    stores = table.get("stores")
    values = texts_of({k: v for k, v in table.items() if k != "stores"}, _REQUIRED, _OPTIONAL)
    if not is_url(values["url"]):
        raise AccountUnusable("url must be an absolute http or https address")
    if not isinstance(stores, dict) or not stores:
        raise AccountUnusable(f"a table [{merchant_id}.stores] must name the stores")
    codes = texts_of(stores, [], list(stores))
    if len(set(codes.values())) < len(codes):
        raise AccountUnusable("each store needs a warehouse of its own")
    values["url"] = values["url"].rstrip("/")
    return Account(merchant_id=merchant_id, stores=codes, **values)
