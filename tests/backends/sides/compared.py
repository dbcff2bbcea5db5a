"""What came of comparing two sides."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Compared:
    """Two books side by side. `sums` are rows for a table: what, ours, theirs."""

    name: str
    checked: int = 0
    differences: list[str] = field(default_factory=list)
    sums: list[tuple[str, str, str]] = field(default_factory=list)

    def each(self, ours: Mapping[Any, Any], theirs: Mapping[Any, Any], what: str = "") -> None:
        """Compare what both have under the same keys; what one lacks differs."""
        for key in sorted(ours.keys() | theirs.keys(), key=str):
            self.one((what, key) if what else key, ours.get(key), theirs.get(key))

    def one(self, key: Hashable, ours: Any, theirs: Any) -> None:
        """Compare one value."""
        self.checked += 1
        if ours != theirs:
            name = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
            self.differences.append(f"{name}: here {_said(ours)}, there {_said(theirs)}")

    def sum(self, what: str, ours: object, theirs: object) -> None:
        """Show a sum of both sides."""
        self.sums.append((what, _said(ours), _said(theirs)))


def _said(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
