"""How a replay goes: a progress bar, then a table of what was reached, measured here."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

console = Console()
MAX_DIRTY_SHOWN = 20


@dataclass(slots=True)
class Tally:
    """What happened, counted and timed. Latencies are in seconds."""

    started: float = field(default_factory=time.perf_counter)
    done: int = 0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Time a block under a name; what raises is not counted."""
        began = time.perf_counter()
        yield
        self.latencies.setdefault(name, []).append(time.perf_counter() - began)

    @property
    def seconds(self) -> float:
        """Since the tally began."""
        return time.perf_counter() - self.started


def progress_bar() -> Progress:
    """A bar with counts and times; plain lines where the output is no terminal."""
    return Progress(
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def show_table(title: str, rows: Sequence[tuple[str, str]], tally: Tally) -> None:
    """The facts, the rate, the latencies, and what was refused with its reasons."""
    table = Table(title=title, show_header=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    for name, value in rows:
        table.add_row(name, value)
    if tally.done and tally.seconds:
        table.add_row("rate", f"{tally.done / tally.seconds:,.1f} /s in {tally.seconds:,.1f} s")
    for name, seconds in tally.latencies.items():
        table.add_row(f"{name} p50 / p99", _quantiles(seconds))
    table.add_row("refused", f"{tally.refused.total():,}")
    for reason, count in tally.refused.most_common():
        table.add_row(f"  {reason}", f"{count:,}")
    console.print(table)


def show_dirty(rows: Sequence[str]) -> None:
    """Rows that could not be read, with their line; never guessed, never fatal."""
    for row in rows[:MAX_DIRTY_SHOWN]:
        console.print(f"[yellow]not taken[/yellow] {row}", highlight=False)
    if len(rows) > MAX_DIRTY_SHOWN:
        console.print(f"… and {len(rows) - MAX_DIRTY_SHOWN:,} more rows not taken")


def _quantiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"{statistics.median(ordered) * 1000:,.1f} / {p99 * 1000:,.1f} ms"
