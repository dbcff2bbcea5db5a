"""What an OpenDelivery platform has taken of a store, so that it is told only what is new.

Kept are digests: a chain may have thousands of stores, each with a menu of its own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateways.takeaway.opendelivery.canonical import encoded
from gateways.takeaway.opendelivery.entities import ITEM_OFFER, MERCHANT, OPTION_GROUP, Json
from gateways.takeaway.opendelivery.merchant import Merchant
from gateways.takeaway.shelves import AGAIN_SECONDS

BY_THEMSELVES = (ITEM_OFFER, OPTION_GROUP)
"""Entities that are sent by themselves where nothing but them has changed."""
_MINUTES = "averagePreparationTime"
_DIGEST_BYTES = 16


@dataclass(slots=True)
class Told:
    """What was taken, and by their ids the entities that were refused lately."""

    status: str = ""
    minutes: int = 0
    basic: bytes = b""
    entities: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refused: dict[str, bytes] = field(default_factory=dict)
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
            self.entities[kind].update((each["id"], digest(each)) for each in entities)

    def forget(self, kind: str, entities: Iterable[Json]) -> None:
        """Keep that it is not known how the platform has entities that are being sent."""
        if kind == MERCHANT:
            self.forget_all()
        elif kind in BY_THEMSELVES:
            self.entities[kind].update((each["id"], b"") for each in entities)
        else:
            self.minutes = 0

    def forget_all(self) -> None:
        """Keep that it is not known how the platform has a store that it is being told of."""
        self.basic = b""

    def refuse(self, kind: str, entity: Json) -> None:
        """Keep that it does not take an entity."""
        self.refused[entity.get("id", kind)] = digest(entity)

    def is_refused(self, own_id: str, entity: Json) -> bool:
        """Return whether an entity was refused lately, as it is."""
        return self.refused.get(own_id) == digest(entity)

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
            if digest(each) not in (had.get(each["id"]), self.refused.get(each["id"]))
        ]


def minutes_of(merchant: Merchant) -> int:
    """Return how many minutes an order takes there."""
    return int(merchant.basic[_MINUTES])


def digest(entity: Mapping[str, object]) -> bytes:
    """Return what tells one state of an entity from another."""
    return hashlib.blake2b(encoded(entity), digest_size=_DIGEST_BYTES).digest()


def _basic(merchant: Merchant) -> bytes:
    """Return what is said of it beside how long an order takes."""
    return digest({name: value for name, value in merchant.basic.items() if name != _MINUTES})


def _by_id(merchant: Merchant) -> dict[str, dict[str, bytes]]:
    return {
        kind: {each["id"]: digest(each) for each in found}
        for kind, found in merchant.entities.items()
    }
