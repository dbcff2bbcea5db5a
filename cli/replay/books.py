"""What the platform's own books say about a replay: orders, lines, turnover, what is under way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from cli.replay.connection import PAGE, Link

_UNDER_WAY = [
    order_pb2.ORDER_STATUS_PENDING_PAYMENT,
    order_pb2.ORDER_STATUS_PLACED,
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_PREPARING,
    order_pb2.ORDER_STATUS_READY,
    order_pb2.ORDER_STATUS_DELIVERING,
    order_pb2.ORDER_STATUS_FULFILLED,
]


@dataclass(slots=True)
class Sums:
    """Orders that were fulfilled, in one store; turnover in minor units."""

    orders: int = 0
    lines: int = 0
    turnover: int = 0


class Books:
    """Reads the order center's lists of one store and channel."""

    def __init__(self, link: Link, store_id: str, channel: str) -> None:
        self._link = link
        self._orders = OrderServiceStub(link.channel)
        self._store_id = store_id
        self._channel = channel

    async def under_way(self) -> int:
        """Return how many orders are not closed, counted up to one page."""
        request = self._request(read_messages_pb2.ORDER_VIEW_BASIC, _UNDER_WAY)
        return len((await self._link.ask(self._orders.ListOrders, request)).orders)

    async def sums(self) -> Sums:
        """Return the completed orders, added up from the platform's own answers."""
        sums = Sums()
        async for order in self.completed():
            sums.orders += 1
            sums.lines += len(order.lines)
            sums.turnover += order.amounts.total.minor_units
        return sums

    async def completed(self) -> AsyncIterator[order_pb2.Order]:
        """Every completed order with its lines."""
        completed = [order_pb2.ORDER_STATUS_COMPLETED]
        request = self._request(read_messages_pb2.ORDER_VIEW_FULL, completed)
        async for page in self._link.paged(self._orders.ListOrders, request):
            for order in page.orders:
                yield order

    def _request(
        self, view: read_messages_pb2.OrderView, statuses: Sequence[order_pb2.OrderStatus]
    ) -> read_messages_pb2.ListOrdersRequest:
        return read_messages_pb2.ListOrdersRequest(
            store_id=self._store_id,
            channel=self._channel,
            statuses=statuses,
            view=view,
            page_size=PAGE,
        )
