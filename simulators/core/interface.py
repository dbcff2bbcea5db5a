"""The door of a platform's own interface: away, too busy, or its answer is lost, as scheduled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from simulators.core.clock import Clock
from simulators.core.faults import CallFault, Fault, Schedule

OUTAGE_SECONDS = 5.0
CALLS_PER_SECOND = 200
"""What one merchant may ask, while throttling is among the faults."""


@dataclass
class Interface:
    """Says for each call what goes wrong with it, and counts calls."""

    schedule: Schedule
    clock: Clock
    counts: Counter[str] = field(default_factory=Counter)
    _away_until: float = 0.0
    _second: int = 0
    _in_second: int = 0

    def go_away(self) -> None:
        """Answer nothing for a while."""
        self.counts["outages"] += 1
        self._away_until = self.clock.now() + OUTAGE_SECONDS * self.clock.pace

    @property
    def is_away(self) -> bool:
        """Whether it answers nothing now."""
        away = self.clock.now() < self._away_until
        self.counts["calls in an outage"] += away
        return away

    def fault(self) -> CallFault:
        """Return what goes wrong with a call that begins now."""
        which = self.counts["calls"]
        self.counts["calls"] += 1
        fault = CallFault.THROTTLED if self._is_too_much() else self.schedule.call(which)
        if fault is not CallFault.NONE:
            self.counts[f"calls {fault}"] += 1
        return fault

    def _is_too_much(self) -> bool:
        second = int(self.clock.now())
        if second != self._second:
            self._second, self._in_second = second, 0
        self._in_second += 1
        return Fault.THROTTLE in self.schedule.faults and self._in_second > CALLS_PER_SECOND
