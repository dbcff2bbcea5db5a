"""The stores as the platform shows them: pulled from the merchant, and kept right by its news."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from simulators.core.book import Book
from simulators.core.chain import Chain
from simulators.core.compare import Difference
from simulators.core.errands import Errands
from simulators.core.shelves import Shelves
from simulators.opendelivery.menu_rules import LISTS, NEEDED, Json, odd_of, unlike

STATUSES = ("AVAILABLE", "UNAVAILABLE")
AGAIN_SECONDS = 0.5
MOST_TRIES = 180
LATER = frozenset({429, 502, 503, 504})
"""What a gateway answers that is being started again; any other refusal is said at once."""
_OF_A_PULL = frozenset({"lastUpdate", "TTL"})


class Unreadable(Exception):
    """What a merchant tells of a store is not of the standard's form."""


@dataclass
class Menus:
    """What the platform has of each store; `address` gives where a store is pulled.

    Without a `key` nothing is pulled, and nothing is compared.
    """

    book: Book
    chain: Chain
    http: httpx.AsyncClient
    address: Callable[[str], str]
    key: str = field(repr=False)
    errands: Errands
    shelves: Shelves
    whole_only: bool = False
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    _news: Counter[str] = field(default_factory=Counter)

    def begin(self) -> None:
        """Pull every store, as a platform does that begins to sell for a merchant."""
        if self.key:
            for code in sorted(self.book.store_codes):
                self.errands.start(self._pull(code))

    def update(self, code: str, body: Any) -> None:
        """Take news of a store. Raise Unreadable, which is said in the book."""
        try:
            self._take(code, body)
        except Unreadable as odd:
            self.book.faults.append(f"merchantUpdate of {code}: {odd}")
            raise

    async def differences(self) -> list[Difference]:
        """Return what is otherwise there than it should be, or than the merchant has it now."""
        if not self.key:
            return []
        found = []
        for store in self.chain.stores:
            kept, now = self.kept.get(store.code), await self._pulled(store.code)
            if kept is None:
                found.append(Difference(store.code, "menu", "never told", ""))
                continue
            odd = [*odd_of(kept)] or [*unlike(self.chain, store, kept)]
            odd += [
                (name, str(kept.get(name))[:200], str(told)[:200])
                for name, told in (now or {}).items()
                if name not in _OF_A_PULL and kept.get(name) != told
            ]
            found += [
                Difference(store.code, f"menu: {what}", ours, theirs) for what, ours, theirs in odd
            ]
        return found

    def _take(self, code: str, body: Any) -> None:
        self._news[code] += 1
        if not isinstance(body, dict):
            raise Unreadable("a body that is no object")
        if not body:
            self.errands.start(self._pull(code))
            return
        status, kind = body.get("merchantStatus"), body.get("entityType")
        if status not in (None, *STATUSES):
            raise Unreadable(f"the status {status}")
        if kind is None and status is None:
            raise Unreadable("neither a status nor entities")
        if status is not None and code in self.kept:
            self.kept[code]["status"] = status
        if kind is not None:
            self._take_entities(code, kind, body.get("updatedObjects"))
        self._show(code)

    def _take_entities(self, code: str, kind: str, objects: Any) -> None:
        if kind not in NEEDED or not isinstance(objects, list) or not objects:
            raise Unreadable(f"{kind} without objects, or of no such type")
        if self.whole_only and kind != "MERCHANT":
            raise Unreadable(f"{kind}, where only whole menus are taken")
        for each in objects:
            if missing := NEEDED[kind] - set(each):
                raise Unreadable(f"{kind} without {', '.join(sorted(missing))}")
        if kind == "MERCHANT":
            self.kept[code] = objects[0]
        elif code not in self.kept:
            self.errands.start(self._pull(code))
        elif kind == "BASIC_INFO":
            self.kept[code]["basicInfo"] = objects[0]
        else:
            self._replace(self.kept[code][LISTS[kind]], objects)

    def _show(self, code: str) -> None:
        """Let customers see what is kept of a store."""
        kept = self.kept.get(code)
        if kept is None or [*odd_of(kept)]:
            return
        shelf = self.shelves.of(code)
        shelf.is_open = kept["status"] == STATUSES[0]
        shelf.minutes = int(kept["basicInfo"]["averagePreparationTime"])
        codes = {item["id"]: item["externalCode"] for item in kept["items"]}
        gone = [each for each in kept["itemOffers"] if each.get("status") == STATUSES[1]]
        shelf.sold_out = {codes[each["itemId"]] for each in gone}

    @staticmethod
    def _replace(entities: list[Json], objects: list[Json]) -> None:
        places = {each["id"]: place for place, each in enumerate(entities)}
        for each in objects:
            if each["id"] not in places:
                raise Unreadable(f"an entity that nobody told: {each['id']}")
            entities[places[each["id"]]] = each

    async def _pull(self, code: str) -> None:
        """Pull a store, until that is answered and nothing else was told meanwhile."""
        for _ in range(MOST_TRIES):
            news = self._news[code]
            told = await self._pulled(code)
            if told is not None and news == self._news[code]:
                self.kept[code] = told
                self._show(code)
                return
            await asyncio.sleep(AGAIN_SECONDS)
        self.book.faults.append(f"the menu of {code} could not be pulled")

    async def _pulled(self, code: str) -> dict[str, Any] | None:
        try:
            answer = await self.http.get(self.address(code), headers={"X-API-KEY": self.key})
        except httpx.HTTPError:
            return None
        if answer.status_code != HTTPStatus.OK:
            if answer.status_code not in LATER:
                self.book.faults.append(f"the menu of {code} was answered {answer.status_code}")
            return None
        whole: dict[str, Any] = answer.json()
        return whole
