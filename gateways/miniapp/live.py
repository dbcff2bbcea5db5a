"""An order's changes as server-sent events, the moment they happen."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TypeAlias

import msgspec
from litestar.response.sse import ServerSentEventMessage
from zhongtai.order.v1 import read_messages_pb2

from gateways.miniapp.adapt import order_view
from gateways.miniapp.peers import Peers
from mesh.edge.live import first_of, live

Change: TypeAlias = read_messages_pb2.WatchOrderResponse


async def watch(peers: Peers, order_id: str) -> tuple[Change, AsyncIterator[Change]]:
    """The order now, and what follows. Raise what the order center refuses."""
    request = read_messages_pb2.WatchOrderRequest(order_id=order_id)
    changes = aiter(peers.order.WatchOrder(request))
    return await first_of(changes), changes


def order_events(
    first: Change, changes: AsyncIterator[Change], may_still: Callable[[], bool]
) -> AsyncGenerator[ServerSentEventMessage, None]:
    """The order now and after every change, as long as `may_still` says so."""
    return live(first, changes, _event, may_still)


def _event(change: Change) -> ServerSentEventMessage:
    order = change.order
    data = msgspec.json.encode(order_view(order)).decode()
    return ServerSentEventMessage(event="order", id=str(order.version), data=data)
