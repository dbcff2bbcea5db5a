"""How a chain's account in pretix is entered: the same in every plug-in's file of accounts.

[noodles]                              # the chain's merchant id on this platform
url = "https://tickets.example.com"    # where pretix is, as its configuration says it
organizer = "noodles"                  # short form, as it stands in its addresses
token = "…"                            # of a team of pretix that nothing else uses
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from zhongtai_plugin.accounts import AccountUnusable, texts_of
from zhongtai_plugin.info import is_url

SHORT_FORM = re.compile(r"[A-Za-z0-9._-]{1,50}", re.ASCII)
_REQUIRED = ("url", "organizer", "token")


@dataclass(frozen=True, slots=True)
class Login:
    """Where a chain's pretix is, and who enters it; a plug-in's account is one with more."""

    merchant_id: str
    url: str
    organizer: str
    token: str = field(repr=False)


def values_of(table: Any, own: Collection[str]) -> dict[str, str]:
    """Return the values of a table: those of a login, and a plug-in's own, all of them required.

    Raise AccountUnusable.
    """
    values = texts_of(table, [*_REQUIRED, *own])
    if not is_url(values["url"]):
        raise AccountUnusable("url must be an absolute http or https address")
    if not SHORT_FORM.fullmatch(values["organizer"]):
        raise AccountUnusable("organizer must be one of the short forms in pretix's addresses")
    if not values["token"].isascii() or not values["token"].isalnum():
        raise AccountUnusable("token must be letters and digits")
    return {**values, "url": values["url"].rstrip("/")}
