"""`make bench`: one run on one machine, printed as a table and kept as JSON.

Every figure has its ratio to a limit measured in the same run. Nothing is tuned to a target.
"""

from __future__ import annotations

import argparse
import json
import os
import platform as machine
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from bench import echo, hops, imports
from bench.load import Result
from bench.orders import Orders, sku_id_of
from bench.platform import platform
from cli.replay.connection import connected
from mesh.telemetry import configure_logging

RESULTS = Path(__file__).with_name("results.json")
STORE = "bund"


async def measure(concurrency: int, seconds: float, console: Console) -> dict[str, Result]:
    """Everything, one after the other."""
    results: dict[str, Result] = {}
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
            platform(Path(folder) / "home") as status,
            connected(concurrency) as connection,
        ):
            store_id = status["demo"]["stores"][STORE]
            orders = Orders(connection, store_id, await sku_id_of(connection, store_id))
            spinner.update("PlaceOrder over gRPC")
            results["place_order"] = await orders.place_over_grpc(concurrency, seconds)
            spinner.update("paid orders over HTTP")
            results["paid_order"] = await orders.pay_over_http(concurrency, seconds)
            spinner.update("pick-up codes")
            results["pickup_code"] = await orders.pickup_code(samples=50)
            spinner.update("imports")
            count = int(1000 * seconds)
            results["import"] = await imports.over_grpc(connection, store_id, count)
            url = status["endpoints"]["postgres"]
            results["import_by_hand"] = await imports.by_hand(url, store_id, count)
    return results


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


def keep(results: dict[str, Result], concurrency: int, seconds: float) -> None:
    """Write bench/results.json."""
    facts = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "machine": machine.machine(),
        "cores": os.cpu_count(),
        "concurrency": concurrency,
        "seconds": seconds,
        "results": {
            key: {
                "name": result.name,
                "per_second": round(result.per_second, 1),
                "p50_ms": round(result.quantile(0.5), 3),
                "p99_ms": round(result.quantile(0.99), 3),
                "limit": _LIMITS.get(key),
                "ratio": round(result.per_second / results[_LIMITS[key]].per_second, 3)
                if key in _LIMITS
                else None,
            }
            for key, result in results.items()
        },
    }
    RESULTS.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, show, keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each figure (5)")
    parser.add_argument("--concurrency", type=int, default=16, help="calls at once (16)")
    options = parser.parse_args()
    configure_logging("error")
    console = Console()
    results = uvloop.run(measure(options.concurrency, options.seconds, console))
    show(results, console)
    keep(results, options.concurrency, options.seconds)
    console.print(f"kept in {RESULTS.name}")


if __name__ == "__main__":
    main()
