"""Shows on a platform what its stores have: told of what changes, at a pace of its own.

What the platform was told is remembered by the process. After a start all is told anew, which is
harmless, and the platform is asked what it has: what left a menu before is told as sold out. The
feeds say which store to look at, and every round looks at all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

import structlog
from zhongtai.common.v1 import trade_pb2
from zhongtai.product.v1 import menu_pb2, product_feed_pb2
from zhongtai.store.v1 import serving_pb2, store_feed_pb2, store_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NoSuchStore, Refused
from gateways.takeaway.shelf import Code, Shelf, shelf_of, without
from gateways.takeaway.troubles import Troubles
from mesh.call.context import Identity, as_call, merchant_id
from mesh.edge.reach import Reach
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

product_item: ItemOf[product_feed_pb2.ProductEvent] = item_about(
    lambda event: event.store_id or "catalog"
)
store_item: ItemOf[store_feed_pb2.StoreEvent] = item_about(lambda event: event.store_id)

ALL = ""
"""Every store of a chain."""
GONE_SECONDS = 30 * 86_400.0
"""A dish that has been on no menu for so long is looked at no more: its platform knows."""
SECONDS_FOR_ONE = 120.0
"""How long a store may take: its platform is slow, or its menu long."""

Seen = TypeVar("Seen")
Seen_contra = TypeVar("Seen_contra", contravariant=True)

Look = Callable[[store_pb2.Store, str, Mapping[str, str]], Awaitable[Seen]]
"""Reads a store under its code as it is now, with the codes of SKUs on the channel by their ids."""
Has = Callable[[str], Awaitable[Collection[Code]]]
"""Asks the platform which sizes of dishes it has of a store."""

log = structlog.get_logger()


class Shelver(Protocol[Seen_contra]):
    """What a platform's folder offers to show a store."""

    async def show(self, store_code: str, now: Seen_contra) -> None:
        """Tell the platform what is another than what it has taken until now."""
        ...


@dataclass(frozen=True, slots=True)
class ShelfLook:
    """Reads the shelves of the stores of one channel.

    `has` is asked once for each code of a store, where what is sold out is told at all.
    """

    peers: Peers
    channel: str
    has: Has | None = None
    clock: Callable[[], float] = time.monotonic
    _seen: dict[str, Shelf] = field(default_factory=dict)
    _gone: dict[str, dict[str, float]] = field(default_factory=dict)
    """Since when dishes of a store are on it no more, by the clock."""
    _there: dict[tuple[str, str], Collection[Code]] = field(default_factory=dict)
    """What the platform had of a store, by the store's id and code, when it was asked."""
    _troubles: Troubles = field(default_factory=Troubles)

    async def look(self, store: store_pb2.Store, code: str, codes: Mapping[str, str]) -> Shelf:
        """Return a store's shelf; what was on it and is no more stands sold out.

        So does what the platform has from before this process, under a code of the chain's. A
        store without any menu has none that something could have left.
        """
        delivery = trade_pb2.SERVICE_TYPE_DELIVERY
        check = await self.peers.store.CheckStore(
            serving_pb2.CheckStoreRequest(
                store_id=store.store_id, service_type=delivery, channel=self.channel
            )
        )
        menu = await self.peers.product.GetMenu(
            menu_pb2.GetMenuRequest(
                store_id=store.store_id,
                channel=self.channel,
                service_type=delivery,
                time_zone=store.time_zone,
            )
        )
        there = shelf_of(check, menu, codes)
        now = without(self._seen.get(store.store_id), there)
        now = self._without_long_gone(store.store_id, now, there)
        self._seen[store.store_id] = now
        if not there.dishes:
            return now
        return replace(now, gone=now.gone_of(await self._before(store.store_id, code)))

    async def _before(self, store_id: str, code: str) -> Collection[Code]:
        """Return what the platform had of a store; one that does not say holds up nothing.

        Raise NoSuchStore.
        """
        key = store_id, code
        if self.has is not None and key not in self._there:
            try:
                has = await self.has(code)
                ours = await self.peers.codes_on(self.channel, with_archived=True) if has else {}
                known = frozenset(ours.values())
                self._there[key] = [each for each in has if each[1] in known]
            except NoSuchStore:
                raise  # There is nothing to show then, either.
            except Exception as exc:  # noqa: BLE001 - what is on the menu is shown all the same
                if isinstance(exc, Refused):
                    self._there[key] = ()  # It does not say: so it is after the next start.
                if self._troubles.begins(store_id):
                    log.warning("shelf_there_not_read", store_id=store_id, why=str(exc))
        return self._there.get(key, ())

    def _without_long_gone(self, store_id: str, now: Shelf, there: Shelf) -> Shelf:
        known, at = self._gone.get(store_id, {}), self.clock()
        gone = {code: known.get(code, at) for code in now.dishes.keys() - there.dishes.keys()}
        self._gone[store_id] = left = {
            code: since for code, since in gone.items() if at - since < GONE_SECONDS
        }
        dishes = now.dishes.items()
        shown = {code: dish for code, dish in dishes if code not in gone or code in left}
        return replace(now, dishes=shown)


class Shelving(Generic[Seen]):
    """Keeps the shelves of one channel right, for the chains that have an account at it."""

    def __init__(
        self,
        peers: Peers,
        channel: str,
        merchants: Iterable[str],
        identify: Callable[[str], Identity],
        *,
        look: Look[Seen],
        shelver: Shelver[Seen],
        every_seconds: float,
        reach: Reach | None = None,
    ) -> None:
        """`reach` tells whether the platform is there to be told."""
        self._peers = peers
        self._channel = channel
        self._merchants = frozenset(merchants)
        self._identify = identify
        self._read = look
        self._shelver = shelver
        self._every = every_seconds
        self._reach = reach or Reach()
        self._troubles = Troubles()
        self._waiting: defaultdict[str, set[str]] = defaultdict(set)
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
            for merchant in () if self._reach.rests else self._merchants:
                self._waiting[merchant].add(ALL)
            until = time.monotonic() + self._every
            await self._work_off()
            while (left := until - time.monotonic()) > 0:
                self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._woken.wait()
                await self._work_off()

    def _look_at(self, store_ids: Iterable[str]) -> None:
        wanted = set(store_ids)
        if wanted and merchant_id() in self._merchants:
            self._waiting[merchant_id()] |= wanted
            self._woken.set()

    async def _work_off(self) -> None:
        while self._waiting:
            merchant = next(iter(self._waiting))
            await self._look(merchant, self._waiting.pop(merchant))

    async def _look(self, merchant: str, store_ids: set[str]) -> None:
        """Show stores of a chain as they are; one that cannot be read waits for the next round."""
        with as_call(self._identify(merchant), "shelve", timeout=SECONDS_FOR_ONE):
            try:
                codes = await self._peers.codes_on(self._channel)
                stores = await self._peers.stores()
            except Exception as exc:  # noqa: BLE001 - the next round tries again
                log.warning("shelves_not_read", merchant_id=merchant, why=type(exc).__name__)
                return
        for store in stores:
            if not store_ids.isdisjoint((ALL, store.store_id)):
                with as_call(self._identify(merchant), "shelve", timeout=SECONDS_FOR_ONE):
                    await self._show(store, codes)

    async def _show(self, store: store_pb2.Store, codes: dict[str, str]) -> None:
        """Show a store; whatever fails is said once, and tried again in the next round."""
        for code in store.channel_codes:
            if code.channel != self._channel:
                continue
            try:
                await self._shelver.show(code.code, await self._read(store, code.code, codes))
            except Exception as exc:  # noqa: BLE001 - one store's failure is not another's
                if self._troubles.begins(store.store_id):
                    why = f"{type(exc).__name__}: {exc}"
                    log.warning("store_not_shown", store_id=store.store_id, why=why)
            else:
                self._troubles.ends(store.store_id)
