"""What a check found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ALL = "all"
"""Stands where a check is between centers, or about the platform, and not of one center."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one merchant: what it looked at, and what is wrong, by name.

    `breaches` names each thing that is wrong and says how; `unnamed` is how many more there
    are. `failure` says why the check could not run, which is a breach too: nobody knows.
    """

    merchant: str
    center: str
    name: str
    description: str
    checked: int = 0
    breaches: Mapping[str, str] = field(default_factory=dict)
    unnamed: int = 0
    failure: str = ""

    @property
    def breach_count(self) -> int:
        """How many things are wrong."""
        return len(self.breaches) + self.unnamed + bool(self.failure)

    def words(self) -> list[str]:
        """Return a line for each breach, for a person."""
        lines = [f"{name}: {how}" if how else name for name, how in self.breaches.items()]
        more = [f"… and {self.unnamed:,} more"] if self.unnamed else []
        failed = [f"could not run: {self.failure}"] if self.failure else []
        return [*lines, *more, *failed]
