"""How a replay goes: a progress bar, then a table of what was reached, measured here."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from mesh.pure.money import format_minor

MAX_DIRTY_SHOWN = 20
LINE_EVERY_SECONDS = 10.0
PLAIN_WIDTH = 160
"""Characters of a line where no terminal tells how many fit: a log, a pipe."""


def make_console(**options: Any) -> Console:
    """Return a console for tables and reports, which a file or a pipe gets without broken lines."""
    console = Console(**options)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


console = make_console()


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


class _Lines(Progress):
    """Says in a line, now and then, how far a task is: for an output that is no terminal."""

    def __init__(self) -> None:
        super().__init__(console=console, disable=True)
        self._next: dict[TaskID, float] = {}

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        """Move a task on."""
        super().advance(task_id, advance)
        self._say(task_id)

    def update(self, task_id: TaskID, **changes: Any) -> None:
        """Tell where a task stands."""
        super().update(task_id, **changes)
        self._say(task_id)

    def _say(self, task_id: TaskID) -> None:
        task, now = self._tasks[task_id], time.monotonic()
        ended = task.total is not None and task.completed >= task.total
        due = self._next.setdefault(task_id, now + LINE_EVERY_SECONDS)
        if task.total == 0 or not (ended or now >= due):
            return
        self._next[task_id] = now + LINE_EVERY_SECONDS
        whole = "" if task.total is None else f" of {task.total:,.0f}"
        # Flushed, since whoever follows a log wants to see it now.
        print(f"{task.description}: {task.completed:,.0f}{whole}", file=console.file, flush=True)


def progress_bar() -> Progress:
    """Return a bar with counts and times; plain lines where the output is no terminal."""
    if not console.is_terminal:
        return _Lines()
    return Progress(
        TextColumn("{task.description:<22}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def show_money(amount: int, currency: str) -> str:
    """Return an amount in minor units as people write it: "USD 817,860.05"."""
    whole, point, rest = format_minor(amount, currency).partition(".")
    return f"{currency} {int(whole):,}{point}{rest}"


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
