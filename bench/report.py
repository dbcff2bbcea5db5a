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

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Measured, Spread, costs_of, figures_of, memory_of
from bench.usage import Figures

RESULTS = Path(__file__).with_name("results.json")
_SHOWN_FROM = 0.05
_PACKAGES = ("grpcio", "protobuf", "asyncpg", "litestar", "uvloop", "msgspec")


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
        _show(title, {f"{guests} at a time": each for guests, each in values.items()}, console)
    _show("memory, MB", memory_of(runs), console)


def _show_figures(figures: Mapping[str, Figure], runs: int, console: Console) -> None:
    table = Table(title=f"bench: this machine, {runs} run{'s' if runs > 1 else ''}")
    for column in ("", "per second", "p50 ms", "p99 ms", "ratio to"):
        table.add_column(column, justify="left" if not column else "right")
    for figure in figures.values():
        ratio = f"{_shown(figure.ratio, 2)} × {figure.limit}" if figure.ratio else ""
        ratio += ", p99" if figure.of_p99 else ""
        latencies = (_shown(figure.p50, 2), _shown(figure.p99, 2))
        table.add_row(figure.name, _shown(figure.per_second, 0), *latencies, ratio)
    console.print(table)


def _shown(spread: Spread, digits: int) -> str:
    text = f"{spread.median:,.{digits}f}"
    if spread.lowest == spread.highest:
        return text
    return f"{text} ({spread.lowest:,.{digits}f}–{spread.highest:,.{digits}f})"


def _show(title: str, columns: Mapping[str, Figures], console: Console) -> None:
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
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "machine": machine.machine(),
        "cores": os.cpu_count(),
        "packages": {name: version(name) for name in _PACKAGES},
        "runs": len(runs),
        "concurrency": concurrency,
        "seconds": seconds,
        "workers": workers,
        "results": {key: figure.facts() for key, figure in figures_of(runs).items()},
        "paid_order": {
            guests: {"cpu_ms": usage.cpu, "statements": usage.statements}
            for guests, usage in costs_of(runs).items()
        },
        "memory_mb": memory_of(runs),
    }
    RESULTS.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
