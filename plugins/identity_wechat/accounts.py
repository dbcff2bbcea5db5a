"""The mini-programs of chains, read from a file that its owner alone may read.

[noodles]                          # the chain's merchant id on this platform
appid = "wx8888888888888888"       # its mini-program
secret = "…"                       # AppSecret, from the mini-program's settings
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhongtai_plugin.accounts import Accounts, AccountUnusable, read_accounts, texts_of

_APP_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class App:
    """One chain's mini-program."""

    appid: str
    secret: str = field(repr=False)


def read_apps(file: Path) -> Accounts[App]:
    """Return the mini-programs of a file. Raise SettingRefused when the file cannot be used."""
    return read_accounts("accounts", file, "WeChat", _app)


def _app(_: str, table: Any) -> App:
    values = texts_of(table, ("appid", "secret"))
    if not _APP_ID.fullmatch(values["appid"]):
        raise AccountUnusable("appid must be the mini-program's app id")
    return App(values["appid"], values["secret"])
