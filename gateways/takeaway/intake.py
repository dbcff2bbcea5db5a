"""Takes over what a platform has sold and says of it: kept durably when this has returned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import grpc
import structlog
from zhongtai.order.v1 import (
    change_messages_pb2,
    create_messages_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.takeaway.peers import Peers
from gateways.takeaway.texts import kept, word
from mesh.call.context import note
from mesh.call.errors_wire import refusal_of
from mesh.pure.errors import InvalidRequest, PeerUnavailable
from mesh.pure.ids import key_of

T = TypeVar("T")

_INTERNAL = "INTERNAL"
"""A defect of ours, as ImportOrder tells it: the order is to be sent again."""
_KNOWN = "CHANNEL_NUMBER_TAKEN"
"""We have the order; the platform says something else of it by now, and the first word counts."""
MAX_NOTE = 500

log = structlog.get_logger()


class Intake:
    """The way in for one channel."""

    def __init__(self, peers: Peers, channel: str) -> None:
        self._peers = peers
        self.channel = channel

    async def store(self, code: str) -> serving_pb2.ResolveChannelCodeResponse:
        """Return the store that the channel's code names in the caller's chain."""
        request = serving_pb2.ResolveChannelCodeRequest(channel=self.channel, code=code)
        return await self._peers.store.ResolveChannelCode(request)

    async def take_over(self, order: create_messages_pb2.NewOrder) -> str:
        """Keep an order durably, once for its number; return its id.

        Raise InvalidRequest for one that the chain cannot take, PeerUnavailable for one that
        shall be sent again.
        """
        request = messages_pb2.ImportOrderRequest(order=order)
        result = (await self._peers.order_control.ImportOrder(request)).result
        if result.refusal_reason == _KNOWN:
            known = await self.find(order.channel_order_number)
            if known is not None:
                note(said_differently=True)
                return known.order_id
        if result.refusal_reason == _INTERNAL:
            raise PeerUnavailable(result.refusal_message)
        if result.refusal_reason:
            raise InvalidRequest(f"{result.refusal_reason}: {result.refusal_message}")
        return result.order_id

    async def find(self, number: str) -> order_pb2.Order | None:
        """Return the order of a channel's number, with its lines; None for one we do not have.

        Raise InvalidRequest for an empty number, which would be any order of the channel.
        """
        if not number:
            raise InvalidRequest("The order's number is missing.")
        request = read_messages_pb2.ListOrdersRequest(
            channel=self.channel,
            channel_order_number=number,
            view=read_messages_pb2.ORDER_VIEW_FULL,
            page_size=1,
        )
        found = (await self._peers.order.ListOrders(request)).orders
        return found[0] if found else None

    async def known(self, number: str, fetch: Callable[[], Awaitable[None]]) -> order_pb2.Order:
        """Return the order of a channel's number; one that we do not have is fetched first.

        Raise InvalidRequest for an empty number, PeerUnavailable when it is not there after that.
        """
        order = await self.find(number)
        if order is None:
            await fetch()
            order = await self.find(number)
        if order is None:
            raise PeerUnavailable("The order is not there yet.")
        return order

    async def report(
        self,
        order_id: str,
        status: order_pb2.OrderStatus,
        words: str = "",
        reason: order_pb2.CancelReason = order_pb2.CANCEL_REASON_UNSPECIFIED,
    ) -> None:
        """Say that an order has come to a status on the platform; what is late is recorded."""
        words = kept(words, MAX_NOTE)
        request = change_messages_pb2.ReportStatusRequest(
            request_id=key_of(self.channel, order_id, status, reason, words),
            order_id=order_id,
            status=status,
            cancel_reason=reason,
            note=words,
        )
        await settled(self._peers.order.ReportStatus(request))

    async def ride(self, order_id: str, rider: order_pb2.OrderDelivery, event: str) -> None:
        """Say how far the platform's rider has come; `event` names the message."""
        rider.delivery_id, rider.attempt = f"{self.channel}-{order_id}"[:80], 1
        rider.carrier = self.channel
        item = change_messages_pb2.DeliveryItem(
            order_id=order_id, event_id=key_of(self.channel, order_id, event), delivery=rider
        )
        request = change_messages_pb2.RecordDeliveriesRequest(items=[item])
        [result] = (await self._peers.order.RecordDeliveries(request)).results
        if result.refusal_reason:
            note(refused=result.refusal_reason)

    async def keep_word(self, order_id: str, *parts: object) -> None:
        """Keep what nobody here has a word for: in the order's history, and shown with it."""
        said = word(self.channel, *parts)
        request = change_messages_pb2.SetFulfilmentSubStatusRequest(
            request_id=key_of(order_id, said), order_id=order_id, fulfilment_sub_status=said
        )
        note(unknown=said)
        if await settled(self._peers.order.SetFulfilmentSubStatus(request)) is None:
            # The order is over here, and the platform says something that we have no word for.
            log.warning("word_of_an_order_that_is_over", order_id=order_id, word=said)


async def settled(call: Awaitable[T]) -> T | None:
    """Await a call; a refusal because of how the order stands is an answer, too: None.

    The platform's message is kept with the call's log line then, and need not come again.
    """
    try:
        return await call
    except grpc.aio.AioRpcError as exc:
        if exc.code() is not grpc.StatusCode.FAILED_PRECONDITION:
            raise
        note(refused=refusal_of(exc).reason)
        return None
