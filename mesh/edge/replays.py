"""The replay guard: a message is taken once, and only near the time at which it was sent."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from mesh.edge.shared_nonces import Crowded, SharedNonces
from mesh.pure.errors import InvalidRequest, RateLimited, Unauthenticated, Violation

TIMESTAMP = "zhongtai-timestamp"
NONCE = "zhongtai-nonce"
WINDOW_SECONDS = 300
MAX_NONCES = 1_000_000

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


class ReplayGuard:
    """Refuses a message whose time is off by more than five minutes, or that came before.

    Remembers nonces for as long as their time would pass. Workers of one machine share what they
    remember. Otherwise each process remembers its own: behind several gateways the balancer must
    keep a customer on one of them.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        max_nonces: int = MAX_NONCES,
        shared: SharedNonces | None = None,
    ) -> None:
        self._clock = clock
        self._max_nonces = max_nonces
        self._shared = shared
        # Hashes instead of texts: a busy gateway remembers hundreds of thousands.
        self._seen: set[int] = set()
        self._seen_at: dict[int, list[int]] = {}
        self._oldest = 0

    def admit(self, sender: str, timestamp: str, nonce: str) -> None:
        """Take note of a message. Raise InvalidRequest, Unauthenticated or RateLimited."""
        violations = []
        if not timestamp.isdecimal() or len(timestamp) > 12:
            violations.append(Violation(TIMESTAMP, "must be the time in seconds since 1970"))
        if not _NONCE.fullmatch(nonce):
            violations.append(Violation(NONCE, "must be 8 to 64 of A-Z a-z 0-9 _ -, never used"))
        if violations:
            raise InvalidRequest(violations=violations)
        now, sent_at = int(self._clock()), int(timestamp)
        if abs(now - sent_at) > WINDOW_SECONDS:
            raise Unauthenticated(f"{TIMESTAMP} is more than 5 minutes off: set the clock.")
        if self._shared is not None:
            self._admit_to(self._shared, f"{sender} {nonce}", sent_at + WINDOW_SECONDS, now)
            return
        self._forget(now - WINDOW_SECONDS)
        message = hash((sender, nonce))
        if message in self._seen:
            raise _came_before()
        if len(self._seen) >= self._max_nonces:
            raise RateLimited(retry_after_seconds=1)
        self._seen.add(message)
        self._seen_at.setdefault(sent_at, []).append(message)

    def _admit_to(self, shared: SharedNonces, message: str, until: int, now: int) -> None:
        try:
            is_new = shared.add(message, until, now)
        except Crowded as exc:
            raise RateLimited(retry_after_seconds=1) from exc
        if not is_new:
            raise _came_before()

    def _forget(self, oldest: int) -> None:
        """Forget what was sent before `oldest`: its time refuses it from now on."""
        # Not only when it is later: the clock may have been put back.
        if oldest == self._oldest:
            return
        self._oldest = oldest
        for second in [sent_at for sent_at in self._seen_at if sent_at < oldest]:
            self._seen.difference_update(self._seen_at.pop(second))


def _came_before() -> Unauthenticated:
    return Unauthenticated("This message came before: make a new nonce.")
