"""Working copies of locked rows, and which of them became others.

A batch is one transaction: lock the rows, put them into working sets, decide one item after the
other, write what changed. A decision that raises before its first `put` has changed nothing, so
that a refused item never harms its neighbours, and the next one sees what the ones before did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=tuple[Any, ...] | str)
V = TypeVar("V")


class WorkingSet(Generic[K, V]):
    """The rows of one kind, by their keys, as the decisions so far have left them."""

    def __init__(self, rows: Mapping[K, V]) -> None:
        self._before = rows
        self._now = dict(rows)

    @classmethod
    def of(cls, rows: Iterable[V], key: Callable[[V], K]) -> WorkingSet[K, V]:
        """Return the set of these rows, each under its key."""
        return cls({key(row): row for row in rows})

    def get(self, key: K) -> V | None:
        """Return the row as it stands now; None when there is none."""
        return self._now.get(key)

    def put(self, key: K, row: V) -> None:
        """Replace a row, or add one."""
        self._now[key] = row

    def before(self, key: K) -> V | None:
        """Return the row as it was locked; None when it is new."""
        return self._before.get(key)

    def changed(self) -> list[K]:
        """Return the keys of rows that are new or others now, in the order of the keys."""
        return sorted(key for key, row in self._now.items() if self._before.get(key) != row)

    def changes(self) -> list[tuple[V | None, V]]:
        """Return before (None when it is new) and after of each row of `changed`, in its order."""
        return [(self._before.get(key), self._now[key]) for key in self.changed()]

    def new(self) -> list[K]:
        """Return the keys of rows that were not locked, in their order."""
        return sorted(key for key in self._now if key not in self._before)

    def __getitem__(self, key: K) -> V:
        return self._now[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)
