"""What follows in other centers when a store's tills change.

A till that is shut out or gets another secret loses its tokens: the store center knows tills and
the user center what is revoked. A store that names another POS plug-in has its open orders moved:
the order center knows those.
"""

from __future__ import annotations

from zhongtai.order.v1 import change_messages_pb2
from zhongtai.store.v1 import store_feed_pb2, store_service_pb2
from zhongtai.user.v1 import revocation_pb2

from apps.order_control.peers import Peers
from mesh.feed.follower_items import Batch

TILL = "till"
SAID = (store_feed_pb2.STORE_EVENT_KIND_CREATED, store_feed_pb2.STORE_EVENT_KIND_CHANGED)
"""Kinds of events after which a store may name another plug-in."""


class TillTokens:
    """Revokes tokens of tills."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Batch[store_feed_pb2.StoreEvent]) -> None:
        """Do what the events of one merchant's stores make necessary."""
        revoked = [
            event
            for event in batch.messages
            if event.kind == store_feed_pb2.STORE_EVENT_KIND_TILL_REVOKED
        ]
        await batch.each(batch.of(revoked), self._revoke)

    async def _revoke(self, event: store_feed_pb2.StoreEvent) -> None:
        # Until now, not until the event: a login under way may have been given a token since.
        # A till that has logged in with its new secret meanwhile logs in once more.
        await self._peers.user.RevokeAccessTokens(
            revocation_pb2.RevokeAccessTokensRequest(
                kind=TILL,
                subject=event.till_id,
                reason="the till was shut out, or has a new secret",
            )
        )


class StorePlugins:
    """Tells the order center which POS plug-in has the tills of a store."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Batch[store_feed_pb2.StoreEvent]) -> None:
        """Tell it of each store that is new or changed, as the store is now."""
        last = {event.store_id: event for event in batch.messages if event.kind in SAID}
        await batch.each(batch.of(last.values()), self._tell)

    async def _tell(self, event: store_feed_pb2.StoreEvent) -> None:
        get = store_service_pb2.GetStoreRequest(store_id=event.store_id)
        store = (await self._peers.store.GetStore(get)).store
        codes = (code.code for code in store.channel_codes if code.channel == store.pos_plugin)
        await self._peers.order.SetStoreTill(
            change_messages_pb2.SetStoreTillRequest(
                store_id=store.store_id,
                pos_plugin=store.pos_plugin,
                pos_store_code=next(codes, store.external_code),
            )
        )
