"""Puts the store center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.store.operations import Stores
from centers.store.servicer import SERVICE, StoreServicer
from centers.store.snapshots import StoreIndex
from centers.store.store import CHECKS, MIGRATIONS, StoreStore
from centers.store.tills.operations import Tills
from centers.store.tills.store import TillStore
from mesh.call.context import merchant_id
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.snapshots import Snapshots
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.process.tokens import TokenSigner
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class StoreCenter:
    """The parts of a store center."""

    servicer: StoreServicer
    snapshots: Snapshots[StoreIndex]
    feed: Feed

    async def close(self) -> None:
        """End what is under way in the background."""
        await self.snapshots.close()
        await self.feed.close()


def assemble(db: Database, clock: Clock, signer: TokenSigner) -> StoreCenter:
    """Return a store center on a database; `signer` makes the tokens of tills."""
    feed, store = Feed(db), StoreStore(db)
    snapshots: Snapshots[StoreIndex] = Snapshots(store.load)
    db.lineage.when_another(snapshots.forget)
    changes = Changes(db, feed, clock, expire=lambda: snapshots.expire(merchant_id()))
    stores = Stores(store, snapshots, changes, clock)
    tills = Tills(TillStore(db), stores, clock, signer)
    servicer = StoreServicer(stores, tills, changes, feed, Audit(db, CHECKS), clock=clock)
    return StoreCenter(servicer, snapshots, feed)


async def build(host: HostContext) -> Part:
    """Return the store center of this process."""
    db = await host.database("store", MIGRATIONS)
    center = assemble(db, host.clock, host.signer)
    return Part(services=[ServiceSpec(SERVICE, center.servicer)], close=center.close)
