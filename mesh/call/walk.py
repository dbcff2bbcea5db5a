"""A look at everything that a request holds: what is found, where, and when it is enough."""

from __future__ import annotations

from typing import Any

from mesh.pure import limits
from mesh.pure.errors import InvalidRequest, Violation

Path = tuple[Any, ...]
"""Where a value lies: () is the whole, (path, "lines") a field of it, (path, 0) an item."""

TOO_DEEP = f"must not be nested more than {limits.MAX_LEVELS} levels deep"


class Walk:
    """One look at one request; it may meet `allowed` values."""

    __slots__ = ("_allowed", "_left", "_violations")

    def __init__(self, allowed: int = limits.MAX_VALUES) -> None:
        self._allowed = allowed
        self._left = allowed
        self._violations: list[Violation] = []

    def spend(self, values: int) -> None:
        """Count values. Raise InvalidRequest when there are too many to look at."""
        self._left -= values
        if self._left < 0:
            raise InvalidRequest(f"The request holds more than {self._allowed} values.")

    def note(self, path: Path, fault: str) -> None:
        """Take down a fault. Raise InvalidRequest when there are enough to tell."""
        self._violations.append(Violation(_joined(path), fault))
        if len(self._violations) >= limits.MAX_VIOLATIONS:
            self.end()

    def end(self) -> None:
        """Raise InvalidRequest with all that was found, if anything was."""
        if self._violations:
            raise InvalidRequest(violations=self._violations)


def _joined(path: Path) -> str:
    """Return the path as callers write it: "draft.lines[0].remark"."""
    parts: list[str] = []
    while path:
        path, step = path
        parts.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(parts)).removeprefix(".")
