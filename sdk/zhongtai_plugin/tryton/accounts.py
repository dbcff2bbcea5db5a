"""How a chain's account in Tryton is entered: the same in every plug-in's file of accounts.

[noodles]                              # the chain's merchant id on this platform
url = "http://127.0.0.1:8000"          # where Tryton is
database = "erp"
user = "zhongtai"                      # of one plug-in alone
password = "…"
company = "Noodles"                    # where the user has several

[noodles.stores]                       # the platform's store id = what Tryton calls it
sto_0001 = "R1"
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhongtai_plugin.accounts import AccountUnusable, texts_of
from zhongtai_plugin.info import is_url

_REQUIRED = ("url", "database", "user", "password")
_OPTIONAL = ("company",)


@dataclass(frozen=True, slots=True)
class Login:
    """Where a chain's Tryton is, and who enters it; `company` where the user has several."""

    merchant_id: str
    url: str
    database: str
    user: str
    password: str = field(repr=False)
    company: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a table tells: the login, what each store is called in Tryton, and the other values."""

    login: Login
    stores: Mapping[str, str]
    values: Mapping[str, str]


def told_by(
    merchant_id: str, table: Any, required: Collection[str], optional: Collection[str] = ()
) -> Told:
    """Return what a table tells, with values of a plug-in's own. Raise AccountUnusable."""
    if not isinstance(table, dict):
        raise AccountUnusable("must be a table")
    stores = table.get("stores")
    plain = {name: value for name, value in table.items() if name != "stores"}
    values = texts_of(plain, [*_REQUIRED, *required], [*_OPTIONAL, *optional])
    if not is_url(values["url"]):
        raise AccountUnusable("url must be an absolute http or https address")
    if not isinstance(stores, dict) or not stores:
        raise AccountUnusable(f"a table [{merchant_id}.stores] must name the stores")
    names = texts_of(stores, [], list(stores))
    if len(set(names.values())) < len(names):
        raise AccountUnusable("no two stores may be the same in Tryton")
    own = {name: values.pop(name) for name in (*required, *optional) if name in values}
    values["url"] = values["url"].rstrip("/")
    return Told(Login(merchant_id, **values), names, own)
