"""A POS plug-in that keeps the contract, and breaks one promise of it when told to."""

import secrets

from zhongtai.plugin.v1 import plugin_pb2, pos_order_pb2, pos_pb2_grpc
from zhongtai.plugin.v1 import pos_pb2 as pb
from zhongtai_plugin import BadRequest, PluginFault, PluginInfo, Rejected

from tests.plugins.queue_in_memory import QueueInMemory

SALES = plugin_pb2.CAPABILITY_POS_TILL_SALES
INFO = PluginInfo("pos_in_memory", "1", "Tills to break.", [SALES])


class PosInMemory(pos_pb2_grpc.PosServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._queue: QueueInMemory[pb.TillUpdate] = QueueInMemory(broken)
        self._orders: dict[str, pos_order_pb2.PosOrder] = {}
        self._changes: set[str] = set()
        self._kept: list[bytearray] = []

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._orders.clear()
            self._queue.updates.clear()

    async def accept(self, order_id: str) -> None:
        """A till accepts an order."""
        order = self._orders[order_id]
        update = pb.TillUpdate(
            update_id=secrets.token_hex(4),
            order_id=order_id,
            merchant_id="" if self._broken == "forgets chains" else order.merchant_id,
            store_id=order.store_id,
            kind=pb.TILL_UPDATE_KIND_ACCEPTED,
            till_id="t1",
        )
        update.occurred_time.GetCurrentTime()
        await self._queue.tell(update)

    async def PushOrders(self, request, _context) -> pb.PushOrdersResponse:
        most = {"small batches": 100, "endless batches": 1_000}.get(self._broken, 500)
        if len(request.orders) > most or (not request.orders and self._broken != "takes nothing"):
            raise BadRequest("BATCH_SIZE", "A batch has 1 to 500 items.")
        if self._broken == "fails neighbours" and not all(x.lines for x in request.orders):
            raise BadRequest("LINES_MISSING", "An order has lines.")
        if self._broken == "later words" and any(x.service_type > 4 for x in request.orders):
            raise BadRequest("SERVICE_TYPE_UNKNOWN", "This service type is not known.")
        if self._broken == "keeps all":
            self._kept.append(bytearray(b"x") * (2**18 * len(request.orders)))
        return pb.PushOrdersResponse(results=[self._take(order) for order in request.orders])

    def _take(self, order: pos_order_pb2.PosOrder) -> plugin_pb2.ItemResult:
        result = plugin_pb2.ItemResult(item_id=order.order_id)
        try:
            self._check(order)
        except PluginFault as fault:
            result.error.CopyFrom(fault.as_message())
            return result
        known = order.order_id in self._orders
        result.already_known = known and self._broken != "cooks twice"
        self._orders.setdefault(order.order_id, order)
        return result

    def _check(self, order: pos_order_pb2.PosOrder) -> None:
        if self._broken == "takes no order":
            raise Rejected("NO_TILL", "The store has no till.")
        most = 20 if self._broken == "short tickets" else 200
        if not 0 < len(order.lines) <= most:
            raise BadRequest("LINES", "An order has 1 to 200 lines.")
        if self._broken == "plain texts" and not order.remark.isascii():
            raise BadRequest("TEXT", "The printer knows no such character.")

    async def UpdateOrders(self, request, _context) -> pb.UpdateOrdersResponse:
        results = []
        for change in request.changes:
            result = plugin_pb2.ItemResult(item_id=change.change_id)
            known = change.change_id in self._changes
            result.already_known = known and self._broken != "changes twice"
            if change.order_id in self._orders or self._broken == "changes anything":
                self._changes.add(change.change_id)
            else:
                unknown = Rejected("ORDER_UNKNOWN", "It was never pushed here.")
                result.error.CopyFrom(unknown.as_message())
            results.append(result)
        return pb.UpdateOrdersResponse(results=results)

    async def LookUpOrders(self, request, _context) -> pb.LookUpOrdersResponse:
        known = set() if self._broken == "knows nothing" else self._orders
        found = [pb.KnownOrder(order_id=each, known=each in known) for each in request.order_ids]
        return pb.LookUpOrdersResponse(orders=found)

    async def WatchUpdates(self, request, _context):
        self._queue.place(request.after_cursor)  # also by who begins anew
        async for found, cursor in self._queue.watch(request.after_cursor, request.max_batch):
            yield pb.WatchUpdatesResponse(updates=found, cursor=cursor)

    async def AckUpdates(self, request, _context) -> pb.AckUpdatesResponse:
        self._queue.acknowledge(request.cursor)
        return pb.AckUpdatesResponse()

    async def PullTillSales(self, request, _context) -> pb.PullTillSalesResponse:
        self._queue.place(request.after_cursor)
        cursor = request.after_cursor or "the beginning"
        return pb.PullTillSalesResponse(cursor="" if self._broken == "no cursor" else cursor)
