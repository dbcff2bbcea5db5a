"""`make bench-memory`: what so many orders leave in the memory of each process.

Memory is flat when a process holds no more after all orders than after the first tenth: what it
holds of the newest, and what its allocator keeps, is there by then.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from rich.console import Console

from bench import imports
from bench.orders import Orders, sku_ids_of
from bench.platform import Platform, platform
from bench.report import facts_of_machine, show_columns, write
from bench.usage import Figures, usage_now
from cli.replay.connection import connected
from mesh.process.telemetry import configure_logging

RESULTS = Path(__file__).with_name("results-memory.json")
STORE = "bund"
PARTS = 10
"""Memory is read after each tenth."""
CUSTOMERS = 16
SETTLE_SECONDS = 5.0
MAX_GROWTH = 0.1
"""How much more a process may hold after all orders than after the first tenth."""

Make = Callable[[int], Awaitable[object]]
"""Makes so many orders."""


async def measure(count: int, *, paid: bool, console: Console) -> dict[str, Figures]:
    """Return the memory in MB by process, at the start and after each tenth of the orders."""
    with tempfile.TemporaryDirectory(prefix="zr-") as folder:
        Path(folder).chmod(0o755)
        async with platform(Path(folder) / "home") as running, connected(CUSTOMERS) as connection:
            store_id = running.status["demo"]["stores"][STORE]
            orders = Orders(connection, store_id, await sku_ids_of(connection, store_id))

            async def import_them(number: int) -> None:
                await imports.over_grpc(connection, store_id, number)

            make: Make = orders.pay_for if paid else import_them
            return await _grow(running, make, count, console)


async def _grow(running: Platform, make: Make, count: int, console: Console) -> dict[str, Figures]:
    memory = {"0": await _memory(running)}
    for part in range(1, PARTS + 1):
        began = time.monotonic()
        await make(count // PARTS)
        rate = count / PARTS / (time.monotonic() - began)
        memory[f"{part * count // PARTS:,}"] = figures = await _memory(running)
        told = ", ".join(f"{name} {mb:,.0f}" for name, mb in sorted(figures.items()))
        console.print(f"{part * count // PARTS:,} orders, {rate:,.0f}/s: {told}")
    return memory


async def _memory(running: Platform) -> Figures:
    await asyncio.sleep(SETTLE_SECONDS)
    return (await usage_now(running.process, running.metrics_url)).memory


def growth_of(memory: dict[str, Figures]) -> Figures:
    """Return by how many times each process grew after the first tenth."""
    _, first, *_, last = memory.values()
    return Figures({name: last[name] / first[name] - 1 for name in last if first[name]})


def main() -> None:
    """Measure, show, keep; the exit code is 1 when a process of ours has grown."""
    parser = argparse.ArgumentParser(prog="make bench-memory", description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000, help="how many (100,000)")
    parser.add_argument("--paid", action="store_true", help="placed and paid over HTTP: slower")
    options = parser.parse_args()
    configure_logging("error")
    console = Console()
    memory = uvloop.run(measure(options.orders, paid=options.paid, console=console))
    shown = [*list(memory)[:2], *list(memory)[-1:]]
    show_columns("memory, MB", {f"{key} orders": memory[key] for key in shown}, console)
    growth = growth_of(memory)
    kind = "paid" if options.paid else "imported"
    facts = {"orders": options.orders, "kind": kind, "memory_mb": memory, "growth": growth}
    write(RESULTS, facts_of_machine() | facts)
    # What PostgreSQL's processes show includes the shared buffers that they have touched.
    grown = {name for name, by in growth.items() if by > MAX_GROWTH and name != "postgres"}
    if grown:
        console.print(f"[red]grew by more than a tenth: {', '.join(sorted(grown))}[/red]")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
