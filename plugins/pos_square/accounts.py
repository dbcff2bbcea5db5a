"""The accounts that chains have at Square, read from a file that its owner alone may read.

    [noodles]                         # the chain's merchant id on this platform
    access_token = "EAAA…"            # of the chain's application at Square
    signature_key = "…"               # optional, with the next: of its webhook subscription
    notification_url = "https://…"    # the subscription's address, letter by letter

    [noodles.stores]                  # store id on this platform = location id at Square
    sto_north_road = "L88917AVBK2S5"  # one that is not named goes by its code for the till

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
from zhongtai_plugin.info import is_url

_NEEDED = ("access_token",)
_FOR_WEBHOOKS = ("signature_key", "notification_url")
_LOCATION = re.compile(r"[A-Za-z0-9_-]{1,50}")
_TOKEN = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Account:
    """One chain's account. `stores` has locations by store id; no `signature_key`: no webhooks."""

    merchant_id: str
    access_token: str = field(repr=False)
    stores: Mapping[str, str]
    signature_key: str = field(default="", repr=False)
    notification_url: str = ""

    def location_of(self, store_id: str, store_code: str) -> str:
        """Return the location of a store. Raise Rejected where nobody has named one."""
        location = self.stores.get(store_id, store_code)
        if not _LOCATION.fullmatch(location):
            raise Rejected("NO_LOCATION", "The store has no location at Square: name it.")
        return location


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "Square", _account)


def _account(merchant_id: str, table: Any) -> Account:
    stores: Any = table.pop("stores", {}) if isinstance(table, dict) else {}
    values = texts_of(table, _NEEDED, _FOR_WEBHOOKS)
    if not _TOKEN.fullmatch(values["access_token"]):
        raise AccountUnusable("access_token must be one word of ASCII")
    given = [name for name in _FOR_WEBHOOKS if name in values]
    if len(given) == 1:
        raise AccountUnusable(f"{' and '.join(_FOR_WEBHOOKS)} go together")
    if given and not is_url(values["notification_url"]):
        raise AccountUnusable("notification_url must be an address of http or https")
    return Account(
        merchant_id,
        values["access_token"],
        _stores(stores),
        values.get("signature_key", ""),
        values.get("notification_url", ""),
    )


def _stores(table: Any) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise AccountUnusable("stores must be a table: store id = location id")
    for store_id, location in table.items():
        if not isinstance(location, str) or not _LOCATION.fullmatch(location):
            raise AccountUnusable(f"the location of {store_id} must be Square's id, in quotes")
    if len(set(table.values())) < len(table):
        raise AccountUnusable("two stores have the same location")
    return table
