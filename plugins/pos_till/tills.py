"""Who may talk to this till server: tills with a token, bound to a chain and its stores."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from zhongtai_plugin import SettingRefused, write_private
from zhongtai_plugin.http import same_secret

ALL_STORES = "*"
DEMO_TILL = "demo-till"


@dataclass(frozen=True, slots=True)
class Till:
    """An authenticated till."""

    till_id: str
    merchant_id: str
    stores: tuple[str, ...]

    @property
    def all_stores(self) -> bool:
        """Whether it serves every store of its chain."""
        return ALL_STORES in self.stores

    def may_see(self, merchant_id: str, store_id: str) -> bool:
        """Whether orders of a store are its business."""
        return merchant_id == self.merchant_id and (self.all_stores or store_id in self.stores)


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    token: str
    till_id: str
    merchant_id: str
    stores: list[str]


class Tills:
    """All tills by token."""

    def __init__(self, tills: Iterable[tuple[str, Till]]) -> None:
        self._tills = list(tills)

    def by_token(self, token: str) -> Till | None:
        """The till a token belongs to."""
        found = None
        for known, till in self._tills:  # all of them, so that the time tells nothing
            if same_secret(token, known):
                found = till
        return found if token else None


def read_tills(text: str) -> list[tuple[str, Till]]:
    """The tills of the setting `tills`; raises SettingRefused without repeating a token."""
    if not text:
        return []
    try:
        given = msgspec.json.decode(text, type=list[_Given])
    except msgspec.ValidationError as problem:
        raise SettingRefused("tills", str(problem)) from None
    if any(len(item.token) < 16 for item in given):
        raise SettingRefused("tills", "a token must have at least 16 characters")
    return [
        (item.token, Till(item.till_id, item.merchant_id, tuple(item.stores))) for item in given
    ]


def demo_till(folder: Path, merchant_id: str) -> tuple[str, Till]:
    """A till for all stores of a chain; its token is made once and kept in the folder."""
    path = folder / "demo_token"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24).encode())
    token = path.read_text(encoding="ascii").strip()
    return token, Till(DEMO_TILL, merchant_id, (ALL_STORES,))
