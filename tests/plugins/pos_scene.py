"""A plug-in for tills as the order center calls it, and orders that nobody has pushed yet."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import plugin_pb2, pos_order_pb2, pos_pb2
from zhongtai.plugin.v1.pos_pb2_grpc import PosServiceStub

from mesh.plugins.handle import PluginHandle
from tests.plugins.world import patiently, updates_of

T = TypeVar("T")
CHAIN, STORE = "noodles", "sto_1"
NAME, PHONE, STREET = "Anna Nobody", "13800000000", "1 Nowhere Road"
KINDS = pos_pb2.TillUpdateKind


def dollars(cents: int) -> Money:
    return Money(minor_units=cents, currency_code="USD")


def new_order(**more: object) -> pos_order_pb2.PosOrder:
    """An order of two teas for 16 dollars that nobody has pushed yet."""
    line = pos_order_pb2.PosOrderLine(
        line_id="1",
        sku_id="sku_tea",
        name="Tea 茶",
        quantity=2,
        unit_price=dollars(800),
        line_total=dollars(1600),
    )
    fields = {
        "order_id": f"ord_{secrets.token_hex(12)}",
        "merchant_id": CHAIN,
        "store_id": STORE,
        "daily_number": 7,
        "business_date": "2026-01-31",
        "channel": "miniapp",
        "service_type": 1,
        "lines": [line],
        "total": dollars(1600),
        "discount_total": dollars(0),
        "paid": True,
        "customer_name": NAME,
    }
    order = pos_order_pb2.PosOrder(**{**fields, **more})
    order.placed_time.GetCurrentTime()
    return order


def change_of(
    of: pos_order_pb2.PosOrder, kind: "pos_pb2.OrderChangeKind", **more: object
) -> pos_pb2.OrderChange:
    """Something that happened to an order elsewhere."""
    change = pos_pb2.OrderChange(
        change_id=f"evt_{secrets.token_hex(8)}", order_id=of.order_id, kind=kind, **more
    )
    change.occurred_time.GetCurrentTime()
    return change


@dataclass
class PosScene:
    """The plug-in as the platform calls it."""

    handle: PluginHandle
    cursor: str = field(default="", kw_only=True)

    async def push(self, *orders: pos_order_pb2.PosOrder) -> list[plugin_pb2.ItemResult]:
        request = pos_pb2.PushOrdersRequest(orders=orders)
        stub = self.handle.stub(PosServiceStub)
        return list((await self.handle.call(stub.PushOrders, request, timeout=10)).results)

    async def tell(self, *changes: pos_pb2.OrderChange) -> list[plugin_pb2.ItemResult]:
        request = pos_pb2.UpdateOrdersRequest(changes=changes)
        stub = self.handle.stub(PosServiceStub)
        return list((await self.handle.call(stub.UpdateOrders, request, timeout=10)).results)

    async def sales(self, cursor: str = "") -> pos_pb2.PullTillSalesResponse:
        request = pos_pb2.PullTillSalesRequest(after_cursor=cursor)
        stub = self.handle.stub(PosServiceStub)
        return await self.handle.call(stub.PullTillSales, request, timeout=10)

    async def sold(self, cursor: str = "") -> pos_pb2.PullTillSalesResponse:
        """The next sales over the counter, as soon as there are any."""
        async with asyncio.timeout(60):
            while not (page := await self.sales(cursor)).sales:  # noqa: ASYNC110 - of another process
                await asyncio.sleep(0.02)
        return page

    async def updates(self, count: int) -> list[pos_pb2.TillUpdate]:
        """The next that the platform is told."""
        seen, self.cursor = await patiently(lambda: updates_of(self.handle, count, self.cursor))
        return seen

    async def told(self, count: int) -> list[tuple[str, str]]:
        """The same, as pairs of order and kind."""
        prefix = len("TILL_UPDATE_KIND_")
        return [(x.order_id, KINDS.Name(x.kind)[prefix:]) for x in await self.updates(count)]

    async def settled(self) -> None:
        """Wait until the system behind the plug-in has been told all."""
        status = self.handle.status
        await self.until(lambda: status().details.get("tasks_waiting") == "0")

    @staticmethod
    async def until(fact: Callable[[], bool], pause: float = 0.02) -> None:
        async with asyncio.timeout(60):
            while not fact():  # noqa: ASYNC110 - of another process
                await asyncio.sleep(pause)

    @staticmethod
    async def meanwhile(work: Awaitable[T]) -> T:
        async with asyncio.timeout(60):
            return await work
