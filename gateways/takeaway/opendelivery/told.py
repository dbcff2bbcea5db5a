"""What an OpenDelivery platform has taken of a store, so that it is told only what is new."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from gateways.takeaway.opendelivery.entities import ITEM_OFFER, OPTION_GROUP, Json
from gateways.takeaway.opendelivery.merchant import Merchant
from gateways.takeaway.shelves import AGAIN_SECONDS

BY_THEMSELVES = (ITEM_OFFER, OPTION_GROUP)
"""Entities that are sent by themselves where nothing but them has changed."""
_MINUTES = "averagePreparationTime"


@dataclass(slots=True)
class Told:
    """What was taken, and by their ids the entities that were refused lately."""

    status: str = ""
    minutes: int = 0
    basic: Json = field(default_factory=dict)
    entities: dict[str, dict[str, Json]] = field(default_factory=dict)
    refused: dict[str, Json] = field(default_factory=dict)
    since: float = field(default_factory=time.monotonic)

    def begin_round(self) -> None:
        """Forget what was refused, when that is long enough ago."""
        if time.monotonic() - self.since >= AGAIN_SECONDS:
            self.refused.clear()
            self.since = time.monotonic()

    def take_all(self, now: Merchant) -> None:
        """Keep that the platform has all of a store."""
        self.minutes, self.basic, self.entities = minutes_of(now), _basic(now), _by_id(now)

    def take(self, kind: str, entities: Iterable[Json]) -> None:
        """Keep that the platform has entities that were sent by themselves."""
        if kind in BY_THEMSELVES:
            self.entities[kind].update((each["id"], each) for each in entities)

    def refuse(self, kind: str, entity: Json) -> None:
        """Keep that it does not take an entity."""
        self.refused[entity.get("id", kind)] = entity

    def has_all(self, now: Merchant) -> bool:
        """Return whether the platform has all of a store as it is."""
        return (self.minutes, self.basic, self.entities) == (
            minutes_of(now), _basic(now), _by_id(now),
        )  # fmt: skip

    def is_made_of(self, now: Merchant) -> bool:
        """Return whether nothing is new of a store that only the whole of it says."""
        if self.basic != _basic(now):
            return False
        for kind, found in _by_id(now).items():
            had = self.entities.get(kind, {})
            if kind in BY_THEMSELVES and list(had) != list(found):
                return False
            if kind not in BY_THEMSELVES and had != found:
                return False
        return True

    def news(self, kind: str, now: Merchant) -> list[Json]:
        """Return the entities of a type that the platform neither has so nor refused so lately."""
        had = self.entities[kind]
        return [
            each
            for each in now.entities[kind]
            if each not in (had.get(each["id"]), self.refused.get(each["id"]))
        ]


def minutes_of(merchant: Merchant) -> int:
    """Return how many minutes an order takes there."""
    return int(merchant.basic[_MINUTES])


def _basic(merchant: Merchant) -> Json:
    """Return what is said of it beside how long an order takes."""
    return {name: value for name, value in merchant.basic.items() if name != _MINUTES}


def _by_id(merchant: Merchant) -> dict[str, dict[str, Json]]:
    return {kind: {each["id"]: each for each in found} for kind, found in merchant.entities.items()}
