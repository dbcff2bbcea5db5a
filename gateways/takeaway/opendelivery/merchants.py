"""Reads the stores that an OpenDelivery platform shows, as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2, store_pb2, store_service_pb2

from gateways.takeaway.opendelivery.merchant import SERVICES, Merchant, Served, merchant_of
from gateways.takeaway.opendelivery.told import digest
from gateways.takeaway.peers import Peers
from mesh.call.context import merchant_id
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class Merchants:
    """The stores of one channel, for the chains that have accounts at it."""

    peers: Peers
    channel: str
    clock: Clock
    _changed: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    """What each store said last, and since when, as far as this process has seen it."""

    async def of(self, code: str) -> Merchant:
        """Return the store of the caller's chain that has a code on the channel, as it is now.

        Raise what the store center raises, that there is none among it.
        """
        resolve = serving_pb2.ResolveChannelCodeRequest(channel=self.channel, code=code)
        found = (await self.peers.store.ResolveChannelCode(resolve)).store
        request = store_service_pb2.GetStoreRequest(store_id=found.store_id)
        store = (await self.peers.store.GetStore(request)).store
        # By the code that was asked for: it may be taken from the store at this very moment.
        return await self._as_it_is(code, store, await self.peers.codes_on(self.channel))

    async def look(self, store: store_pb2.Store, code: str, codes: Mapping[str, str]) -> Merchant:
        """Return a store under its code as it is now; `codes` are the channel's of SKUs."""
        return await self._as_it_is(code, store, codes)

    async def _as_it_is(
        self, code: str, store: store_pb2.Store, codes: Mapping[str, str]
    ) -> Merchant:
        served = [
            await self._served(store, offer)
            for offer in store.services
            if offer.service_type in SERVICES
        ]
        return merchant_of(code, store, served, codes, self.clock.now())

    def since(self, merchant: Merchant) -> datetime:
        """Return since when a store is as it is; since this process began, at the most."""
        key = f"{merchant_id()}:{merchant.code}"
        now = digest(merchant.whole())
        known, since = self._changed.get(key, (b"", self.clock.now()))
        if known != now:
            since = self.clock.now()
            self._changed[key] = now, since
        return since

    async def _served(self, store: store_pb2.Store, offer: store_pb2.ServiceOffer) -> Served:
        check = await self.peers.store.CheckStore(
            serving_pb2.CheckStoreRequest(
                store_id=store.store_id, service_type=offer.service_type, channel=self.channel
            )
        )
        menu = await self.peers.product.GetMenu(
            menu_pb2.GetMenuRequest(
                store_id=store.store_id,
                channel=self.channel,
                service_type=offer.service_type,
                time_zone=store.time_zone,
            )
        )
        return Served(offer, check, menu)
