"""The services behind the takeaway gateway, in tests: they keep what they are told."""

from zhongtai.order.v1 import create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import serving_pb2

from mesh.call.context import current
from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import Kind, PeerUnavailable, Refusal

STORES = {("noodles", "S001"): "sto_1", ("pizza", "P001"): "sto_2"}


class NoSuchCode(Refusal):
    """No store has the code."""

    kind = Kind.NOT_FOUND
    reason = "CHANNEL_CODE_NOT_FOUND"


class Centers:
    """The services behind the gateway; keeps what they were asked, and in which chain."""

    def __init__(self) -> None:
        self.imported: list[tuple[str, create_messages_pb2.NewOrder]] = []
        self.refusal = ""
        self.refused: set[str] = set()
        self.away: set[str] = set()
        self.orders: dict[str, order_pb2.Order] = {}

    async def ResolveChannelCode(self, request):
        store_id = STORES.get((current().identity.merchant_id, request.code))
        if store_id is None:
            raise NoSuchCode
        store = serving_pb2.StoreSummary(store_id=store_id)
        return serving_pb2.ResolveChannelCodeResponse(store=store)

    async def ImportOrder(self, request):
        number = request.order.channel_order_number
        if number in self.away:
            raise failure_of_refusal(PeerUnavailable("not now")).as_rpc_error()
        refusal = "INVALID_REQUEST" if number in self.refused else self.refusal
        result = create_messages_pb2.ImportedOrder(refusal_reason=refusal)
        if not refusal:
            result.order_id = f"ord_{number}"
            result.created = result.order_id not in self.orders
            self.imported.append((current().identity.merchant_id, request.order))
            self.orders.setdefault(
                result.order_id,
                order_pb2.Order(
                    order_id=result.order_id,
                    channel=request.order.channel,
                    channel_order_number=number,
                    extension=request.order.extension,
                ),
            )
        return messages_pb2.ImportOrderResponse(result=result)

    async def ListOrders(self, request):
        orders = [
            order
            for order in self.orders.values()
            if request.channel_order_number in ("", order.channel_order_number)
        ]
        return read_messages_pb2.ListOrdersResponse(orders=orders)

    async def BatchGetOrders(self, request):
        orders = [self.orders[each] for each in request.order_ids]
        return read_messages_pb2.BatchGetOrdersResponse(orders=orders)
