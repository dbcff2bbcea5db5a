"""Order control and the order center in memory: dishes with prices, and orders by request."""

import asyncio

import grpc
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import line_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb
from zhongtai.ordercontrol.v1 import problem_pb2

from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import Refusal


def failed(code: grpc.StatusCode) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), code.name)


class OrderControl:
    """Every dish costs 100, unless said otherwise; `broken` is how the next placing ends.

    The orders of those who are `unreadable` cannot be listed.
    """

    def __init__(self) -> None:
        self.prices: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.problems: dict[str, dict] = {}
        self.orders: dict[str, order_pb2.Order] = {}
        self.placed: list[order_pb.OrderDraft] = []
        self.broken: grpc.StatusCode | None = None
        self.refusal: Refusal | None = None
        self.breaks_after_placing = False
        self.unreadable: set[str] = set()
        self.seconds = 0.0
        self.discounts: list[line_pb2.OrderDiscount] = []

    async def PreviewOrder(self, request):
        reply = order_pb.PreviewOrderResponse()
        for number, line in enumerate(request.draft.lines, 1):
            if line.sku_id in self.problems:
                told = self.problems[line.sku_id]
                reply.problems.append(problem_pb2.DraftLineProblem(line_number=number, **told))
                continue
            amount = line.quantity * self.prices.get(line.sku_id, 100)
            reply.lines.append(
                line_pb2.OrderLine(
                    line_id=str(number),
                    sku_id=line.sku_id,
                    name=self.names.get(line.sku_id, line.sku_id),
                    quantity=line.quantity,
                    amount=money_pb2.Money(minor_units=amount, currency_code="CNY"),
                )
            )
        total = sum(line.amount.minor_units for line in reply.lines)
        reply.amounts.total.CopyFrom(money_pb2.Money(minor_units=total, currency_code="CNY"))
        reply.discounts.extend(self.discounts)
        return reply

    async def PlaceOrder(self, request):
        await asyncio.sleep(self.seconds)
        broken, self.broken = self.broken, None
        if self.refusal:
            raise failure_of_refusal(self.refusal).as_rpc_error()
        if broken and not self.breaks_after_placing:
            raise failed(broken)
        order = self.orders.get(request.request_id)
        if order is None:
            order = order_pb2.Order(
                order_id=f"ord_{len(self.orders) + 1}", extension=request.draft.extension
            )
            self.orders[request.request_id] = order
            self.placed.append(request.draft)
        if broken:
            raise failed(broken)
        return order_pb.PlaceOrderResponse(order=order)

    async def GetOrder(self, request):
        [order] = [each for each in self.orders.values() if each.order_id == request.order_id]
        return read_messages_pb2.GetOrderResponse(order=order)

    async def ListOrders(self, request):
        if request.person_id in self.unreadable:
            raise ValueError(request.person_id)
        if request.view == read_messages_pb2.ORDER_VIEW_FULL:
            return read_messages_pb2.ListOrdersResponse(orders=self.orders.values())
        bare = [order_pb2.Order(order_id=each.order_id) for each in self.orders.values()]
        return read_messages_pb2.ListOrdersResponse(orders=bare)
