"""Time as a collaborator, so that rules can be tested at any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`, which must be aware (ValueError otherwise)."""
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware moment")
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment at which this clock stands, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock by `seconds`; negative moves it back."""
        self._now += timedelta(seconds=seconds)
