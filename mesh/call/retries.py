"""Which calls may be repeated after a broken connection, and how often."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import grpc
from google.protobuf.message import Message

from mesh.call.errors_wire import is_connection_failure

T = TypeVar("T")

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
        """Return whether the request may safely arrive twice."""
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


async def sent_with_retries(
    send: Callable[[float], Awaitable[T]],
    timeout: float,
    may_repeat: Callable[[], bool],
    budget: RetryBudget,
) -> T:
    """Make a call, and make it again while the connection is broken and it may be repeated.

    `send` makes it once, within the seconds it is given; all together take no longer than
    `timeout`. Raise what the last `send` raised.
    """
    deadline = time.monotonic() + timeout
    budget.earn()
    for attempt in itertools.count():
        try:
            return await send(deadline - time.monotonic())
        except grpc.aio.AioRpcError as exc:
            wait = backoff_seconds(attempt)
            if (
                attempt >= MAX_RETRIES
                or not is_connection_failure(exc)
                or time.monotonic() + wait >= deadline
                or not may_repeat()
                or not budget.take()
            ):
                raise
        await asyncio.sleep(wait)
    raise AssertionError("the loop above has no end of its own")
