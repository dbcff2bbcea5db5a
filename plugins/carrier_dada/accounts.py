"""The accounts that chains have at Dada, read from a file that its owner alone may read.

    [noodles]                         # the chain's merchant id on this platform
    app_key = "dada…"                 # of the developer, from newopen.imdada.cn
    app_secret = "…"
    source_id = "73753"               # the merchant's number at Dada (商户编号)
    cargo_type = "1"                  # optional: what it sells, by Dada's list; 1 is food
    city_code = "021"                 # optional: where Dada asks for it

    [noodles.stores]                  # optional: store id on this platform = shop_no (门店编号)
    sto_north_road = "shop-001"       # a store that is not named here goes by its own id

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable, texts_of

_NEEDED = ("app_key", "app_secret", "source_id")
_OPTIONAL = ("cargo_type", "city_code")
_FORMS = {
    "app_key": (r"[A-Za-z0-9_-]{1,64}", "the developer's app_key"),
    "source_id": (r"[0-9]{1,20}", "the merchant's number, digits"),
    "cargo_type": (r"[0-9]{1,4}", "a number of Dada's list"),
    "city_code": (r"[0-9]{2,6}", "the city's code, digits"),
}
_MAX_SHOP_NO = 64


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has shop numbers by store id."""

    merchant_id: str
    app_key: str
    app_secret: str = field(repr=False)
    source_id: str
    stores: Mapping[str, str]
    cargo_type: int | None = None
    city_code: str = ""

    def shop_no(self, store_id: str) -> str:
        """Return Dada's number of a store, which merchants choose there: else it is our id."""
        return self.stores.get(store_id, store_id)


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "Dada", _account)


def _account(merchant_id: str, table: Any) -> Account:
    stores: Any = table.pop("stores", {}) if isinstance(table, dict) else {}
    values = texts_of(table, _NEEDED, _OPTIONAL)
    for name, (pattern, words) in _FORMS.items():
        if name in values and not re.fullmatch(pattern, values[name]):
            raise AccountUnusable(f"{name} must be {words}")
    return Account(
        merchant_id,
        values["app_key"],
        values["app_secret"],
        values["source_id"],
        _stores(stores),
        int(values["cargo_type"]) if "cargo_type" in values else None,
        values.get("city_code", ""),
    )


def _stores(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise AccountUnusable("stores must be a table: store id = shop_no")
    for store_id, shop_no in table.items():
        if not isinstance(shop_no, str) or not 0 < len(shop_no) <= _MAX_SHOP_NO:
            raise AccountUnusable(f"the shop_no of {store_id} must be a text in quotes")
    return table
