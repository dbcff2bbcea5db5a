"""Puts the inventory center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.inventory.messages import event_payload
from centers.inventory.operations import Inventory
from centers.inventory.reservations.writer import ReservationWriter
from centers.inventory.servicer import SERVICE, InventoryServicer
from centers.inventory.signals import Signals
from centers.inventory.snapshots import TrackedSkus
from centers.inventory.store import CHECKS, MIGRATIONS, InventoryStore
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.process.metrics import Metrics
from mesh.process.rounds import Rounds
from mesh.pure.clock import Clock

SWEEP_SECONDS = "ZHONGTAI_INVENTORY_SWEEP_SECONDS"
"""Setting: how often reservations whose time is over are given back; default 2."""


@dataclass(frozen=True, slots=True)
class InventoryCenter:
    """The parts of an inventory center."""

    servicer: InventoryServicer
    store: InventoryStore
    writer: ReservationWriter
    feed: Feed

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self.writer.close()
        await self.feed.close()


def assemble(db: Database, clock: Clock, metrics: Metrics) -> InventoryCenter:
    """Return an inventory center on a database."""
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    store = InventoryStore(db, event_payload)
    tracked = TrackedSkus(store.tracked, feed.is_alone)
    feed.when_joined(tracked.clear)
    # What is tracked is never changed by orders and sales.
    counting = Changes(db, feed, clock, expire=tracked.clear)
    writer = ReservationWriter(store, changes)
    signals = Signals(metrics)
    inventory = Inventory(store, writer, changes, tracked, clock=clock, signals=signals)
    servicer = InventoryServicer(inventory, counting, feed, Audit(db, CHECKS), clock)
    return InventoryCenter(servicer, store, writer, feed)


async def build(host: HostContext) -> Part:
    """Return the inventory center of this process."""
    db = await host.database("inventory", MIGRATIONS)
    center = assemble(db, host.clock, host.metrics)
    await center.feed.announce()
    pause = float(host.settings.get(SWEEP_SECONDS, "2"))
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[Rounds(center.writer.sweep_round, pause).run],
        close=center.close,
    )
