"""A till that an order's remark tells what to do: refuse it, answer oddly, or report oddly."""

import asyncio
import secrets

from zhongtai.plugin.v1 import plugin_pb2, pos_pb2, pos_pb2_grpc
from zhongtai_plugin import PluginInfo, Rejected, run
from zhongtai_plugin.cursors import number_in

WORDS = "No wok here"


class ChoosyTill(pos_pb2_grpc.PosServiceServicer):
    """Keeps its reports in memory; cursors of an earlier life are refused, as they must be."""

    def __init__(self):
        self._life = secrets.token_hex(4)
        self._updates = []
        self._more = asyncio.Event()

    async def PushOrders(self, request, context):
        """Take orders."""
        return pos_pb2.PushOrdersResponse(
            results=[result for order in request.orders for result in self._take(order)]
        )

    def _take(self, order):
        result = plugin_pb2.ItemResult(item_id=order.order_id)
        match order.remark:
            case "refuse":
                result.error.CopyFrom(Rejected("NO_WOK", WORDS).as_message())
            case "forget":
                return []
            case "odd report":
                self._report(order, pos_pb2.TILL_UPDATE_KIND_ACCEPTED, pickup_code="A\0 1")
                self._report(order, 99)
            case "report":
                self._report(order, pos_pb2.TILL_UPDATE_KIND_ACCEPTED, pickup_code="B2")
        return [result]

    def _report(self, order, kind, **more):
        update = pos_pb2.TillUpdate(
            update_id=f"u{len(self._updates)}",
            order_id=order.order_id,
            merchant_id=order.merchant_id,
            store_id=order.store_id,
            till_id="choosy",
            kind=kind,
            **more,
        )
        update.occurred_time.GetCurrentTime()
        self._updates.append(update)
        self._more.set()

    async def UpdateOrders(self, request, context):
        """Take changes."""
        results = [plugin_pb2.ItemResult(item_id=change.change_id) for change in request.changes]
        return pos_pb2.UpdateOrdersResponse(results=results)

    async def WatchUpdates(self, request, context):
        """Stream the reports."""
        given = number_in(request.after_cursor, self._life) if request.after_cursor else 0
        while True:
            self._more.clear()
            updates = self._updates[given:]
            given += len(updates)
            yield pos_pb2.WatchUpdatesResponse(updates=updates, cursor=f"{self._life}.{given}")
            await self._more.wait()

    async def AckUpdates(self, request, context):
        """Keep them all the same."""
        return pos_pb2.AckUpdatesResponse()


run(PluginInfo("choosy_till", "1.0.0", "Does as the remark says."), [ChoosyTill()])
