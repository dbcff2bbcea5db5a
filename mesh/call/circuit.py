"""A circuit breaker: after failures in a row, callers are refused at once instead of waiting.

CLOSED ──failures in a row──▶ OPEN ──rest time, a sign of life──▶ HALF_OPEN
   ▲                            ▲                                   │ one call tries
   └──────── it works ──────────┼───────────────────────────────────┤
                                └──────── it fails: rest longer ────┘
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

FAILURES_TO_OPEN = 5
FIRST_REST_SECONDS = 1.0
LONGEST_REST_SECONDS = 30.0


class CircuitState(Enum):
    """Whether calls are let through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Circuit:
    """The breaker of one peer; `monotonic` is the clock in seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failures = 0
        self._rest = FIRST_REST_SECONDS
        self._open_until = 0.0
        self._trying = False
        self.state = CircuitState.CLOSED
        self.on_open: Callable[[], None] | None = None

    def allow(self) -> bool:
        """Return whether a call may be made now; in HALF_OPEN one call at a time may."""
        if self.state is CircuitState.CLOSED:
            return True
        if self.state is CircuitState.HALF_OPEN and not self._trying:
            self._trying = True
            return True
        return False

    def succeeded(self) -> None:
        """A call worked: let all through again."""
        self.reset()

    def failed(self) -> None:
        """A call failed in a way that speaks against the peer itself."""
        self._failures += 1
        if self.state is CircuitState.HALF_OPEN:
            self._rest = min(self._rest * 2, LONGEST_REST_SECONDS)
            self._open()
        elif self.state is CircuitState.CLOSED and self._failures >= FAILURES_TO_OPEN:
            self._open()

    def abandoned(self) -> None:
        """A call ended without telling anything about the peer (its caller went away)."""
        self._trying = False

    def due(self) -> bool:
        """Return whether an open circuit has rested long enough to look for a sign of life."""
        return self.state is CircuitState.OPEN and self._monotonic() >= self._open_until

    def rest_seconds(self) -> float:
        """Seconds until an open circuit has rested."""
        return max(0.0, self._open_until - self._monotonic())

    def sign_of_life(self) -> None:
        """The peer answered a probe: after the rest, let one call try."""
        if self.due():
            self.state = CircuitState.HALF_OPEN
            self._trying = False

    def reset(self) -> None:
        """Forget the past, as after a restart of the peer."""
        self.state = CircuitState.CLOSED
        self._failures = 0
        self._rest = FIRST_REST_SECONDS
        self._trying = False

    def _open(self) -> None:
        self.state = CircuitState.OPEN
        self._trying = False
        self._open_until = self._monotonic() + self._rest
        if self.on_open is not None:
            self.on_open()
