"""Which calls may be repeated after a broken connection, and how often."""

from __future__ import annotations

import random

from google.protobuf.message import Message

READS = (
    *("Get", "List", "Find", "Check", "BatchGet", "Price", "Evaluate", "Preview", "Quote"),
    "Audit",
)
"""Method names that begin so change nothing."""

MAX_RETRIES = 4
FIRST_BACKOFF_SECONDS = 0.05
MAX_BACKOFF_SECONDS = 1.0

# A retry costs what ten calls earn. When a peer is down for everybody, retries dry up
# instead of multiplying the load.
BUDGET_RETRIES = 20
CALLS_PER_RETRY = 10


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
        self._calls = BUDGET_RETRIES * CALLS_PER_RETRY

    def earn(self) -> None:
        """Count a call."""
        self._calls = min(BUDGET_RETRIES * CALLS_PER_RETRY, self._calls + 1)

    def take(self) -> bool:
        """Take what one retry costs; False when there is not enough."""
        if self._calls < CALLS_PER_RETRY:
            return False
        self._calls -= CALLS_PER_RETRY
        return True


def backoff_seconds(attempt: int) -> float:
    """How long to wait before retry number `attempt` (from 0): exponential, with full jitter."""
    ceiling: float = min(MAX_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2**attempt)
    # Never nearly nothing, so that a peer that restarts gets its time.
    return ceiling * random.uniform(0.5, 1.0)  # noqa: S311  dice, no secret
