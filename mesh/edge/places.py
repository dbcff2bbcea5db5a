"""How many may be in at once: places that are held while somebody is served."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from mesh.pure.errors import RateLimited


class Places:
    """At most `each` places for one holder, and `total` for all of them together.

    `limit` names the limit to whom is refused. `total` of None sets no bound.
    """

    def __init__(self, limit: str, each: int, total: int | None = None) -> None:
        self.limit = limit
        self._each = each
        self._total = total
        self._held: dict[Hashable, int] = {}
        self.taken = 0

    def take(self, holder: Hashable) -> bool:
        """Take a place for `holder`; False when there is none left for it."""
        held = self._held.get(holder, 0)
        if held >= self._each or (self._total is not None and self.taken >= self._total):
            return False
        self._held[holder] = held + 1
        self.taken += 1
        return True

    def give_back(self, holder: Hashable) -> None:
        """Return a place that `take` gave."""
        held = self._held[holder] - 1
        self.taken -= 1
        if held:
            self._held[holder] = held
        else:
            del self._held[holder]

    def demand(self, holder: Hashable) -> None:
        """As `take`. Raise RateLimited when there is no place."""
        if not self.take(holder):
            raise RateLimited(
                "Too many at once: end some, then come back.", limit=self.limit,
                retry_after_seconds=1,
            )  # fmt: skip

    @contextmanager
    def held_by(self, holder: Hashable) -> Iterator[None]:
        """Hold a place inside the block. Raise RateLimited when there is none."""
        self.demand(holder)
        try:
            yield
        finally:
            self.give_back(holder)
