"""Puts the product center together. Settings are read here and nowhere else."""

from __future__ import annotations

from zhongtai.product.v1 import product_service_pb2

from centers.product.memory import CatalogMemory
from centers.product.operations import Items
from centers.product.selling import Selling
from centers.product.servicer import ProductServicer
from centers.product.store import CHECKS, MIGRATIONS, CatalogStore
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    """The product center of this process."""
    db = await host.database("product", MIGRATIONS)
    store, feed = CatalogStore(db), Feed(db)
    memory = CatalogMemory(db, store, feed, host.clock)
    servicer = ProductServicer(Items(memory), Selling(memory), feed, Audit(db, CHECKS))

    async def close() -> None:
        await memory.close()
        await feed.close()

    descriptor = product_service_pb2.DESCRIPTOR.services_by_name["ProductService"]
    return Part(services=[ServiceSpec(descriptor, servicer)], close=close)
