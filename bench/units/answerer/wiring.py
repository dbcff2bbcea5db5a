"""An order center without orders: what is left is the hop."""

from __future__ import annotations

from zhongtai.order.v1 import order_service_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceServicer

from bench.payload import an_order
from mesh.call.methods import ServiceSpec
from mesh.process.host import HostContext, Part


class Servicer(OrderServiceServicer):
    """Answers GetOrder."""

    def __init__(self) -> None:
        self._reply = read_messages_pb2.GetOrderResponse(order=an_order())

    async def GetOrder(
        self, request: read_messages_pb2.GetOrderRequest, _: object
    ) -> read_messages_pb2.GetOrderResponse:
        """Return the same order for every id."""
        return self._reply


async def build(_: HostContext) -> Part:
    """Return the order service of this process."""
    descriptor = order_service_pb2.DESCRIPTOR.services_by_name["OrderService"]
    return Part(services=[ServiceSpec(descriptor, Servicer())])
