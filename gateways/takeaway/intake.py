"""Takes over what a platform has sold: it is acknowledged when this has returned."""

from __future__ import annotations

from zhongtai.order.v1 import create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.takeaway.peers import Peers
from mesh.pure.errors import InvalidRequest, PeerUnavailable

_INTERNAL = "INTERNAL"
"""A defect of ours, as ImportOrder tells it: the order is to be sent again."""


class Intake:
    """The way in for one channel."""

    def __init__(self, peers: Peers, channel: str) -> None:
        self._peers = peers
        self._channel = channel

    async def store(self, code: str) -> serving_pb2.ResolveChannelCodeResponse:
        """Return the store that the channel's code names in the caller's chain."""
        request = serving_pb2.ResolveChannelCodeRequest(channel=self._channel, code=code)
        return await self._peers.store.ResolveChannelCode(request)

    async def take_over(
        self, order: create_messages_pb2.NewOrder
    ) -> create_messages_pb2.ImportedOrder:
        """Keep an order durably, once for its number.

        Raise InvalidRequest for one that the chain cannot take, PeerUnavailable for one that
        shall be sent again.
        """
        request = messages_pb2.ImportOrderRequest(order=order)
        result = (await self._peers.order_control.ImportOrder(request)).result
        if result.refusal_reason == _INTERNAL:
            raise PeerUnavailable(result.refusal_message)
        if result.refusal_reason:
            raise InvalidRequest(f"{result.refusal_reason}: {result.refusal_message}")
        return result

    async def find(self, number: str) -> order_pb2.Order | None:
        """Return the order of a channel's number, with its lines; None for one we do not have."""
        request = read_messages_pb2.ListOrdersRequest(
            channel=self._channel,
            channel_order_number=number,
            view=read_messages_pb2.ORDER_VIEW_FULL,
            page_size=1,
        )
        found = (await self._peers.order.ListOrders(request)).orders
        return found[0] if found else None
