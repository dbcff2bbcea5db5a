"""Which chain ordered what, kept before the carrier is asked: callbacks name only the delivery."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from zhongtai.plugin.v1 import carrier_pb2 as pb

from zhongtai_plugin.journal import Journal
from zhongtai_plugin.taken import Taken

_encode = msgspec.json.Encoder(order="deterministic").encode


class Booked(msgspec.Struct, frozen=True):
    """Who ordered a delivery. `places` is a mark of both ends: addresses stay out of the file."""

    merchant_id: str
    store_id: str
    places: str


class Book:
    """All deliveries that this installation ordered, or was about to. Make it with `open`."""

    def __init__(
        self, journal: Journal, deliveries: Taken, called_off: Taken, costs: Taken
    ) -> None:
        self._journal = journal
        self._deliveries = deliveries
        self._called_off = called_off
        self._costs = costs

    @classmethod
    async def open(cls, file: Path) -> Book:
        """Open or make the book in a file."""
        journal = await Journal.open(file, "")
        books = [await Taken.open(journal, each) for each in ("deliveries", "called_off", "costs")]
        return cls(journal, *books)

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    async def take(self, request: pb.CreateDeliveryRequest) -> bool:
        """Note a delivery; return whether it was known. Raise Conflict for other places."""
        booked = Booked(request.merchant_id, request.store_id, _mark(request))
        return await self._deliveries.take(request.delivery_id, _encode(booked))

    def find(self, delivery_id: str) -> Booked | None:
        """Return who ordered a delivery; None when nobody did here."""
        content = self._deliveries.find([delivery_id]).get(delivery_id)
        return None if content is None else msgspec.json.decode(content, type=Booked)

    async def note_calling_off(self, delivery_id: str) -> None:
        """Note, before a carrier is asked, that it is to call a delivery off."""
        await self._called_off.take(delivery_id, b"")

    def is_cost_lost(self, delivery_id: str) -> bool:
        """Return whether a delivery was called off here, and nobody heard what that cost."""
        called_off = self._called_off.find([delivery_id])
        return bool(called_off) and self.cost_of(delivery_id) is None

    async def keep_cost(self, delivery_id: str, minor_units: int) -> None:
        """Note what calling a delivery off cost, where the carrier tells that only once."""
        await self._costs.take(delivery_id, _encode(minor_units))

    def cost_of(self, delivery_id: str) -> int | None:
        """Return what calling a delivery off cost; None when that was never noted."""
        content = self._costs.find([delivery_id]).get(delivery_id)
        return None if content is None else msgspec.json.decode(content, type=int)


def _mark(request: pb.CreateDeliveryRequest) -> str:
    both = (request.pickup.address, request.dropoff.address)
    parts = (place.SerializeToString(deterministic=True) for place in both)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
