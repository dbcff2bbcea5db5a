"""`make bench`: one run on one machine, printed as a table and kept as JSON.

Every figure has its ratio to a limit measured in the same run. Nothing is tuned to a target.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform as machine
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console
from rich.status import Status
from rich.table import Table

from bench import echo, hops, imports
from bench.load import Result
from bench.mixed import Cost, MixedLoad
from bench.orders import Orders, sku_ids_of
from bench.platform import Platform, platform
from cli.replay.connection import connected
from mesh.process.telemetry import configure_logging

RESULTS = Path(__file__).with_name("results.json")
STORE = "bund"
GUESTS = (1, 8, 64)


@dataclass(slots=True)
class Measured:
    """The figures of one run: rates and latencies, and what a paid order used."""

    results: dict[str, Result] = field(default_factory=dict)
    costs: dict[int, Cost] = field(default_factory=dict)
    """By how many guests there were at a time."""


async def measure(concurrency: int, seconds: float, console: Console) -> Measured:
    """Everything, one after the other."""
    measured = Measured()
    results = measured.results
    with (
        tempfile.TemporaryDirectory(prefix="zb-") as folder,
        console.status("measuring") as spinner,
    ):
        # As root the database runs as another user: its data shall lie, and vanish, with the rest.
        Path(folder).chmod(0o755)
        spinner.update("a bare echo, then hops of ours")
        results["echo"] = await echo.measure(concurrency, seconds)
        local, remote = await hops.measure(Path(folder) / "hops", concurrency, seconds)
        results |= {"local_hop": local, "remote_hop": remote}
        spinner.update("starting a platform")
        async with (
            platform(Path(folder) / "home") as running,
            connected(max(concurrency, *GUESTS)) as connection,
        ):
            store_id = running.status["demo"]["stores"][STORE]
            orders = Orders(connection, store_id, await sku_ids_of(connection, store_id))
            spinner.update("PlaceOrder over gRPC")
            results["place_order"] = await orders.place_over_grpc(concurrency, seconds)
            spinner.update("paid orders over HTTP")
            results["paid_order"] = await orders.pay_over_http(concurrency, seconds)
            spinner.update("pick-up codes")
            results["pickup_code"] = await orders.pickup_code(samples=50)
            await _measure_guests(measured, orders, running, seconds, spinner)
            spinner.update("imports")
            count = int(1000 * seconds)
            results["import"] = await imports.over_grpc(connection, store_id, count)
            url = running.status["endpoints"]["postgres"]
            results["import_by_hand"] = await imports.by_hand(url, store_id, count)
    return measured


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


_SHOWN_FROM = 0.05
_PACKAGES = ("grpcio", "protobuf", "asyncpg", "litestar", "uvloop", "msgspec")
_LIMITS = {
    "local_hop": "echo",
    "remote_hop": "echo",
    "place_order": "echo",
    "paid_order": "echo",
    "import": "import_by_hand",
}
"""What each figure is compared with."""


def show(results: dict[str, Result], console: Console) -> None:
    """The table."""
    table = Table(title="bench: this machine, one run")
    for column in ("", "per second", "p50 ms", "p99 ms", "ratio to"):
        table.add_column(column, justify="left" if not column else "right")
    for key, result in results.items():
        limit = _LIMITS.get(key)
        ratio = f"{result.per_second / results[limit].per_second:.2f} × {limit}" if limit else ""
        table.add_row(
            result.name,
            f"{result.per_second:,.0f}",
            f"{result.quantile(0.5):,.2f}",
            f"{result.quantile(0.99):,.2f}",
            ratio,
        )
    console.print(table)


def show_costs(costs: dict[int, Cost], console: Console) -> None:
    """What one paid order used, by process and by statement."""
    tables = {
        "CPU for one paid order, ms": lambda cost: cost.per_order.cpu,
        "statements for one paid order": lambda cost: cost.per_order.statements,
        "memory, MB": lambda cost: cost.per_order.memory,
    }
    for title, values_of in tables.items():
        table = Table(title=title)
        for column in ("", *(f"{guests} at a time" for guests in costs)):
            table.add_column(column, justify="right" if column else "left")
        values = [values_of(cost) for cost in costs.values()]
        for key in ("in all", *sorted(values[-1], key=lambda key: -values[0][key])):
            row = [sum(each.values()) if key == "in all" else each[key] for each in values]
            if max(row) >= _SHOWN_FROM:
                table.add_row(key, *(f"{value:,.2f}" for value in row))
        console.print(table)


def keep(measured: Measured, concurrency: int, seconds: float) -> None:
    """Write bench/results.json."""
    results = measured.results
    facts = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "machine": machine.machine(),
        "cores": os.cpu_count(),
        "packages": {name: version(name) for name in _PACKAGES},
        "concurrency": concurrency,
        "seconds": seconds,
        "results": {key: _facts_of(key, results) for key in results},
        "paid_order": {
            guests: {
                "orders": cost.orders,
                "cpu_ms": cost.per_order.cpu,
                "statements": cost.per_order.statements,
                "memory_mb": cost.per_order.memory,
            }
            for guests, cost in measured.costs.items()
        },
    }
    RESULTS.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def _facts_of(key: str, results: dict[str, Result]) -> dict[str, Any]:
    result, limit = results[key], _LIMITS.get(key)
    return {
        "name": result.name,
        "per_second": round(result.per_second, 1),
        "p50_ms": round(result.quantile(0.5), 3),
        "p99_ms": round(result.quantile(0.99), 3),
        "limit": limit,
        "ratio": round(result.per_second / results[limit].per_second, 3) if limit else None,
    }


def main() -> None:
    """Measure, show, keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each figure (5)")
    parser.add_argument("--concurrency", type=int, default=16, help="calls at once (16)")
    options = parser.parse_args()
    configure_logging("error")
    console = Console()
    measured = uvloop.run(measure(options.concurrency, options.seconds, console))
    show(measured.results, console)
    show_costs(measured.costs, console)
    keep(measured, options.concurrency, options.seconds)
    console.print(f"kept in {RESULTS.name}")


if __name__ == "__main__":
    main()
