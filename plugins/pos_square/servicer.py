"""PosService: thin, over the book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from zhongtai.plugin.v1 import pos_pb2, pos_pb2_grpc
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import BadRequest, each_item

from plugins.pos_square import words
from plugins.pos_square.chains import Chains

MAX_ITEMS = 500


class SquareServicer(pos_pb2_grpc.PosServiceServicer):
    """Answers the platform."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains

    async def PushOrders(
        self, request: pos_pb2.PushOrdersRequest, context: Any
    ) -> pos_pb2.PushOrdersResponse:
        """Keep new orders, which are handed over at once."""
        results = await each_item(request.orders, lambda order: order.order_id, self._take)
        self._chains.wake()
        return pos_pb2.PushOrdersResponse(results=results)

    async def UpdateOrders(
        self, request: pos_pb2.UpdateOrdersRequest, context: Any
    ) -> pos_pb2.UpdateOrdersResponse:
        """Keep what happened elsewhere, which is told at once."""
        take = self._chains.book.take_change
        results = await each_item(request.changes, lambda change: change.change_id, take)
        self._chains.wake()
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
        updates = self._chains.book.updates
        async for batch in updates.watch(request.after_cursor, request.max_batch):
            yield pos_pb2.WatchUpdatesResponse(
                updates=[pos_pb2.TillUpdate.FromString(payload) for payload in batch.payloads],
                cursor=batch.cursor,
            )

    async def AckUpdates(
        self, request: pos_pb2.AckUpdatesRequest, context: Any
    ) -> pos_pb2.AckUpdatesResponse:
        """Forget what the platform has."""
        await self._chains.book.updates.acknowledge(request.cursor)
        return pos_pb2.AckUpdatesResponse()

    async def PullTillSales(
        self, request: pos_pb2.PullTillSalesRequest, context: Any
    ) -> pos_pb2.PullTillSalesResponse:
        """Sales over the counter; those before the cursor are forgotten."""
        sales = self._chains.book.sales
        if request.after_cursor:
            await sales.acknowledge(request.after_cursor)
        batch = sales.page(request.after_cursor, min(request.page_size or 100, MAX_ITEMS))
        return pos_pb2.PullTillSalesResponse(
            sales=[pos_pb2.TillSale.FromString(payload) for payload in batch.payloads],
            cursor=batch.cursor,
        )

    async def _take(self, order: PosOrder) -> bool:
        def location() -> str:
            account = self._chains.accounts.of(order.merchant_id)
            return account.location_of(order.store_id, order.store_code)

        return await self._chains.book.take_order(order, location)

    def _known(self, order_id: str) -> pos_pb2.KnownOrder:
        known = self._chains.book.find(order_id)
        if known is None:
            return pos_pb2.KnownOrder(order_id=order_id)
        return pos_pb2.KnownOrder(
            order_id=order_id,
            known=True,
            last_update=known.last_kind,
            pickup_code=words.shown_number(known.order),
        )
