"""Orders of a platform in batches, against the same writes by hand-written batched asyncpg."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

from bench.load import Result
from bench.payload import an_order
from centers.order.imports.rules import as_imported
from centers.order.messages import new_event, new_order_of
from centers.order.model import Event, EventKind, Order
from centers.order.records import new_order_columns, placement_columns
from centers.order.rules import make_order
from centers.order.store import MIGRATIONS, SQL
from cli.replay.connection import Connection
from mesh.data.migrations import migrate
from mesh.feed.events import event_columns
from mesh.pure.clock import SystemClock
from mesh.pure.ids import new_order_id

BATCH = 100
WRITERS = 2
RAW_SCHEMA = "bench_raw"


async def over_grpc(connection: Connection, store_id: str, orders: int) -> Result:
    """OrderControl.BatchImportOrders, a hundred at a time, from two callers."""
    stub = OrderControlServiceStub(connection.channel)
    batches = [
        messages_pb2.BatchImportOrdersRequest(orders=batch) for batch in _batches(store_id, orders)
    ]
    latencies: list[float] = []

    async def worker(waiting: Iterator[Any]) -> None:
        for request in waiting:
            began = time.perf_counter()
            reply = await stub.BatchImportOrders(request, **connection.options)
            latencies.append((time.perf_counter() - began) * 1000)
            refused = [result for result in reply.results if not result.created]
            if refused:
                raise RuntimeError(f"{len(refused)} orders of the bench refused: {refused[0]}")

    return await _timed("import over gRPC, batches of 100", worker, batches, latencies)


async def by_hand(database_url: str, store_id: str, orders: int) -> Result:
    """The same rows into the same tables (in a schema of their own), prepared beforehand."""
    await migrate(database_url, RAW_SCHEMA, MIGRATIONS)
    batches = [_columns(batch) for batch in _batches(store_id, orders)]
    latencies: list[float] = []

    async def worker(waiting: Iterator[Any]) -> None:
        settings = {"search_path": RAW_SCHEMA}
        connection = await asyncpg.connect(database_url, server_settings=settings)
        write = await connection.prepare(SQL.create_orders)
        for args in waiting:
            began = time.perf_counter()
            await write.fetch(*args)
            latencies.append((time.perf_counter() - began) * 1000)
        await connection.close()

    return await _timed("same writes by hand, asyncpg", worker, batches, latencies)


async def _timed(name: str, worker: Any, batches: list[Any], latencies: list[float]) -> Result:
    waiting = iter(batches)
    began = time.perf_counter()
    await asyncio.gather(*(worker(waiting) for _ in range(WRITERS)))
    return Result(name, BATCH * len(batches) / (time.perf_counter() - began), latencies)


def _batches(store_id: str, orders: int) -> Iterator[list[create_messages_pb2.NewOrder]]:
    run = secrets.token_hex(4)
    for start in range(0, orders, BATCH):
        yield [_new_order(store_id, f"{run}-{start + n}") for n in range(BATCH)]


def _new_order(store_id: str, number: str) -> create_messages_pb2.NewOrder:
    lines = an_order().lines
    total = sum(line.amount.minor_units for line in lines)
    return create_messages_pb2.NewOrder(
        store_id=store_id,
        channel="bench",
        channel_order_number=number,
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        # Nobody makes these orders: the bench measures the taking over.
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_NONE,
        business_date=f"{SystemClock().now():%Y-%m-%d}",
        lines=lines,
        total=money_pb2.Money(minor_units=total, currency_code="CNY"),
    )


def _columns(batch: list[create_messages_pb2.NewOrder]) -> list[Any]:
    now = SystemClock().now()
    orders: list[Order] = []
    for number, message in enumerate(batch, 1):
        new = new_order_of(message)
        made = make_order(new, new_order_id(new.store_id), "bench", now)
        orders.append(as_imported(made, number, now))
    events = [
        new_event(Event(EventKind.CREATED, order.head, None, "bench"), now, "") for order in orders
    ]
    return [*new_order_columns(orders), *event_columns(events), now, *placement_columns(())]
