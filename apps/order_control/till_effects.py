"""What follows when a till is shut out or gets another secret: its tokens are revoked.

The store center knows tills and the user center what is revoked; neither calls the other.
"""

from __future__ import annotations

from zhongtai.store.v1 import store_feed_pb2
from zhongtai.user.v1 import revocation_pb2

from apps.order_control.peers import Peers
from mesh.follower_items import Batch

TILL = "till"


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
