"""The catalogs of this process: read from memory, changed one change after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from google.protobuf.message import Message

from centers.product.catalog import Catalog
from centers.product.store import CatalogStore
from mesh.call.context import merchant_id
from mesh.data.database import Connection, Database
from mesh.data.idempotency import RequestWithId, once
from mesh.data.snapshots import Snapshots
from mesh.feed.feed import Feed, NewEvent
from mesh.pure.clock import Clock
from mesh.pure.validation import Check

Reply = TypeVar("Reply", bound=Message)
T = TypeVar("T")


class CatalogMemory:
    """What operations share: the tables, what is held of them in memory, and the feed."""

    def __init__(self, db: Database, store: CatalogStore, feed: Feed, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self._db = db
        self._feed = feed
        self._snapshots: Snapshots[Catalog] = Snapshots(store.load)

    async def close(self) -> None:
        """End what is under way in the background."""
        await self._snapshots.close()

    async def catalog(self) -> Catalog:
        """The catalog of the caller's chain, at most a second old."""
        return await self._snapshots.get(merchant_id())

    async def newest(self) -> Catalog:
        """The catalog of the caller's chain as it is now."""
        return await self._snapshots.get(merchant_id(), newest=True)

    async def take(self, conn: Connection) -> Catalog:
        """The catalog, held against other changes until the transaction ends."""
        merchant = merchant_id()
        return await self.store.take(conn, merchant, self._snapshots.held(merchant))

    async def tell(self, conn: Connection, store_id: str, kind: str, payload: Message) -> None:
        """Write what happened into the feed, in the transaction of the change."""
        subject = store_id or "catalog"
        event = NewEvent(merchant_id(), store_id, subject, kind, payload.SerializeToString())
        await self._feed.append(conn, [event])

    async def once(
        self,
        request: RequestWithId,
        reply_type: type[Reply],
        effect: Callable[[Connection], Awaitable[Reply]],
    ) -> Reply:
        """Change the catalog once per request_id."""
        check = Check()
        check.request_id(request.request_id)
        check.raise_if_any()
        reply = await once(self._db, request, reply_type, effect)
        self._changed()
        return reply

    async def change(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Change the catalog in a way that may be repeated."""
        result = await self._db.run_in_transaction(work)
        self._changed()
        return result

    def _changed(self) -> None:
        """Let readers of the memory and of the feed see what was committed."""
        self._snapshots.expire(merchant_id())
        self._feed.wake()
