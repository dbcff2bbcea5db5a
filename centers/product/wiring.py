"""Puts the product center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.product.erp.operations import ErpItems
from centers.product.erp.store import ErpTold
from centers.product.erp.wiring import items_followers, reader_of
from centers.product.operations import Items
from centers.product.selling.operations import Selling
from centers.product.servicer import SERVICE, ProductServicer
from centers.product.store import CHECKS, MIGRATIONS, CatalogStore
from mesh.call.context import merchant_id
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class ProductCenter:
    """The parts of a product center."""

    servicer: ProductServicer
    store: CatalogStore
    feed: Feed
    items: Items

    async def close(self) -> None:
        """End what is under way in the background."""
        await self.store.close()
        await self.feed.close()


def assemble(db: Database, clock: Clock) -> ProductCenter:
    """Return a product center on a database."""
    store, feed = CatalogStore(db), Feed(db)
    changes = Changes(db, feed, clock, expire=lambda: store.expire(merchant_id()))
    items, selling = Items(store, changes, clock), Selling(store, clock)
    servicer = ProductServicer(items, selling, changes, feed, Audit(db, CHECKS))
    db.lineage.when_another(servicer.forget_menus)
    return ProductCenter(servicer, store, feed, items)


async def build(host: HostContext) -> Part:
    """Return the product center of this process."""
    db = await host.database("product", MIGRATIONS)
    center = assemble(db, host.clock)
    host.plugins.when_removed(lambda plugin: center.feed.forget(reader_of(plugin)))
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        followers=items_followers(host, ErpItems(center.items, ErpTold(db)), center.feed),
        close=center.close,
    )
