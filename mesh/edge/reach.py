"""Whether somebody outside answers; who asks them in rounds leaves them alone while they do not."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

LONGEST_REST_SECONDS = 10.0


class Reach:
    """Kept true by who calls them (mesh.edge.outside), and by what they send us.

    While nobody answers, they rest for as long as they had been away when they were last tried, so
    that tries become rarer and rarer. What somebody waits for is tried all the same.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._away_since = math.inf
        self._tried_at = -math.inf

    def answered(self) -> None:
        """They are there."""
        self._away_since = math.inf

    def silent(self) -> None:
        """A call has not reached them, or was not answered."""
        self._tried_at = self._now()
        self._away_since = min(self._away_since, self._tried_at)

    @property
    def rests(self) -> bool:
        """Whether a round would most likely ask in vain."""
        rest = min(self._tried_at - self._away_since, LONGEST_REST_SECONDS)
        return self._now() - self._tried_at < rest
