"""Puts the inventory center together. Settings are read here and nowhere else."""

from __future__ import annotations

import asyncio

from zhongtai.inventory.v1 import inventory_service_pb2

from centers.inventory.messages import event_payload
from centers.inventory.operations import Inventory
from centers.inventory.reserving import SWEEP_BATCH, ReserveDesk
from centers.inventory.servicer import InventoryServicer
from centers.inventory.signals import Signals
from centers.inventory.store import MIGRATIONS, InventoryStore
from mesh.feed import Feed
from mesh.host import HostContext, Part
from mesh.methods import ServiceSpec

SWEEP_SECONDS = "ZHONGTAI_INVENTORY_SWEEP_SECONDS"
"""Setting: how often reservations whose time is over are given back; default 2."""


async def build(host: HostContext) -> Part:
    """The inventory center of this process."""
    db = await host.database("inventory", MIGRATIONS)
    feed = Feed(db)
    store = InventoryStore(db, event_payload)
    desk = ReserveDesk(store, feed, host.clock)
    inventory = Inventory(store, desk, feed, host.clock, signals=Signals(host.metrics))
    servicer = InventoryServicer(inventory, db, feed, host.clock)
    pause = float(host.settings.get(SWEEP_SECONDS, "2"))

    async def sweep_forever() -> None:
        while True:
            while await desk.sweep() == SWEEP_BATCH:
                pass
            await asyncio.sleep(pause)

    async def close() -> None:
        await desk.close()
        await feed.close()

    descriptor = inventory_service_pb2.DESCRIPTOR.services_by_name["InventoryService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)], background=[sweep_forever], close=close
    )
