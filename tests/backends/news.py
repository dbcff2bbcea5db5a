"""What happens to orders, as a program that follows the order center's feed sees it."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import grpc
from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from cli.replay.connection import Link

S = order_pb2.OrderStatus
AGAIN_SECONDS = 0.5


class News:
    """How far each order of a chain is."""

    def __init__(self, link: Link) -> None:
        self._stub = OrderServiceStub(link.channel)
        self._metadata = link.options["metadata"]
        self._at: defaultdict[str, asyncio.Future[None]] = defaultdict(_future)
        self.statuses: dict[str, int] = {}
        self.refunded: dict[str, int] = {}
        self.vouchers: defaultdict[str, dict[str, int]] = defaultdict(dict)

    async def follow(self) -> None:
        """Follow until cancelled; goes on where it was when the platform was away."""
        cursor = ""
        while True:
            request = read_messages_pb2.WatchEventsRequest(
                reader="backends", after_cursor=cursor, max_batch=500
            )
            try:
                stream: Any = self._stub.WatchEvents(request, metadata=self._metadata)
                async for page in stream:
                    for event in page.events:
                        self._take(event)
                    cursor = page.cursor
            except grpc.aio.AioRpcError:
                await asyncio.sleep(AGAIN_SECONDS)

    async def until(self, order_id: str, *statuses: int) -> int:
        """Wait until an order stands so; gives how."""
        return await self._until(order_id, lambda: self.statuses.get(order_id, 0), statuses)

    async def until_refunded(self, order_id: str, amount: int) -> None:
        """Wait until so much was given back."""
        await self._until(order_id, lambda: self.refunded.get(order_id, 0), {amount})

    async def until_vouchers(self, order_id: str, state: int, count: int) -> None:
        """Wait until so many vouchers of an order stand so."""
        await self._until(
            order_id, lambda: list(self.vouchers[order_id].values()).count(state), {count}
        )

    async def _until(self, order_id: str, look: Any, wanted: Collection[int]) -> int:
        while (seen := look()) not in wanted:
            await asyncio.shield(self._at[order_id])
        return int(seen)

    def _take(self, event: event_pb2.OrderEvent) -> None:
        if not event.order_id:
            return
        self.statuses[event.order_id] = event.to_status
        self.refunded[event.order_id] = event.refunded.minor_units
        states = {each.voucher_id: each.state for each in event.vouchers}
        self.vouchers[event.order_id] |= states
        self._at.pop(event.order_id, _future()).set_result(None)


def _future() -> asyncio.Future[None]:
    return asyncio.get_running_loop().create_future()
