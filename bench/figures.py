"""Several runs of the bench in one: the median of each figure, and how far the runs lie apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

from bench.imports import Imports
from bench.load import Result
from bench.mixed import Cost
from bench.usage import Figures, Usage

LIMITS = {
    "local_hop": "echo",
    "remote_hop": "echo",
    "menu": "http",
    "menu_known": "http",
    "gateway_empty": "http",
    "flash_sale": "gateway_empty",
    "flash_rush": "gateway_empty",
    "place_order": "echo",
    "paid_order": "echo",
    "import": "import_by_hand",
    "import_finished": "import_by_hand",
    "import_by_hand_read": "import_by_hand",
}
"""What each figure is compared with."""
P99_LIMITS = {"others_rush": "others_quiet"}
"""What the slowest of each figure are compared with."""


class Spread(NamedTuple):
    """A figure of several runs."""

    median: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What several runs measured of one thing; latencies in milliseconds."""

    name: str
    per_second: Spread
    p50: Spread
    p99: Spread
    server_us: Spread
    """CPU of the serving process for one call, in microseconds; zeros where not measured."""
    limit: str | None
    ratio: Spread | None
    """To the limit of the same run."""
    of_p99: bool = False
    """The ratio is one of latencies, not of rates."""

    def facts(self) -> dict[str, Any]:
        """Return it as JSON keeps it: each figure as median, lowest and highest."""
        ratio = self.ratio and [round(value, 4) for value in self.ratio]
        return {
            "name": self.name,
            "per_second": [round(value, 1) for value in self.per_second],
            "p50_ms": [round(value, 3) for value in self.p50],
            "p99_ms": [round(value, 3) for value in self.p99],
            "server_us": [round(value, 1) for value in self.server_us],
            "limit": self.limit,
            "ratio": ratio,
            "ratio_of": "p99" if self.of_p99 else "per_second",
        }


@dataclass(slots=True)
class Measured:
    """One run: rates and latencies, what a paid order used, and what memory orders leave."""

    results: dict[str, Result] = field(default_factory=dict)
    costs: dict[int, Cost] = field(default_factory=dict)
    """By how many guests there were at a time."""
    imports: Imports = field(default_factory=Imports)
    memory: dict[str, Figures] = field(default_factory=dict)
    """MB by process, before and after the orders that were imported; the key says how many."""


def figures_of(runs: Sequence[Measured]) -> dict[str, Figure]:
    """Return the figures of all runs, each compared with the limit of its own run."""
    return results_of([run.results for run in runs])


def results_of(runs: Sequence[dict[str, Result]]) -> dict[str, Figure]:
    """Return the same of runs that have nothing but results."""
    return {key: _figure(key, runs) for key in runs[0]}


def _figure(key: str, runs: Sequence[dict[str, Result]]) -> Figure:
    of_p99 = key in P99_LIMITS
    limit = (P99_LIMITS if of_p99 else LIMITS).get(key)

    def spread(value_of: Callable[[dict[str, Result]], float]) -> Spread:
        return _spread(value_of(run) for run in runs)

    def compared(result: Result) -> float:
        return result.quantile(0.99) if of_p99 else result.per_second

    return Figure(
        runs[0][key].name,
        spread(lambda run: run[key].per_second),
        spread(lambda run: run[key].quantile(0.5)),
        spread(lambda run: run[key].quantile(0.99)),
        spread(lambda run: run[key].server_us),
        limit,
        spread(lambda run: compared(run[key]) / compared(run[limit])) if limit else None,
        of_p99,
    )


def costs_of(runs: Sequence[Measured]) -> dict[int, Usage]:
    """Return what one paid order used, the median of the runs, by guests at a time."""
    return {
        guests: _usage([run.costs[guests].per_order for run in runs]) for guests in runs[0].costs
    }


def imports_of(runs: Sequence[Measured]) -> dict[str, Figures]:
    """Return the CPU of one imported order in microseconds by process, the median of the runs."""
    return {key: _medians([run.imports.cpu[key] for run in runs]) for key in runs[0].imports.cpu}


def memory_of(runs: Sequence[Measured]) -> dict[str, Figures]:
    """Return the medians of the memory before and after the imports."""
    return {when: _medians([run.memory[when] for run in runs]) for when in runs[0].memory}


def _usage(usages: Sequence[Usage]) -> Usage:
    return Usage(
        _medians([usage.cpu for usage in usages]),
        _medians([usage.memory for usage in usages]),
        _medians([usage.statements for usage in usages]),
    )


def _medians(runs: Sequence[Figures]) -> Figures:
    names = dict.fromkeys(name for run in runs for name in run)
    return Figures({name: median(run[name] for run in runs) for name in names})


def _spread(values: Iterable[float]) -> Spread:
    every = sorted(values)
    return Spread(median(every), every[0], every[-1])
