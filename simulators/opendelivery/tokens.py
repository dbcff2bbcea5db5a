"""The tokens that the platform gives: for a time, and on demand shorter than it says."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field

from simulators.core.clock import Clock
from simulators.opendelivery.account import Account

LASTS_SECONDS = 3600
SHORT_SECONDS = 5
CALLS_OF_ONE = 40
"""After so many calls a token is refused, though its time is not over, while that fault is on."""


@dataclass
class Tokens:
    """Tokens of one account; `fickle` is whether they end early."""

    account: Account
    clock: Clock
    fickle: bool
    counts: Counter[str] = field(default_factory=Counter)
    _until: dict[str, float] = field(default_factory=dict)
    _calls: Counter[str] = field(default_factory=Counter)

    def grant(self, client_id: str, secret: str) -> tuple[str, int] | None:
        """Return a token and for how many seconds it is said to be good; None for a stranger."""
        if (client_id, secret) != (self.account.client_id, self.account.secret):
            return None
        self.counts["tokens"] += 1
        # One ends soon, as it says; the next, that is said to last, is taken back in the middle.
        short = self.fickle and self.counts["tokens"] % 2
        lasts = SHORT_SECONDS if short else LASTS_SECONDS
        token = secrets.token_hex(16)
        self._until[token] = self.clock.now() + lasts
        return token, lasts

    def is_good(self, token: str) -> bool:
        """Return whether a token lets in now."""
        self._calls[token] += 1
        spent = self.fickle and self._calls[token] > CALLS_OF_ONE
        good = self._until.get(token, 0.0) > self.clock.now() and not spent
        self.counts["tokens refused"] += not good
        return good
