"""Shows on a platform what its stores have: told of what changes, at a pace of its own.

What the platform was told is remembered by the process. After a start all is told anew, which is
harmless; the feeds say which store to look at, and every round looks at all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Protocol

import structlog
from zhongtai.common.v1 import trade_pb2
from zhongtai.product.v1 import catalog_messages_pb2, menu_pb2, product_feed_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2, store_feed_pb2, store_pb2, store_service_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.shelf import Shelf, codes_on, shelf_of, without
from mesh.call.context import Identity, as_call, merchant_id
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

product_item: ItemOf[product_feed_pb2.ProductEvent] = item_about(
    lambda event: event.store_id or "catalog"
)
store_item: ItemOf[store_feed_pb2.StoreEvent] = item_about(lambda event: event.store_id)

ALL = ""
"""Every store of a chain."""
SECONDS_FOR_ONE = 120.0
"""How long a store may take: its platform is slow, or its menu long."""

log = structlog.get_logger()


class Shelver(Protocol):
    """What a platform's folder offers to show a store."""

    async def show(self, store_code: str, now: Shelf) -> None:
        """Tell the platform what is another than what it has taken until now."""
        ...


class Shelving:
    """Keeps the shelves of one channel right, for the chains that have an account at it."""

    def __init__(
        self,
        peers: Peers,
        channel: str,
        merchants: Iterable[str],
        identify: Callable[[str], Identity],
        *,
        shelver: Shelver,
        every_seconds: float,
    ) -> None:
        self._peers = peers
        self._channel = channel
        self._merchants = frozenset(merchants)
        self._identify = identify
        self._shelver = shelver
        self._every = every_seconds
        self._seen: dict[str, Shelf] = {}
        self._waiting: dict[tuple[str, str], None] = {}
        self._woken = asyncio.Event()

    async def catalog(self, batch: Batch[product_feed_pb2.ProductEvent]) -> None:
        """Look at the stores that events of the catalog are about."""
        self._look_at(event.store_id for event in batch.messages)

    async def stores(self, batch: Batch[store_feed_pb2.StoreEvent]) -> None:
        """Look at the stores that changed."""
        self._look_at(event.store_id for event in batch.messages if not event.till_id)

    async def shelve(self) -> None:
        """Look at what waits, and at every store from time to time, for ever."""
        while True:
            for merchant in self._merchants:
                self._waiting[merchant, ALL] = None
            until = time.monotonic() + self._every
            await self._work_off()
            while (left := until - time.monotonic()) > 0:
                self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._woken.wait()
                await self._work_off()

    def _look_at(self, store_ids: Iterable[str]) -> None:
        if merchant_id() in self._merchants:
            self._waiting.update(((merchant_id(), store_id), None) for store_id in store_ids)
            self._woken.set()

    async def _work_off(self) -> None:
        while self._waiting:
            merchant, store_id = next(iter(self._waiting))
            with as_call(self._identify(merchant), "shelve", timeout=SECONDS_FOR_ONE):
                try:
                    codes = codes_on(self._channel, [each async for each in self._products()])
                    stores = [each async for each in self._stores()]
                except Exception as exc:  # noqa: BLE001 - the next round tries again
                    log.warning("shelves_not_read", why=type(exc).__name__)
                    self._waiting.clear()
                    return
            wanted = [each for each in stores if store_id in (ALL, each.store_id)]
            if store_id == ALL:
                self._waiting = {key: None for key in self._waiting if key[0] != merchant}
            self._waiting.pop((merchant, store_id), None)
            for store in wanted:
                with as_call(self._identify(merchant), "shelve", timeout=SECONDS_FOR_ONE):
                    await self._show(store, codes)

    async def _show(self, store: store_pb2.Store, codes: dict[str, str]) -> None:
        """Show a store; whatever fails is said, and tried again in the next round."""
        for code in store.channel_codes:
            if code.channel != self._channel:
                continue
            try:
                before = self._seen.get(store.store_id)
                now = without(before, await self._shelf(store, codes))
                self._seen[store.store_id] = now
                await self._shelver.show(code.code, now)
            except Exception as exc:  # noqa: BLE001 - one store's failure is not another's
                log.warning(
                    "store_not_shown", store_id=store.store_id, why=f"{type(exc).__name__}: {exc}"
                )

    async def _shelf(self, store: store_pb2.Store, codes: dict[str, str]) -> Shelf:
        delivery = trade_pb2.SERVICE_TYPE_DELIVERY
        check = await self._peers.store.CheckStore(
            serving_pb2.CheckStoreRequest(
                store_id=store.store_id, service_type=delivery, channel=self._channel
            )
        )
        menu = await self._peers.product.GetMenu(
            menu_pb2.GetMenuRequest(
                store_id=store.store_id,
                channel=self._channel,
                service_type=delivery,
                time_zone=store.time_zone,
            )
        )
        return shelf_of(check, menu, codes)

    async def _stores(self) -> AsyncIterator[store_pb2.Store]:
        request = store_service_pb2.ListStoresRequest(page_size=200)
        while True:
            reply = await self._peers.store.ListStores(request)
            for store in reply.stores:
                yield store
            if not reply.next_page_token:
                return
            request.page_token = reply.next_page_token

    async def _products(self) -> AsyncIterator[product_pb2.Product]:
        request = catalog_messages_pb2.ListProductsRequest(page_size=200)
        while True:
            reply = await self._peers.product.ListProducts(request)
            for product in reply.products:
                yield product
            if not reply.next_page_token:
                return
            request.page_token = reply.next_page_token
