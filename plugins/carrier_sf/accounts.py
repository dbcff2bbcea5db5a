"""The accounts that chains have at SF, read from a file that its owner alone may read.

    [noodles]                         # the chain's merchant id on this platform
    dev_id = "1711573316"             # of the developer (同城开发者ID), from openic.sf-express.com
    dev_key = "…"                     # its key (密钥)
    shop_type = "1"                   # whose the numbers of shops are: 1 SF's, 2 the merchant's own
    order_source = "小程序"            # optional: riders know the orders by it and their number
    product_type = "1"                # optional: what it sells, by SF's list; 1 is fast food
    city_name = "上海市"               # optional: SF refuses what goes to another city then

    [noodles.stores]                  # store id on this platform = shop_id (店铺ID)
    sto_north_road = "3243279847393"  # with shop_type 2 a store that is not named goes by its id

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhongtai_plugin import Rejected
from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable, texts_of

OF_SF = 1
ORDER_SOURCE = "其他"
FAST_FOOD = 1
_NEEDED = ("dev_id", "dev_key", "shop_type")
_OPTIONAL = ("order_source", "product_type", "city_name")
_FORMS = {
    "dev_id": (r"[0-9]{1,18}", "the developer's number, digits"),
    "shop_type": (r"[12]", "1 (SF's numbers of shops) or 2 (the merchant's own)"),
    "order_source": (r".{1,12}", "1 to 12 characters"),
    "product_type": (r"[0-9]{1,4}", "a number of SF's list"),
    "city_name": (r".{1,32}", "1 to 32 characters"),
}
_MAX_SHOP_ID = 64


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has shops by store id."""

    merchant_id: str
    dev_id: int
    dev_key: str = field(repr=False)
    shop_type: int
    stores: Mapping[str, str]
    order_source: str = ORDER_SOURCE
    product_type: int = FAST_FOOD
    city_name: str = ""

    def shop_of(self, store_id: str) -> dict[str, str | int]:
        """Return how SF is told of a store's shop. Raise Rejected when it has no number there."""
        shop_id = self.stores.get(store_id)
        if shop_id is None:
            if self.shop_type == OF_SF:
                words = "The store's shop_id is not in the file of accounts: add it."
                raise Rejected("STORE_NOT_READY", words)
            shop_id = store_id
        return {"shop_id": shop_id, "shop_type": self.shop_type}


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "SF", _account)


def _account(merchant_id: str, table: Any) -> Account:
    stores: Any = table.pop("stores", {}) if isinstance(table, dict) else {}
    values = texts_of(table, _NEEDED, _OPTIONAL)
    for name, (pattern, words) in _FORMS.items():
        if name in values and not re.fullmatch(pattern, values[name]):
            raise AccountUnusable(f"{name} must be {words}")
    return Account(
        merchant_id,
        int(values["dev_id"]),
        values["dev_key"],
        int(values["shop_type"]),
        _stores(stores),
        values.get("order_source", ORDER_SOURCE),
        int(values.get("product_type", FAST_FOOD)),
        values.get("city_name", ""),
    )


def _stores(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise AccountUnusable("stores must be a table: store id = shop_id")
    for store_id, shop_id in table.items():
        if not isinstance(shop_id, str) or not 0 < len(shop_id) <= _MAX_SHOP_ID:
            raise AccountUnusable(f"the shop_id of {store_id} must be a text in quotes")
    return table
