"""Puts the store center together. Settings are read here and nowhere else."""

from __future__ import annotations

from zhongtai.store.v1 import store_service_pb2

from centers.store.operations import Stores
from centers.store.servicer import StoreServicer
from centers.store.store import CHECKS, MIGRATIONS, StoreStore
from centers.store.till_operations import Tills
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    """The store center of this process."""
    db = await host.database("store", MIGRATIONS)
    store, feed = StoreStore(db), Feed(db)
    stores = Stores(db, store, feed, host.clock)
    tills = Tills(db, store, stores, host.clock, host.signer, feed=feed)
    servicer = StoreServicer(stores, tills, feed, Audit(db, CHECKS), host.clock)

    async def close() -> None:
        await stores.close()
        await feed.close()

    descriptor = store_service_pb2.DESCRIPTOR.services_by_name["StoreService"]
    return Part(services=[ServiceSpec(descriptor, servicer)], close=close)
