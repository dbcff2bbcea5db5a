"""The accounts that chains have in Tryton, read from a file that its owner alone may read.

    [noodles]                              # the chain's merchant id on this platform
    url = "http://127.0.0.1:8000"          # where Tryton is
    database = "erp"
    user = "tills"                         # of this plug-in alone
    password = "…"
    payment = "Online"                     # the payment method for what is paid on the platform
    other = "OTHER"                        # the code of a service: fees, discounts, the rest
    company = "Noodles"                    # where the user has several

    [noodles.stores]                       # the platform's store id = the name of a point of sale
    sto_0001 = "Riverside"                 # one that is not named goes by its code for the till

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhongtai_plugin import Rejected
from zhongtai_plugin import accounts as tables
from zhongtai_plugin.tryton.accounts import Login, told_by


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has the name of the point of sale of each of its stores."""

    login: Login
    payment: str
    other: str
    stores: Mapping[str, str]

    def point_of(self, store_id: str, store_code: str) -> str:
        """Return the name of a store's point of sale. Raise Rejected where nobody has named one."""
        if name := self.stores.get(store_id, store_code):
            return name
        raise Rejected("NO_POINT", "The store has no point of sale in Tryton: name it.")


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "Tryton", account_of)


def account_of(merchant_id: str, table: Any) -> Account:
    """Return the account that a table describes. Raise AccountUnusable."""
    told = told_by(merchant_id, table, ("payment", "other"))
    return Account(told.login, stores=told.stores, **told.values)
