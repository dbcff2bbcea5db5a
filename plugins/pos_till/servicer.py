"""PosService: thin, from message to board and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, cast

from zhongtai.plugin.v1 import plugin_pb2, pos_pb2, pos_pb2_grpc
from zhongtai_plugin import BadRequest, PluginFault

from plugins.pos_till.board import Board, Result

MAX_ITEMS = 500


class TillServicer(pos_pb2_grpc.PosServiceServicer):
    """Answers the platform."""

    def __init__(self, board: Callable[[], Board]) -> None:
        self._board = board

    async def PushOrders(
        self, request: pos_pb2.PushOrdersRequest, context: Any
    ) -> pos_pb2.PushOrdersResponse:
        """Take new orders."""
        _check_size(len(request.orders), "orders")
        results = await self._board().take_orders(request.orders)
        ids = [order.order_id for order in request.orders]
        return pos_pb2.PushOrdersResponse(results=_results(ids, results))

    async def UpdateOrders(
        self, request: pos_pb2.UpdateOrdersRequest, context: Any
    ) -> pos_pb2.UpdateOrdersResponse:
        """Take what happened elsewhere."""
        _check_size(len(request.changes), "changes")
        results = await self._board().take_changes(request.changes)
        ids = [change.change_id for change in request.changes]
        return pos_pb2.UpdateOrdersResponse(results=_results(ids, results))

    async def LookUpOrders(
        self, request: pos_pb2.LookUpOrdersRequest, context: Any
    ) -> pos_pb2.LookUpOrdersResponse:
        """Say what is known of orders."""
        _check_size(len(request.order_ids), "order_ids")
        found = self._board().look_up(request.order_ids)
        return pos_pb2.LookUpOrdersResponse(
            orders=[
                pos_pb2.KnownOrder(order_id=order_id)
                if known is None
                else pos_pb2.KnownOrder(
                    order_id=order_id,
                    known=True,
                    last_update=cast("pos_pb2.TillUpdateKind", known.last_kind),
                    pickup_code=known.pickup_code,
                )
                for order_id, known in zip(request.order_ids, found, strict=True)
            ]
        )

    async def WatchUpdates(
        self, request: pos_pb2.WatchUpdatesRequest, context: Any
    ) -> AsyncIterator[pos_pb2.WatchUpdatesResponse]:
        """Stream what tills report."""
        async for batch in self._board().updates.watch(request.after_cursor, request.max_batch):
            yield pos_pb2.WatchUpdatesResponse(
                updates=[pos_pb2.TillUpdate.FromString(payload) for payload in batch.payloads],
                cursor=batch.cursor,
            )

    async def AckUpdates(
        self, request: pos_pb2.AckUpdatesRequest, context: Any
    ) -> pos_pb2.AckUpdatesResponse:
        """Forget what the platform has."""
        await self._board().updates.acknowledge(request.cursor)
        return pos_pb2.AckUpdatesResponse()

    async def PullTillSales(
        self, request: pos_pb2.PullTillSalesRequest, context: Any
    ) -> pos_pb2.PullTillSalesResponse:
        """Sales at the counter; those before the cursor are forgotten."""
        sales = self._board().sales
        if request.after_cursor:
            await sales.acknowledge(request.after_cursor)
        limit = min(request.page_size or 100, MAX_ITEMS)
        batch = await sales.pull(request.after_cursor, limit, request.wait_seconds)
        return pos_pb2.PullTillSalesResponse(
            sales=[pos_pb2.TillSale.FromString(payload) for payload in batch.payloads],
            cursor=batch.cursor,
        )


def _check_size(size: int, name: str) -> None:
    if not 1 <= size <= MAX_ITEMS:
        raise BadRequest("BATCH_SIZE", f"{name} must be 1 to {MAX_ITEMS}")


def _results(ids: Sequence[str], results: Sequence[Result]) -> list[plugin_pb2.ItemResult]:
    return [
        plugin_pb2.ItemResult(item_id=item_id, error=result.as_message())
        if isinstance(result, PluginFault)
        else plugin_pb2.ItemResult(item_id=item_id, already_known=result)
        for item_id, result in zip(ids, results, strict=True)
    ]
