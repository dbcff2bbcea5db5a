"""Which calls may be repeated after a broken connection, and how often."""

from __future__ import annotations

import random

from google.protobuf.message import Message

READS = ("Get", "List", "Find", "Check", "BatchGet", "Price", "Evaluate", "Preview", "Quote")
"""Method names that begin so change nothing."""

MAX_RETRIES = 4
FIRST_BACKOFF_SECONDS = 0.05
MAX_BACKOFF_SECONDS = 1.0

# A retry costs one token; every call earns a tenth. When a peer is down for everybody,
# retries dry up instead of multiplying the load.
BUDGET_TOKENS = 20.0
EARNED_PER_CALL = 0.1


class RetryPolicy:
    """Says whether a call may be made twice.

    `natural` holds the methods, as "package.Service/Method", that are idempotent by a
    natural key instead of a request_id; they are declared in deploy/retries.toml.
    """

    def __init__(self, natural: frozenset[str] = frozenset()) -> None:
        self._natural = natural

    def may_repeat(self, path: str, request: Message) -> bool:
        """Whether the request may safely arrive twice."""
        full_name = path.lstrip("/")
        if full_name in self._natural or full_name.rpartition("/")[2].startswith(READS):
            return True
        return bool(getattr(request, "request_id", ""))


class RetryBudget:
    """Bounds the retries of one channel to a share of its calls."""

    def __init__(self) -> None:
        self._tokens = BUDGET_TOKENS

    def earn(self) -> None:
        """Count a call."""
        self._tokens = min(BUDGET_TOKENS, self._tokens + EARNED_PER_CALL)

    def take(self) -> bool:
        """Take what one retry costs; False when there is not enough."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


def backoff_seconds(attempt: int) -> float:
    """How long to wait before retry number `attempt` (from 0): exponential, with full jitter."""
    ceiling = min(MAX_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2**attempt)
    # Never nearly nothing, so that a peer that restarts gets its time.
    return ceiling * random.uniform(0.5, 1.0)  # noqa: S311  dice, no secret
