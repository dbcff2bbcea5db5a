"""Counters and histograms of processes, printed in the Prometheus text format."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

BUCKETS_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

Labels = tuple[tuple[str, str], ...]

Families = Mapping[str, Sequence[str]]
"""The lines of each metric by its name, help and type before the values."""

# A label that takes endless values would eat the memory of the process. Each metric has a bound of
# its own: one that grows must not leave the others out.
MAX_SERIES = 2000
LEFT_OUT = "zhongtai_series_left_out_total"
_LEFT_OUT_HELP = f"Values that were not kept since their metric has {MAX_SERIES} series."


class Metrics:
    """The metrics of one process. Names and help are declared at their first use."""

    def __init__(self) -> None:
        self._help: dict[str, tuple[str, str]] = {}
        self._values: dict[tuple[str, Labels], float] = {}
        self._histograms: dict[tuple[str, Labels], list[float]] = {}
        self._series: Counter[str] = Counter()
        self._measured: list[Callable[[], None]] = []

    def measured(self, measure: Callable[[], None]) -> None:
        """Have `measure` called whenever somebody wants to see: it sets gauges."""
        self._measured.append(measure)

    def count(self, name: str, help: str, labels: Labels = (), by: float = 1) -> None:
        """Add to a counter; names end in `_total`."""
        self._help.setdefault(name, ("counter", help))
        key = (name, labels)
        if key in self._values or self._has_room(name):
            self._values[key] = self._values.get(key, 0) + by

    def gauge(self, name: str, help: str, value: float, labels: Labels = ()) -> None:
        """Set a value that goes up and down."""
        self._help.setdefault(name, ("gauge", help))
        key = (name, labels)
        if key in self._values or self._has_room(name):
            self._values[key] = value

    def observe(self, name: str, help: str, seconds: float, labels: Labels = ()) -> None:
        """Add a duration in seconds to a histogram; names end in `_seconds`."""
        self._help.setdefault(name, ("histogram", help))
        series = self._histograms.get((name, labels))
        if series is None:
            if not self._has_room(name):
                return
            # One cell per bucket, then +Inf, then the sum.
            series = self._histograms[name, labels] = [0.0] * (len(BUCKETS_SECONDS) + 2)
        series[bisect_left(BUCKETS_SECONDS, seconds)] += 1
        series[-1] += seconds

    def _has_room(self, name: str) -> bool:
        """Return whether a metric may have one more series, which it has then."""
        if self._series[name] < MAX_SERIES:
            self._series[name] += 1
            return True
        # As many at most as there are metrics.
        self._help.setdefault(LEFT_OUT, ("counter", _LEFT_OUT_HELP))
        key = (LEFT_OUT, (("metric", name),))
        self._values[key] = self._values.get(key, 0) + 1
        return False

    def text(self) -> str:
        """Return everything in the Prometheus text exposition format."""
        return text_of([self.families()])

    def families(self, more: Labels = ()) -> Families:
        """Return the same by metric, with `more` labels on each value."""
        for measure in self._measured:
            measure()
        found = {
            name: [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
            for name, (kind, help_text) in self._help.items()
        }
        for (name, labels), value in self._values.items():
            found[name].append(f"{name}{_braced((*labels, *more))} {value:g}")
        for (name, labels), cells in self._histograms.items():
            found[name] += _histogram_lines(name, (*labels, *more), cells)
        return found


def text_of(processes: Iterable[Families]) -> str:
    """Return the metrics of processes as one text in the Prometheus text exposition format."""
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for families in processes:
        for name, lines in families.items():
            joined[name] += lines[2:] if joined[name] else lines
    return "\n".join(line for name in sorted(joined) for line in joined[name]) + "\n"


def _histogram_lines(name: str, labels: Labels, cells: list[float]) -> list[str]:
    lines, seen = [], 0.0
    for limit, cell in zip((*map(str, BUCKETS_SECONDS), "+Inf"), cells, strict=False):
        seen += cell
        lines.append(f"{name}_bucket{_braced((*labels, ('le', limit)))} {seen:g}")
    lines.append(f"{name}_sum{_braced(labels)} {cells[-1]:g}")
    lines.append(f"{name}_count{_braced(labels)} {seen:g}")
    return lines


def _braced(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{key}="{_escaped(value)}"' for key, value in labels) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
