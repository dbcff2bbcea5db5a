"""`make bench`: one run on one machine, printed as a table and kept as JSON.

Every figure has its ratio to a limit measured in the same run. Nothing is tuned to a target.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rich.console import Console
from rich.status import Status

from bench import echo, flash_sales, hops, http, imports, menus, rush
from bench.figures import Measured
from bench.mixed import MixedLoad
from bench.orders import SKU, Orders, sku_ids_of
from bench.platform import Platform, platform
from bench.report import RESULTS, keep, show
from bench.usage import usage_now
from cli.replay.connection import Connection, connected
from mesh.process.telemetry import configure_logging

STORE = "bund"
GUESTS = (1, 8, 64)
IMPORTS_A_SECOND = 2000
"""Orders imported for each second that a figure is measured."""


@dataclass(frozen=True)
class Subject:
    """A platform to measure, and what is wanted of it."""

    running: Platform
    connection: Connection
    store_id: str
    sku_ids: Mapping[str, str]
    concurrency: int
    seconds: float

    @property
    def orders(self) -> Orders:
        """What places orders in its store."""
        return Orders(self.connection, self.store_id, self.sku_ids)


async def measure(
    concurrency: int, seconds: float, people: int, workers: int, console: Console
) -> Measured:
    """Everything, one after the other; so many people run for a flash sale.

    Orders, imports and the flash sale have a new platform each: what is written by hand to compare
    with is written to an empty one, too.
    """
    measured = Measured()
    results = measured.results
    with (
        tempfile.TemporaryDirectory(prefix="zb-") as folder,
        console.status("measuring") as spinner,
    ):
        # As root the database runs as another user: its data shall lie, and vanish, with the rest.
        Path(folder).chmod(0o755)
        spinner.update("a bare echo, a bare HTTP answer, then hops of ours")
        results["echo"] = await echo.measure(concurrency, seconds)
        results["http"] = await http.measure(concurrency, seconds)
        local, remote = await hops.measure(Path(folder) / "hops", concurrency, seconds)
        results |= {"local_hop": local, "remote_hop": remote}

        def new(name: str) -> AbstractAsyncContextManager[Subject]:
            spinner.update(f"starting a platform for {name}")
            return _subject(Path(folder) / name, workers, concurrency, seconds)

        async with new("orders") as subject:
            await _measure_orders(measured, subject, workers, spinner)
        async with new("imports") as subject:
            await _measure_imports(measured, subject)
        async with new("crowds") as subject:
            await _measure_crowds(measured, subject, people, spinner)
    return measured


@asynccontextmanager
async def _subject(
    home: Path, workers: int, concurrency: int, seconds: float
) -> AsyncIterator[Subject]:
    async with (
        platform(home, workers) as running,
        connected(max(concurrency, *GUESTS)) as connection,
    ):
        store_id = running.status["demo"]["stores"][STORE]
        sku_ids = await sku_ids_of(connection, store_id)
        yield Subject(running, connection, store_id, sku_ids, concurrency, seconds)


async def _measure_orders(
    measured: Measured, subject: Subject, workers: int, spinner: Status
) -> None:
    results, orders = measured.results, subject.orders
    concurrency, seconds = subject.concurrency, subject.seconds
    await _measure_guests(measured, orders, subject.running, seconds, spinner)
    spinner.update("menus")
    results |= await menus.measure(
        subject.connection, subject.running.server, subject.store_id, concurrency, seconds
    )
    spinner.update("PlaceOrder over gRPC")
    results["place_order"] = await orders.place_over_grpc(concurrency, seconds, workers)
    spinner.update("paid orders over HTTP")
    results["paid_order"] = await orders.pay_over_http(concurrency, seconds)
    spinner.update("pick-up codes")
    results["pickup_code"] = await orders.pickup_code(samples=50)


async def _measure_imports(measured: Measured, subject: Subject) -> None:
    running = subject.running
    count = int(IMPORTS_A_SECOND * subject.seconds)
    before = await usage_now(running.process, running.metrics_url)
    measured.imports = await imports.measure(subject.connection, running, subject.store_id, count)
    after = await usage_now(running.process, running.metrics_url)
    measured.memory = {"before": before.memory, f"after {2 * count:,} more": after.memory}
    measured.results |= measured.imports.results


async def _measure_crowds(
    measured: Measured, subject: Subject, people: int, spinner: Status
) -> None:
    connection, store_id, sku_id = subject.connection, subject.store_id, subject.sku_ids[SKU]
    spinner.update("flash-sale attempts")
    measured.results |= await flash_sales.measure(
        connection, store_id, sku_id, subject.concurrency, subject.seconds
    )
    spinner.update("a crowd at a flash sale")
    measured.results |= await rush.measure(
        connection, subject.orders, store_id, sku_id, people=people, quiet=2 * subject.seconds
    )


async def _measure_guests(
    measured: Measured, orders: Orders, running: Platform, seconds: float, spinner: Status
) -> None:
    load = MixedLoad(orders, running.process, running.metrics_url)
    spinner.update("an idle platform")
    idle = await load.idle()
    for guests in GUESTS:
        spinner.update(f"{guests} guests at a time")
        cost = measured.costs[guests] = await load.measure(guests, 2 * seconds, idle)
        measured.results[f"guests_{guests}"] = cost.result
    spinner.update("pick-up codes under the load of 8 guests")
    busy = asyncio.create_task(load.measure(8, 2 * seconds, idle))
    codes = await orders.pickup_code(samples=50)
    await busy
    codes.name = "pick-up code while 8 guests order"
    measured.results["pickup_code_busy"] = codes


def main() -> None:
    """Measure, show, keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each figure (5)")
    parser.add_argument("--concurrency", type=int, default=16, help="calls at once (16)")
    parser.add_argument("--runs", type=int, default=1, help="runs, each on a new platform (1)")
    parser.add_argument("--people", type=int, default=5000, help="the crowd's (5000)")
    parser.add_argument("--workers", type=int, default=1, help="workers of the platform (1)")
    options = parser.parse_args()
    configure_logging("error")
    console = Console()
    runs = [
        uvloop.run(
            measure(options.concurrency, options.seconds, options.people, options.workers, console)
        )
        for _ in range(options.runs)
    ]
    show(runs, console)
    keep(runs, options.concurrency, options.seconds, options.workers)
    console.print(f"kept in {RESULTS.name}")


if __name__ == "__main__":
    main()
