"""Orders of a platform in batches, against the same writes by hand-written batched asyncpg.

By hand nothing is read, checked, numbered, looked up, kept in memory or handed to a reader: the
rows are made before the clock starts. What making them from the messages costs is measured
beside it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import psutil
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

from bench.load import Result
from bench.payload import an_order
from bench.platform import Platform
from bench.usage import IDLE_SECONDS, Figures, idle_usage, usage_now
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
SETTLE_SECONDS = 3.0
"""In which the readers of the order feed come to the end of what was imported."""

Request = messages_pb2.BatchImportOrdersRequest
Call = Callable[[Any], Awaitable[object]]


@dataclass(slots=True)
class Imports:
    """Rates and latencies of batches, and the CPU of one order in microseconds by process.

    Without what an idle platform uses meanwhile.
    """

    results: dict[str, Result] = field(default_factory=dict)
    cpu: dict[str, Figures] = field(default_factory=dict)


async def measure(connection: Connection, running: Platform, store_id: str, orders: int) -> Imports:
    """Import so many placed orders and as many finished ones, then write them by hand."""
    measured = Imports()
    idle = await idle_usage(running.process, running.metrics_url)
    stub = OrderControlServiceStub(connection.channel)

    async def take_over(request: Request) -> None:
        reply = await stub.BatchImportOrders(request, **connection.options)
        refused = [result for result in reply.results if not result.created]
        if refused:
            raise RuntimeError(f"{len(refused)} orders of the bench refused: {refused[0]}")

    async def each(key: str, name: str, call: Call, batches: Sequence[Any]) -> None:
        own, before = psutil.Process(), await usage_now(running.process, running.metrics_url)
        began = time.perf_counter()
        own_before = own.cpu_times()
        result = measured.results[key] = await _timed(name, call, batches)
        own_after = own.cpu_times()
        if call is take_over:
            await asyncio.sleep(SETTLE_SECONDS)
        share = (time.perf_counter() - began) / IDLE_SECONDS
        used = (await usage_now(running.process, running.metrics_url)).since(before)
        cpu = used.less(idle, share).cpu
        seconds = own_after.user + own_after.system - own_before.user - own_before.system
        cpu["bench"] = 1000 * seconds
        count = BATCH * len(result.latencies)
        measured.cpu[key] = Figures({name: 1000 * ms / count for name, ms in cpu.items()})

    placed = list(requests(store_id, orders))
    finished = list(requests(store_id, orders, finished=True))
    await each("import", "import over gRPC, batches of 100", take_over, placed)
    await each("import_finished", "import of finished orders", take_over, finished)
    async with _by_hand(running.status["endpoints"]["postgres"]) as write:
        rows = [_columns(request) for request in placed]
        await each("import_by_hand", "same writes by hand, asyncpg", write, rows)
        sent = [request.SerializeToString() for request in requests(store_id, orders)]
        name = "same by hand, rows made from messages"
        await each("import_by_hand_read", name, lambda each: write(_read(each)), sent)
    return measured


async def over_grpc(connection: Connection, store_id: str, orders: int) -> None:
    """Import so many placed orders, to have them."""
    stub = OrderControlServiceStub(connection.channel)

    async def take_over(request: Request) -> None:
        await stub.BatchImportOrders(request, **connection.options)

    await _timed("", take_over, list(requests(store_id, orders)))


@asynccontextmanager
async def _by_hand(database_url: str) -> AsyncIterator[Call]:
    """Yield what writes rows into the same tables, in a schema of their own."""
    await migrate(database_url, RAW_SCHEMA, MIGRATIONS)
    settings = {"search_path": RAW_SCHEMA}
    # As long as they are open, what their servers used can be read.
    async with asyncpg.create_pool(
        database_url, min_size=WRITERS, max_size=WRITERS, server_settings=settings
    ) as pool:
        yield lambda rows: pool.fetch(SQL.create_orders, *rows)


async def _timed(name: str, call: Call, batches: Sequence[Any]) -> Result:
    waiting = iter(batches)
    latencies: list[float] = []

    async def worker() -> None:
        for batch in waiting:
            began = time.perf_counter()
            await call(batch)
            latencies.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(WRITERS)))
    return Result(name, BATCH * len(batches) / (time.perf_counter() - began), latencies)


def requests(store_id: str, orders: int, *, finished: bool = False) -> Iterator[Request]:
    """Yield requests of a hundred new orders each, until there are so many orders."""
    run = secrets.token_hex(4)
    for start in range(0, orders, BATCH):
        orders_of = (_new_order(store_id, f"{run}-{start + n}") for n in range(BATCH))
        yield Request(orders=map(_finished, range(BATCH), orders_of) if finished else orders_of)


def _finished(place: int, new: create_messages_pb2.NewOrder) -> create_messages_pb2.NewOrder:
    """Return it as history has it: three orders a minute, each ten minutes under way."""
    placed = SystemClock().now() - timedelta(hours=2) + place * timedelta(seconds=20)
    new.channel_place_time.FromDatetime(placed)
    new.finished.status = order_pb2.ORDER_STATUS_COMPLETED
    new.finished.end_time.FromDatetime(placed + timedelta(minutes=10))
    return new


def _new_order(store_id: str, number: str) -> create_messages_pb2.NewOrder:
    lines, now = an_order().lines, SystemClock().now()
    total = sum(line.amount.minor_units for line in lines)
    return create_messages_pb2.NewOrder(
        store_id=store_id,
        channel="bench",
        channel_order_number=number,
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        # Nobody makes these orders: the bench measures the taking over.
        fulfilment_route=trade_pb2.FULFILMENT_ROUTE_NONE,
        business_date=f"{now:%Y-%m-%d}",
        lines=lines,
        total=money_pb2.Money(minor_units=total, currency_code="CNY"),
    )


def _read(sent: bytes) -> list[Any]:
    return _columns(Request.FromString(sent))


def _columns(request: Request) -> list[Any]:
    now = SystemClock().now()
    orders: list[Order] = []
    for number, message in enumerate(request.orders, 1):
        new = new_order_of(message)
        made = make_order(new, new_order_id(new.store_id), "bench", now)
        orders.append(as_imported(made, number, now))
    events = [
        new_event(Event(EventKind.CREATED, order.head, None, "bench"), now, "") for order in orders
    ]
    return [*new_order_columns(orders), *event_columns(events), now, *placement_columns(())]
