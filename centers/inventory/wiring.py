"""Puts the inventory center together. Settings are read here and nowhere else."""

from __future__ import annotations

from zhongtai.inventory.v1 import inventory_service_pb2

from centers.inventory.messages import event_payload
from centers.inventory.operations import Inventory
from centers.inventory.reserving import SWEEP_BATCH, ReserveDesk
from centers.inventory.servicer import InventoryServicer
from centers.inventory.signals import Signals
from centers.inventory.store import CHECKS, MIGRATIONS, InventoryStore
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.process.rounds import Rounds

SWEEP_SECONDS = "ZHONGTAI_INVENTORY_SWEEP_SECONDS"
"""Setting: how often reservations whose time is over are given back; default 2."""


async def build(host: HostContext) -> Part:
    """The inventory center of this process."""
    db = await host.database("inventory", MIGRATIONS)
    feed = Feed(db)
    store = InventoryStore(db, event_payload)
    desk = ReserveDesk(store, feed, host.clock)
    inventory = Inventory(store, desk, feed, host.clock, signals=Signals(host.metrics))
    servicer = InventoryServicer(inventory, db, feed, Audit(db, CHECKS), host.clock)
    pause = float(host.settings.get(SWEEP_SECONDS, "2"))

    async def sweep() -> bool:
        return await desk.sweep() == SWEEP_BATCH

    async def close() -> None:
        await desk.close()
        await feed.close()

    descriptor = inventory_service_pb2.DESCRIPTOR.services_by_name["InventoryService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[Rounds(sweep, pause).run],
        close=close,
    )
