"""Orders through the front door: placed over gRPC, placed and paid over HTTP, made by a till."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub
from zhongtai.product.v1 import menu_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from bench.load import Result, run_load
from cli.replay.connection import REPLAYER, Connection, linked
from cli.replay.customers import Cashier, Customer
from mesh.data.batching import GroupCommit

if TYPE_CHECKING:
    from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import (
        OrderControlServiceAsyncStub,
    )

SKU = "scallion-pancake"
"""Ordered alone: it has no stock count, so that it never runs out."""
PICK_UP = trade_pb2.SERVICE_TYPE_PICK_UP
CUSTOMERS = 16
CHANNELS_OF_WORKER = 4


class Orders:
    """Places the same small order again and again, each time a new one."""

    def __init__(self, connection: Connection, store_id: str, sku_ids: Mapping[str, str]) -> None:
        """`sku_ids` are those of the store's menu by their external code."""
        self.connection = connection
        self._store_id = store_id
        self._sku_ids = sku_ids
        self._orders = OrderServiceStub(connection.channel)
        self._customers = [Customer(connection, f"bench-{n}") for n in range(CUSTOMERS)]
        self._next = 0
        self._cashier: GroupCommit[str, str] = GroupCommit(Cashier(connection).pay)

    async def place_over_grpc(self, concurrency: int, seconds: float, workers: int) -> Result:
        """OrderControl.PlaceOrder as a service of the chain calls it.

        A connection stays with the worker that took it, so several reach several.
        """
        async with AsyncExitStack() as stack:
            channels = [self.connection.channel]
            if workers > 1:
                opened = [linked(REPLAYER) for _ in range(CHANNELS_OF_WORKER * workers)]
                channels = [(await stack.enter_async_context(each)).channel for each in opened]
            stubs = itertools.cycle([OrderControlServiceStub(channel) for channel in channels])
            return await self._place(stubs, concurrency, seconds)

    async def _place(
        self, stubs: Iterator[OrderControlServiceAsyncStub], concurrency: int, seconds: float
    ) -> Result:
        async def place() -> None:
            draft = messages_pb2.OrderDraft(
                store_id=self._store_id,
                channel="app",
                service_type=PICK_UP,
                lines=[messages_pb2.DraftLine(sku_id=self._sku_ids[SKU], quantity=2)],
            )
            request = messages_pb2.PlaceOrderRequest(request_id=secrets.token_hex(12), draft=draft)
            await next(stubs).PlaceOrder(request, **self.connection.options)

        return await run_load(
            "PlaceOrder over gRPC", place, concurrency=concurrency, seconds=seconds
        )

    async def pay_over_http(self, concurrency: int, seconds: float) -> Result:
        """Place, start the payment, pay, and wait until the notice has placed the order."""
        return await run_load(
            "paid order over HTTP", self._paid_order, concurrency=concurrency, seconds=seconds
        )

    async def pay_for(self, count: int) -> None:
        """Place and pay so many orders, from as many customers at once as there are."""
        waiting = iter(range(count))

        async def worker() -> None:
            for _ in waiting:
                await self._paid_order()

        await asyncio.gather(*(worker() for _ in range(CUSTOMERS)))

    async def pickup_code(self, samples: int) -> Result:
        """From the till's report to the phone's open stream, one order at a time."""
        latencies = [await self._one_code() for _ in range(samples)]
        return Result("pick-up code, till to phone", 1000 / max(latencies), latencies)

    async def _paid_order(self) -> str:
        return await self.paid_by(self._customer(), [SKU])

    async def paid_by(self, customer: Customer, codes: Sequence[str]) -> str:
        """Have a customer place an order of two of each SKU and pay it; read it paid."""
        body = {
            "store_id": self._store_id,
            "service_type": "PICK_UP",
            "lines": [{"sku_id": self._sku_ids[code], "quantity": 2} for code in codes],
        }
        order = await customer.post("/orders", body, secrets.token_hex(12))
        order_id = str(order["order_id"])
        payment = await customer.post(
            f"/orders/{order_id}/payments", {"provider": "sandbox"}, secrets.token_hex(12)
        )
        await self._cashier.submit(payment["payment_id"])
        await self._placed(order_id)
        await customer.get(f"/orders/{order_id}")
        return order_id

    async def _placed(self, order_id: str) -> None:
        request = read_messages_pb2.WatchOrderRequest(order_id=order_id)
        options = {"metadata": self.connection.options["metadata"]}
        stream = self._orders.WatchOrder(request, **options)
        async for reply in stream:
            if reply.order.status != order_pb2.ORDER_STATUS_PENDING_PAYMENT:
                break
        stream.cancel()

    async def _one_code(self) -> float:
        order_id = await self._paid_order()
        url = f"{self.connection.miniapp_url}/orders/{order_id}/live"
        headers = {"authorization": f"Bearer {await self._customer_of(order_id).token()}"}
        async with self.connection.http.stream("GET", url, headers=headers) as stream:
            events = _orders_of(stream)
            await anext(events)
            code = secrets.token_hex(2)
            told_at = time.perf_counter()
            report = asyncio.create_task(self._report(order_id, code))
            async for order in events:
                if order["pickup_code"] == code:
                    break
            seen_at = time.perf_counter()
        await report
        return (seen_at - told_at) * 1000

    async def _report(self, order_id: str, code: str) -> None:
        update = {
            "update_id": secrets.token_hex(8),
            "order_id": order_id,
            "kind": "accepted",
            "pickup_code": code,
        }
        while True:
            reply = await self.connection.http.post(
                f"{self.connection.till_url}/till/v1/updates",
                json={"updates": [update]},
                headers={"authorization": f"Bearer {self.connection.till_token}"},
            )
            if reply.json()["results"][0]["outcome"] != "refused":
                return

    def _customer(self) -> Customer:
        self._next += 1
        return self._customers[self._next % CUSTOMERS]

    def _customer_of(self, _: str) -> Customer:
        return self._customers[self._next % CUSTOMERS]


async def sku_ids_of(connection: Connection, store_id: str) -> dict[str, str]:
    """Return the ids of the SKUs on a store's menu, by their external code."""
    stub = ProductServiceStub(connection.channel)
    request = menu_pb2.GetMenuRequest(store_id=store_id, channel="miniapp", service_type=PICK_UP)
    menu = await stub.GetMenu(request, **connection.options)
    return {
        str(sku.external_code): str(sku.sku_id) for product in menu.products for sku in product.skus
    }


async def _orders_of(stream: httpx.Response) -> Any:
    async for line in stream.aiter_lines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))
