"""`make bench-million`: what a platform does quickly with a million orders in it.

A thousand orders are imported through the front door and multiplied in the database; the same
calls are measured before and after. A statement that reads a large table from end to end is a
failure, and is named.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import uvloop
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from bench import imports
from bench.figures import Figure, results_of
from bench.load import Result, run_load
from bench.orders import Orders, sku_ids_of
from bench.platform import Platform, platform
from bench.report import facts_of_machine, shown, write
from cli.replay.connection import Connection, connected
from mesh.data.migrations import quoted_schema
from mesh.data.queries import load_queries
from mesh.process.telemetry import configure_logging

SQL = load_queries(Path(__file__).with_name("queries_million.sql"))
RESULTS = Path(__file__).with_name("results-million.json")
SCHEMA = "order"
STORE = "bund"
MODELS = 1000
"""Orders that are imported, to be multiplied."""
COPIES_AT_ONCE = 10
PERSONS = 50_000
STAY_OPEN = 2
"""Of a thousand copies, in each hundredth thousand."""
OPEN = [order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_ACCEPTED]
Call = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Reads:
    """The calls that are measured, all of one store."""

    connection: Connection
    store_id: str
    order_ids: list[str]

    def calls(self) -> Mapping[str, Call]:
        """Return them by what they read."""
        stub = OrderServiceStub(self.connection.channel)
        turn = iter(range(sys.maxsize))

        def one() -> Awaitable[object]:
            order_id = self.order_ids[next(turn) % len(self.order_ids)]
            request = read_messages_pb2.GetOrderRequest(order_id=order_id)
            return stub.GetOrder(request, **self.connection.options)

        def listed(filters: read_messages_pb2.ListOrdersRequest) -> Call:
            filters.page_size = 20
            return lambda: stub.ListOrders(filters, **self.connection.options)

        of = read_messages_pb2.ListOrdersRequest
        return {
            "one order": one,
            "open orders of a store": listed(of(store_id=self.store_id, statuses=OPEN)),
            "a person's history": listed(of(person_id="per_77")),
            "newest of a chain": listed(of()),
            "of a channel that has none": listed(of(channel="nothing")),
        }


@dataclass(slots=True)
class Measured:
    """What was measured on few orders and on many, and the large tables that were read whole."""

    few: dict[str, Figure]
    many: dict[str, Figure]
    large: set[str]
    scans: dict[str, int]
    """How often, by table."""


async def measure(count: int, seconds: float, runs: int, console: Console) -> Measured:
    """Measure on a few orders, so many times, and as often on many."""
    with tempfile.TemporaryDirectory(prefix="zm-") as folder:
        Path(folder).chmod(0o755)
        async with platform(Path(folder) / "home") as running, connected(16) as connection:
            store_id = running.status["demo"]["stores"][STORE]
            await imports.over_grpc(connection, store_id, MODELS)
            reads = Reads(connection, store_id, await _order_ids(connection, store_id))
            orders = Orders(connection, store_id, await sku_ids_of(connection, store_id))
            few = [await _measure(reads, orders, seconds) for _ in range(runs)]
            database = await _database(running)
            await _multiply(database, count, console)
            before = await _scans(database)
            many = [await _measure(reads, orders, seconds) for _ in range(runs)]
            after = await _scans(database)
            large = {row["name"] for row in await database.fetch(SQL.large_tables, count // 2)}
            await database.close()
    more = {name: after[name] - before.get(name, 0) for name in large}
    scans = {name: times for name, times in more.items() if times > 0}
    return Measured(results_of(few), results_of(many), large, scans)


async def _measure(reads: Reads, orders: Orders, seconds: float) -> dict[str, Result]:
    results = {
        name: await run_load(name, call, concurrency=4, seconds=seconds)
        for name, call in reads.calls().items()
    }
    results["PlaceOrder"] = await orders.place_over_grpc(4, seconds, workers=1)
    return results


async def _order_ids(connection: Connection, store_id: str) -> list[str]:
    request = read_messages_pb2.ListOrdersRequest(store_id=store_id, page_size=200)
    reply = await OrderServiceStub(connection.channel).ListOrders(request, **connection.options)
    return [order.order_id for order in reply.orders]


async def _database(running: Platform) -> asyncpg.Connection:
    url = running.status["endpoints"]["postgres"]
    return await asyncpg.connect(url, server_settings={"search_path": quoted_schema(SCHEMA)})


async def _multiply(database: asyncpg.Connection, count: int, console: Console) -> None:
    copies = count // MODELS
    with Progress(console=console) as progress:
        task = progress.add_task(f"{count:,} orders", total=copies)
        for first in range(1, copies + 1, COPIES_AT_ONCE):
            last = min(first + COPIES_AT_ONCE - 1, copies)
            await database.execute(SQL.multiply_orders, "bench", first, last, PERSONS, STAY_OPEN)
            progress.advance(task, last - first + 1)
    await database.execute(SQL.tidy)


async def _scans(database: asyncpg.Connection) -> dict[str, int]:
    """Return how often each table was read whole."""
    # A server process reports what it counted within a second of being idle.
    await asyncio.sleep(2)
    return {row["name"]: row["scans"] for row in await database.fetch(SQL.sequential_scans)}


def _show(measured: Measured, count: int, console: Console) -> None:
    table = Table(title=f"with {MODELS:,} orders and with {count:,} more")
    for column in ("", "p50 ms", "p99 ms", "then p50", "then p99"):
        table.add_column(column, justify="left" if not column else "right")
    for name, few in measured.few.items():
        many = measured.many[name]
        spreads = (few.p50, few.p99, many.p50, many.p99)
        table.add_row(few.name, *(shown(spread, 2) for spread in spreads))
    console.print(table)
    console.print(f"large tables: {', '.join(sorted(measured.large))}")
    for name, times in measured.scans.items():
        console.print(f"[red]{name} was read from end to end {times} times.[/red]")


def _facts(measured: Measured, count: int, runs: int) -> dict[str, Any]:
    return {
        "orders": count,
        "runs": runs,
        "few": {name: figure.facts() for name, figure in measured.few.items()},
        "many": {name: figure.facts() for name, figure in measured.many.items()},
        "large_tables": sorted(measured.large),
        "read_whole": measured.scans,
    }


def main() -> None:
    """Measure, show, keep; the exit code is 1 when a large table was read whole."""
    parser = argparse.ArgumentParser(prog="make bench-million", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--seconds", type=float, default=3.0, help="time for each figure (3)")
    parser.add_argument("--runs", type=int, default=1, help="how often each is measured (1)")
    options = parser.parse_args()
    configure_logging("error")
    console = Console()
    measured = uvloop.run(measure(options.orders, options.seconds, options.runs, console))
    _show(measured, options.orders, console)
    write(RESULTS, facts_of_machine() | _facts(measured, options.orders, options.runs))
    if not {"orders", "order_lines"} <= measured.large:
        sys.exit("The orders were not multiplied: nothing was proved.")
    if measured.scans:
        sys.exit(1)


if __name__ == "__main__":
    main()
