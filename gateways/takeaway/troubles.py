"""What goes wrong round after round, so that it is said once."""

from __future__ import annotations

from collections.abc import Hashable


class Troubles:
    """What went wrong the last time that it was tried."""

    def __init__(self) -> None:
        self._now: set[Hashable] = set()

    def begins(self, with_whom: Hashable) -> bool:
        """Keep that something went wrong; return whether it went well the time before."""
        is_new = with_whom not in self._now
        self._now.add(with_whom)
        return is_new

    def ends(self, with_whom: Hashable) -> None:
        """Keep that it went well."""
        self._now.discard(with_whom)
