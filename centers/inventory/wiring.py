"""Puts the inventory center together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from centers.inventory.erp.adapters import FindErp
from centers.inventory.erp.operations import Erp
from centers.inventory.erp.store import ErpStore
from centers.inventory.erp.wiring import erp_followers, finder, readers_of
from centers.inventory.messages import event_payload
from centers.inventory.operations import Inventory
from centers.inventory.reservations.sweeper import Sweeper
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
from mesh.plugins.choice import ErpChoice
from mesh.process.host import HostContext, Part
from mesh.process.metrics import Metrics
from mesh.process.settings import seconds
from mesh.pure.clock import Clock

SWEEP_SECONDS = "ZHONGTAI_INVENTORY_SWEEP_SECONDS"
"""Setting: how often reservations whose time is over are given back."""
DEFAULT_SWEEP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class InventoryCenter:
    """The parts of an inventory center."""

    servicer: InventoryServicer
    store: InventoryStore
    writer: ReservationWriter
    sweeper: Sweeper
    feed: Feed
    erp: Erp
    erp_store: ErpStore

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self.writer.close()
        await self.feed.close()


def assemble(
    db: Database,
    clock: Clock,
    metrics: Metrics,
    erp_chains: Collection[str] = (),
    find_erp: FindErp = lambda _merchant_id: None,
    *,
    sweep_seconds: float = DEFAULT_SWEEP_SECONDS,
) -> InventoryCenter:
    """Return an inventory center on a database.

    `erp_chains` are the merchants that have an ERP, `find_erp` gives the plug-in of one.
    """
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    store = InventoryStore(db, event_payload, erp_chains)
    tracked = TrackedSkus(store.tracked, feed.is_alone)
    feed.when_joined(tracked.clear)
    # What is tracked is never changed by orders and sales.
    counting = Changes(db, feed, clock, expire=tracked.clear)
    writer = ReservationWriter(store, changes)
    signals = Signals(metrics)
    inventory = Inventory(store, writer, changes, tracked, clock=clock, signals=signals)
    erp_store = ErpStore(db)
    erp = Erp(store, erp_store, counting, find_erp)
    servicer = InventoryServicer(
        inventory, erp, counting, feed=feed, audit=Audit(db, CHECKS), clock=clock
    )
    sweeper = Sweeper(
        store, changes, clock, pause_seconds=sweep_seconds, others_write=db.beside is not None
    )
    changes.when_changed(sweeper.rounds.touch)
    return InventoryCenter(servicer, store, writer, sweeper, feed, erp, erp_store)


async def build(host: HostContext) -> Part:
    """Return the inventory center of this process."""
    db = await host.database("inventory", MIGRATIONS)
    choice = ErpChoice.read(host.settings)
    pause = seconds(host.settings, SWEEP_SECONDS, DEFAULT_SWEEP_SECONDS, min=0.1, max=3600)
    center = assemble(
        db, host.clock, host.metrics, choice.chains, finder(host, choice), sweep_seconds=pause
    )
    await center.feed.announce()
    erps = {handle.name: handle for handle in host.plugins.of_kind("erp")}
    host.plugins.when_missing("erp", lambda: choice.missing(erps))
    followers = [
        follower
        for name, handle in erps.items()
        if (chains := choice.chains_of(name))
        for follower in erp_followers(
            host, handle, chains, erp=center.erp, store=center.erp_store, feed=center.feed
        )
    ]

    async def forget(plugin: str) -> None:
        for name in readers_of(plugin):
            await center.feed.forget(name)

    host.plugins.when_removed(forget)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[center.sweeper.rounds.run],
        followers=followers,
        close=center.close,
    )
