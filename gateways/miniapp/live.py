"""An order's changes as server-sent events, the moment they happen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TypeAlias

import msgspec
from litestar.response.sse import ServerSentEventMessage
from zhongtai.order.v1 import order_pb2, read_messages_pb2

from gateways.miniapp.adapt import order_view
from gateways.miniapp.peers import Peers
from mesh.pure.errors import DeadlineExceeded

FIRST_ANSWER_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 15.0

Changes: TypeAlias = AsyncIterator[read_messages_pb2.WatchOrderResponse]


async def watch(peers: Peers, order_id: str) -> tuple[order_pb2.Order, Changes]:
    """The order now, and what follows. Raise what the order center refuses."""
    request = read_messages_pb2.WatchOrderRequest(order_id=order_id)
    changes = aiter(peers.order.WatchOrder(request))
    try:
        async with asyncio.timeout(FIRST_ANSWER_SECONDS):
            return (await anext(changes)).order, changes
    except TimeoutError as exc:
        raise DeadlineExceeded from exc


async def order_events(
    order: order_pb2.Order, changes: Changes, may_still: Callable[[], bool]
) -> AsyncGenerator[ServerSentEventMessage, None]:
    """The order now and after every change; comments in between keep proxies from closing.

    It ends as soon as `may_still` says no: the person's token has ended or was revoked.
    """
    pending: asyncio.Task[read_messages_pb2.WatchOrderResponse] | None = None
    try:
        yield _event(order)
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
            yield _event(order)
    finally:
        if pending is not None:
            pending.cancel()


def _event(order: order_pb2.Order) -> ServerSentEventMessage:
    data = msgspec.json.encode(order_view(order)).decode()
    return ServerSentEventMessage(event="order", id=str(order.version), data=data)
