"""PosService: thin, over the book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from zhongtai.plugin.v1 import pos_pb2, pos_pb2_grpc
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder

from zhongtai_plugin.errors import BadRequest
from zhongtai_plugin.items import each_item
from zhongtai_plugin.pos.book import Book
from zhongtai_plugin.pos.checks import shown_number

MAX_ITEMS = 500


class Keeper(Protocol):
    """What works behind the contract."""

    @property
    def book(self) -> Book:
        """The orders that were pushed. Raise RetryLater before there is one."""
        ...

    def place_of(self, order: PosOrder) -> str:
        """Return where an order goes. Raise why it goes nowhere."""
        ...

    def wake(self) -> None:
        """Say that there are tasks."""
        ...


class BookServicer(pos_pb2_grpc.PosServiceServicer):
    """Answers the platform."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def PushOrders(
        self, request: pos_pb2.PushOrdersRequest, context: Any
    ) -> pos_pb2.PushOrdersResponse:
        """Keep new orders, which are handed over at once."""
        results = await each_item(request.orders, lambda order: order.order_id, self._take)
        self._keeper.wake()
        return pos_pb2.PushOrdersResponse(results=results)

    async def UpdateOrders(
        self, request: pos_pb2.UpdateOrdersRequest, context: Any
    ) -> pos_pb2.UpdateOrdersResponse:
        """Keep what happened elsewhere, which is told at once."""
        take = self._keeper.book.take_change
        results = await each_item(request.changes, lambda change: change.change_id, take)
        self._keeper.wake()
        return pos_pb2.UpdateOrdersResponse(results=results)

    async def LookUpOrders(
        self, request: pos_pb2.LookUpOrdersRequest, context: Any
    ) -> pos_pb2.LookUpOrdersResponse:
        """Say what is known of orders."""
        if not 1 <= len(request.order_ids) <= MAX_ITEMS:
            raise BadRequest("BATCH_SIZE", f"order_ids must be 1 to {MAX_ITEMS}")
        found = [self._known(order_id) for order_id in request.order_ids]
        return pos_pb2.LookUpOrdersResponse(orders=found)

    async def WatchUpdates(
        self, request: pos_pb2.WatchUpdatesRequest, context: Any
    ) -> AsyncIterator[pos_pb2.WatchUpdatesResponse]:
        """Stream what stores do."""
        updates = self._keeper.book.updates
        async for batch in updates.watch(request.after_cursor, request.max_batch):
            yield pos_pb2.WatchUpdatesResponse(
                updates=[pos_pb2.TillUpdate.FromString(payload) for payload in batch.payloads],
                cursor=batch.cursor,
            )

    async def AckUpdates(
        self, request: pos_pb2.AckUpdatesRequest, context: Any
    ) -> pos_pb2.AckUpdatesResponse:
        """Forget what the platform has."""
        await self._keeper.book.updates.acknowledge(request.cursor)
        return pos_pb2.AckUpdatesResponse()

    async def PullTillSales(
        self, request: pos_pb2.PullTillSalesRequest, context: Any
    ) -> pos_pb2.PullTillSalesResponse:
        """Sales over the counter; those before the cursor are forgotten."""
        sales = self._keeper.book.sales
        if request.after_cursor:
            await sales.acknowledge(request.after_cursor)
        limit = min(request.page_size or 100, MAX_ITEMS)
        batch = await sales.pull(request.after_cursor, limit, request.wait_seconds)
        return pos_pb2.PullTillSalesResponse(
            sales=[pos_pb2.TillSale.FromString(payload) for payload in batch.payloads],
            cursor=batch.cursor,
        )

    async def _take(self, order: PosOrder) -> bool:
        return await self._keeper.book.take_order(order, lambda: self._keeper.place_of(order))

    def _known(self, order_id: str) -> pos_pb2.KnownOrder:
        known = self._keeper.book.find(order_id)
        if known is None:
            return pos_pb2.KnownOrder(order_id=order_id)
        return pos_pb2.KnownOrder(
            order_id=order_id,
            known=True,
            last_update=known.last_kind,
            pickup_code=shown_number(known.order),
        )
