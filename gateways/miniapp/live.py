"""An order's changes as server-sent events, the moment they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

import msgspec
from litestar.response.sse import ServerSentEventMessage
from zhongtai.order.v1 import read_messages_pb2

from gateways.miniapp.adapt import order_view
from gateways.miniapp.peers import Peers

KEEP_ALIVE_SECONDS = 15.0


async def order_events(
    peers: Peers, order_id: str, may_still: Callable[[], bool]
) -> AsyncGenerator[ServerSentEventMessage, None]:
    """The order now and after every change; comments in between keep proxies from closing.

    It ends as soon as `may_still` says no: the person's token has ended or was revoked.
    """
    request = read_messages_pb2.WatchOrderRequest(order_id=order_id)
    changes = aiter(peers.order.WatchOrder(request))
    pending: asyncio.Task[read_messages_pb2.WatchOrderResponse] | None = None
    try:
        while True:
            pending = pending or asyncio.ensure_future(anext(changes))
            await asyncio.wait({pending}, timeout=KEEP_ALIVE_SECONDS)
            if not may_still():
                return
            if not pending.done():
                yield ServerSentEventMessage(comment="alive", data=None)
                continue
            try:
                order = pending.result().order
            except StopAsyncIteration:
                return
            pending = None
            data = msgspec.json.encode(order_view(order)).decode()
            yield ServerSentEventMessage(event="order", id=str(order.version), data=data)
    finally:
        if pending is not None:
            pending.cancel()
