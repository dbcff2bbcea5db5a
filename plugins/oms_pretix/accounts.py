"""The accounts that chains have in pretix, read from a file that its owner alone may read.

    [noodles]                              # the chain's merchant id on this platform
    url = "https://tickets.example.com"    # where pretix is, as its configuration says it
    organizer = "noodles"                  # short forms, as they stand in its addresses
    event = "vouchers"
    token = "…"                            # of a team of pretix that nothing else uses
    checkin_list = "1"                     # the number of the list that vouchers are redeemed on

    [noodles.items]                        # a SKU's code = the number of a product of the event
    "V1" = "12"
    "V2" = "13/4"                          # … and of its variation, where it has any

An account that cannot be used leaves the others alone: `unusable` says why, for Probe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhongtai_plugin import accounts as tables
from zhongtai_plugin.accounts import AccountUnusable, texts_of
from zhongtai_plugin.pretix.accounts import SHORT_FORM, Login, values_of

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_ITEM = re.compile(r"([0-9]{1,18})(?:/([0-9]{1,18}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """A product of the event, by its number; `variation` is None where it has none."""

    item: int
    variation: int | None


@dataclass(frozen=True, slots=True)
class Account(Login):
    """One chain's account. `items` are by the code of the SKU that they are sold as."""

    event: str
    checkin_list: int
    items: Mapping[str, Item]


def read_accounts(file: Path) -> tables.Accounts[Account]:
    """Return the accounts of a file. Raise SettingRefused when the file itself cannot be used."""
    return tables.read_accounts("accounts", file, "pretix", account_of)


def account_of(merchant_id: str, table: Any) -> Account:
    """Return the account that a table describes. Raise AccountUnusable."""
    if not isinstance(table, dict):
        raise AccountUnusable("must be a table")
    plain = {name: value for name, value in table.items() if name != "items"}
    values = values_of(plain, ("event", "checkin_list"))
    if not SHORT_FORM.fullmatch(values["event"]):
        raise AccountUnusable("event must be one of the short forms in pretix's addresses")
    if not _NUMBER.fullmatch(values["checkin_list"]):
        raise AccountUnusable("checkin_list must be the number of a check-in list")
    return Account(
        merchant_id=merchant_id,
        url=values["url"],
        organizer=values["organizer"],
        event=values["event"],
        token=values["token"],
        checkin_list=int(values["checkin_list"]),
        items=_items_of(merchant_id, table.get("items")),
    )


def _items_of(merchant_id: str, table: Any) -> dict[str, Item]:
    if not isinstance(table, dict) or not table:
        raise AccountUnusable(f"a table [{merchant_id}.items] must name the products")
    items = {}
    for code, text in texts_of(table, [], list(table)).items():
        found = _ITEM.fullmatch(text)
        if found is None:
            raise AccountUnusable(f'items: {code} must be like "12", or "12/3" with a variation')
        items[code] = Item(int(found[1]), int(found[2]) if found[2] else None)
    return items
