"""The company of an account in Tryton, and what its user may do there."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Generic, TypeVar

from zhongtai_plugin.errors import AuthRefused
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.wire import Row

FRESH_SECONDS = 300.0
AGAIN_SECONDS = 5.0
"""What is not found is looked for again, at most so often."""

T = TypeVar("T")


class NotSetUp(AuthRefused):
    """Tryton lacks what the platform needs there; the words say what."""

    def __init__(self, words: str) -> None:
        super().__init__("NOT_SET_UP", f"Tryton is not set up for the platform: {words}")


class SetUp(ABC, Generic[T]):
    """What an account needs to know of its company, looked up now and then."""

    def __init__(self) -> None:
        self.trouble = ""
        """What is missing in Tryton, for Probe."""
        self._known: T | None = None
        self._looked_at = 0.0
        self._looking = asyncio.Lock()

    async def get(self, *, older_than: float = FRESH_SECONDS) -> T:
        """Return it, looked up again after so many seconds.

        Raise AuthRefused where Tryton is not set up for the platform.
        """
        async with self._looking:
            if self._known is None or time.monotonic() - self._looked_at > older_than:
                try:
                    self._known = await self._look()
                except NotSetUp as fault:
                    self.trouble = fault.message
                    raise
                self._looked_at = time.monotonic()
                self.trouble = self._missing(self._known)
            return self._known

    @abstractmethod
    async def _look(self) -> T:
        """Return it as it stands in Tryton. Raise NotSetUp."""

    def _missing(self, _known: T, /) -> str:
        """Return what some stores lack; empty for nothing."""
        return ""


async def enter_company(client: Client) -> Row:
    """Return the account's company, which calls are about from now on. Raise NotSetUp."""
    fields = ["currency.code", "timezone", "party.name"]
    rows = await client.search("company.company", [], fields)
    if wanted := client.login.company:
        named = [row for row in rows if row["party."]["name"] == wanted]
        company = only(named, f"The user has no company {wanted!r}.")
    else:
        company = only(rows, "The user has no company, or several: name one in the account.")
    client.company = {"company": company["id"]}
    return company


async def demand_rights(client: Client, wanted: Mapping[str, Collection[str]]) -> None:
    """Raise NotSetUp unless the user may do what is wanted with each model."""
    given = await client.call("model.ir.model.access.get_access", list(wanted))
    for model, rights in wanted.items():
        for right in rights:
            if not given.get(model, {}).get(right):
                raise NotSetUp(f"The user may not {right} {model}: see the README.")


def only(rows: Sequence[Row], words: str) -> Row:
    """Return the only record of several. Raise NotSetUp with these words."""
    if len(rows) != 1:
        raise NotSetUp(words)
    return rows[0]
