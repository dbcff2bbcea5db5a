"""The carrier's book: deliveries, and the news about them that waits for the platform."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from dataclasses import astuple
from pathlib import Path

from zhongtai_plugin import Conflict, Journal, Outbox, Rejected

from plugins.carrier_sandbox import messages
from plugins.carrier_sandbox.model import (
    CANCELLED,
    CREATED,
    FINAL,
    PICKED_UP,
    RIDERS,
    WAY,
    Delivery,
    NewDelivery,
    cancel_fee,
    may_move,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
    delivery_id TEXT PRIMARY KEY, delivery_no TEXT NOT NULL UNIQUE, merchant_id TEXT NOT NULL,
    store_id TEXT NOT NULL, places TEXT NOT NULL, fee INTEGER NOT NULL,
    cancel_fee INTEGER NOT NULL, currency TEXT NOT NULL, ready REAL NOT NULL,
    status TEXT NOT NULL, status_time REAL NOT NULL, rider INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_open ON deliveries (status_time)
    WHERE status NOT IN ('delivered', 'cancelled', 'failed');
"""
_DELIVERY = (
    "SELECT delivery_id, delivery_no, merchant_id, store_id, places, fee, cancel_fee, currency, "
    "ready, status, status_time, rider, reason FROM deliveries WHERE "
)
NOBODY = -1


class Depot:
    """All deliveries of the sandbox. Make it with `open`."""

    def __init__(self, journal: Journal, updates: Outbox) -> None:
        self.updates = updates
        self.created = asyncio.Event()
        """Set with every delivery."""
        self._journal = journal

    @classmethod
    async def open(cls, folder: Path) -> Depot:
        """Open or make the book in a folder."""
        journal = await Journal.open(folder / "depot.sqlite3", _SCHEMA)
        return cls(journal, await Outbox.open(journal, "updates"))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    async def create(self, new: NewDelivery) -> Delivery:
        """Take a delivery, or give the one that is there. Raise Conflict for other places."""

        def keep(db: sqlite3.Connection) -> Delivery:
            known = _delivery(db, new.delivery_id)
            if known is None:
                known = Delivery(
                    new.delivery_id,
                    f"sc{secrets.token_hex(10)}",
                    new.merchant_id,
                    new.store_id,
                    new.places,
                    new.fee,
                    0,
                    new.currency,
                    new.ready,
                    CREATED,
                    time.time(),
                    NOBODY,
                    "",
                )
                db.execute(
                    "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    astuple(known),
                )
                self._tell(db, known)
            if known.places != new.places:
                raise Conflict("PLACES_DIFFER", "This delivery_id was used for other places.")
            return known

        delivery = await self._journal.write(keep)
        self.created.set()
        self.updates.wake()
        return delivery

    async def move(self, delivery_id: str, target: str, reason: str = "") -> Delivery:
        """Return a rider reports; the same status again changes nothing. Raise Rejected."""

        def change(db: sqlite3.Connection) -> Delivery:
            known = _delivery(db, delivery_id)
            if known is None:
                raise Rejected("DELIVERY_UNKNOWN", "There is no such delivery.")
            if known.status == target:
                return known
            if not may_move(known.status, target):
                raise Rejected("ILLEGAL_MOVE", f"From {known.status} it cannot go to {target}.")
            return self._write(db, known, target, reason)

        delivery = await self._journal.write(change)
        self.updates.wake()
        return delivery

    async def cancel(self, delivery_id: str, reason: str) -> Delivery | None:
        """Call a delivery off; None when it is not known. Raise Rejected (TOO_LATE)."""

        def change(db: sqlite3.Connection) -> Delivery | None:
            known = _delivery(db, delivery_id)
            if known is None or known.status == CANCELLED:
                return known
            if known.status in FINAL or known.status == PICKED_UP:
                raise Rejected("TOO_LATE", "The rider has the goods already.")
            return self._write(db, known, CANCELLED, reason)

        delivery = await self._journal.write(change)
        self.updates.wake()
        return delivery

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery by the platform's id."""
        return self._journal.read(lambda db: _delivery(db, delivery_id))

    def open_deliveries(self, limit: int = 500) -> list[Delivery]:
        """Deliveries on their way, those that have stood longest first."""
        rows = self._journal.read(
            lambda db: db.execute(
                _DELIVERY + "status NOT IN ('delivered', 'cancelled', 'failed') "
                "ORDER BY status_time LIMIT ?",
                (limit,),
            ).fetchall()
        )
        return [Delivery(*row) for row in rows]

    def _write(self, db: sqlite3.Connection, known: Delivery, target: str, reason: str) -> Delivery:
        rider = known.rider
        if rider == NOBODY and target in WAY and target != CREATED:
            rider = int(known.delivery_no[-4:], 16) % len(RIDERS)
        fee = cancel_fee(known.status, known.fee) if target == CANCELLED else known.cancel_fee
        db.execute(
            "UPDATE deliveries SET status = ?, status_time = ?, rider = ?, reason = ?, "
            "cancel_fee = ? WHERE delivery_id = ?",
            (target, time.time(), rider, reason, fee, known.delivery_id),
        )
        changed = _delivery(db, known.delivery_id)
        if changed is None:
            raise LookupError("a delivery vanished while it was written")
        self._tell(db, changed)
        return changed

    def _tell(self, db: sqlite3.Connection, delivery: Delivery) -> None:
        update = messages.update(delivery)
        self.updates.append(db, update.update_id, update.SerializeToString())


def _delivery(db: sqlite3.Connection, delivery_id: str) -> Delivery | None:
    row = db.execute(_DELIVERY + "delivery_id = ?", (delivery_id,)).fetchone()
    return Delivery(*row) if row is not None else None
