"""Accepts what a channel sells where the store's data say so (ChannelCode.auto_accept)."""

from __future__ import annotations

import time

from zhongtai.order.v1 import change_messages_pb2, order_pb2
from zhongtai.store.v1 import store_service_pb2

from gateways.takeaway.intake import settled
from gateways.takeaway.peers import Peers
from mesh.pure.ids import key_of

KEPT_SECONDS = 2.0
"""How long what a store says is good for: a change is seen by then."""


class Accepting:
    """Accepts orders of one channel."""

    def __init__(self, peers: Peers, channel: str) -> None:
        self._peers = peers
        self._channel = channel
        self._wants: dict[str, tuple[bool, float]] = {}

    async def accept(self, order: order_pb2.Order) -> bool:
        """Accept an order where its store wants that; return whether it is accepted so."""
        if not await self._is_wanted(order.store_id):
            return False
        request = change_messages_pb2.AcceptOrderRequest(
            request_id=key_of("accept", order.order_id), order_id=order.order_id
        )
        answer = await settled(self._peers.order.AcceptOrder(request))
        return answer is not None and answer.order.status != order_pb2.ORDER_STATUS_CANCELLED

    async def _is_wanted(self, store_id: str) -> bool:
        wanted, until = self._wants.get(store_id, (False, 0.0))
        if until < time.monotonic():
            request = store_service_pb2.GetStoreRequest(store_id=store_id)
            codes = (await self._peers.store.GetStore(request)).store.channel_codes
            wanted = any(code.auto_accept for code in codes if code.channel == self._channel)
            self._wants[store_id] = (wanted, time.monotonic() + KEPT_SECONDS)
        return wanted
