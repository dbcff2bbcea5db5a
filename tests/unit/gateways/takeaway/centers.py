"""The services behind the takeaway gateway, in tests: they keep what they are told."""

from collections.abc import Mapping

from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    after_sale_pb2,
    change_messages_pb2,
    create_messages_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.store.v1 import serving_pb2

from mesh.call.context import Identity, current, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.edge.callbacks import Account, CallbackDoor
from mesh.edge.sender_limits import SenderLimits
from mesh.pure.callback import Signature
from mesh.pure.errors import Kind, PeerUnavailable, Refusal
from tests.unit.mesh.following import Source

URL = "https://gw.example.com"
STORES = {("noodles", "S001"): "sto_1", ("noodles", "S002"): "sto_1", ("pizza", "P001"): "sto_2"}
"""The store sto_1 is two shops on its platforms."""


def identify(chain: str) -> Identity:
    return internal_identity("takeaway", chain)


def door_of(signature: Signature, accounts: Mapping[str, Account]) -> CallbackDoor:
    """The door of a platform that signs so."""
    limits = SenderLimits("takeaway", 1000, 1000, at_once=64)
    return CallbackDoor("takeaway", signature, accounts, limits, identify, URL)


class NoSuchCode(Refusal):
    """No store has the code {code} on {channel}."""

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
        self.reported: list[tuple[str, int]] = []
        self.words: list[str] = []
        self.after_sales: list[after_sale_pb2.AfterSale] = []
        self.letters = Source()

    async def ResolveChannelCode(self, request):
        store_id = STORES.get((current().identity.merchant_id, request.code))
        if store_id is None:
            raise NoSuchCode(channel=request.channel, code=request.code)
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

    async def ReportStatus(self, request):
        self.reported.append((request.order_id, request.status))
        return change_messages_pb2.ReportStatusResponse()

    async def SetFulfilmentSubStatus(self, request):
        self.words.append(request.fulfilment_sub_status)
        return change_messages_pb2.SetFulfilmentSubStatusResponse()

    async def ListAfterSales(self, _request):
        return after_sale_messages_pb2.ListAfterSalesResponse(after_sales=self.after_sales)

    async def KeepLetters(self, request):
        await self.letters.keep(request)

    async def TakeLetters(self, request):
        return await self.letters.take(request.reader)
