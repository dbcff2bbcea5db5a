"""The mini-programs of chains, read from a file that its owner alone may read.

[noodles]                          # the chain's merchant id on this platform
appid = "wx8888888888888888"       # its mini-program
secret = "…"                       # AppSecret, from the mini-program's settings
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhongtai_plugin.accounts import AccountUnusable, texts_of
from zhongtai_plugin.accounts import read_accounts as read_tables

_APP_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class App:
    """One chain's mini-program."""

    appid: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Apps:
    """Mini-programs by chain: those that can be used, and why others cannot."""

    usable: Mapping[str, App] = field(default_factory=dict)
    unusable: Mapping[str, str] = field(default_factory=dict)


def read_apps(file: Path) -> Apps:
    """Return the mini-programs of a file. Raise SettingRefused when the file cannot be used."""
    return Apps(*read_tables("accounts", file, _app))


def _app(_: str, table: Any) -> App:
    values = texts_of(table, ("appid", "secret"))
    if not _APP_ID.fullmatch(values["appid"]):
        raise AccountUnusable("appid must be the mini-program's app id")
    return App(values["appid"], values["secret"])
