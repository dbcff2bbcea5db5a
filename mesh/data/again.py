"""Work that begins again: after a conflict, and after a lock that somebody held.

A lock is waited for LOCK_SECONDS at a time. In between, who waits has no connection, so that a row
that is held for long (an operator's open transaction, a process that hangs) takes from its own
callers only, and leaves the pool to all others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import asyncpg
import structlog
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from mesh.call import context
from mesh.pure.errors import DeadlineExceeded, StorageUnavailable

_log = structlog.get_logger()

T = TypeVar("T")
W = TypeVar("W")
K = TypeVar("K")
Attempt = Callable[[W], Awaitable[T]]
"""Does work once, from its start."""

ATTEMPTS = 6
"""How often work is tried that meets nothing but conflicts."""
LOCK_SECONDS = 0.2
"""How long a statement waits for a lock in the database."""
PATIENCE_SECONDS = 10.0
"""How long work is tried again because of locks, where its call does not end before."""
_LOCK_WAITERS = 2
"""How many of those that met a held lock have a connection at a time."""
_CONFLICTS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)

LocksHeld = asyncpg.LockNotAvailableError
"""Somebody holds a lock that the work needs. It was rolled back."""

_waits_for_locks: ContextVar[bool] = ContextVar("waits_for_locks", default=True)


@contextmanager
def held_locks_raise() -> Iterator[None]:
    """Have work in the block raise LocksHeld, instead of being tried again as long as it may be.

    For who has something else to do meanwhile.
    """
    before = _waits_for_locks.set(False)
    try:
        yield
    finally:
        _waits_for_locks.reset(before)


async def in_parts(work: Callable[[Sequence[K]], Awaitable[int]], keys: Sequence[K]) -> int:
    """Do work for keys together, or in halves where it fails, or somebody holds a lock it needs.

    The keys of which that is true alone are left for another time, and those that fail are named
    in the log. `work` returns how many it has dealt with, and must be all-or-nothing when it
    raises. Return how many were dealt with in all. Raise StorageUnavailable and DeadlineExceeded,
    which are no key's fault.
    """
    try:
        with held_locks_raise():
            return await work(keys)
    except (StorageUnavailable, DeadlineExceeded):
        raise
    except Exception as fault:  # noqa: BLE001 - it is of one key, and the others are done
        if len(keys) == 1:
            if not isinstance(fault, LocksHeld):
                _log.exception("left for another time", key=str(keys[0]))
            return 0
        middle = len(keys) // 2
        return await in_parts(work, keys[:middle]) + await in_parts(work, keys[middle:])


class Again:
    """Those of one pool that wait for locks."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_LOCK_WAITERS)

    async def run(self, attempt: Attempt[W, T], work: W) -> T:
        """Return what an attempt returns. Raise DeadlineExceeded when a lock was never free."""
        try:
            return await _after_conflicts(attempt, work)
        except LocksHeld:
            if not _waits_for_locks.get():
                raise
        try:
            async with asyncio.timeout(_patience_left()):
                return await self._after_locks(attempt, work)
        except TimeoutError as exc:
            raise DeadlineExceeded from exc

    async def _after_locks(self, attempt: Attempt[W, T], work: W) -> T:
        """Try until nobody holds what `work` needs, in turn with the others that wait."""
        pauses = wait_random_exponential(multiplier=0.02, max=0.5)
        attempts = AsyncRetrying(retry=retry_if_exception_type(LocksHeld), wait=pauses)

        async def in_turn() -> T:
            async with self._turns:
                return await _after_conflicts(attempt, work)

        return await attempts(in_turn)


async def _after_conflicts(attempt: Attempt[W, T], work: W) -> T:
    try:
        return await attempt(work)
    except _CONFLICTS:
        # The usual case has paid nothing for the retries.
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(_CONFLICTS),
            stop=stop_after_attempt(ATTEMPTS - 1),
            wait=wait_random_exponential(multiplier=0.01, max=0.5),
            reraise=True,
        )
    return await attempts(attempt, work)


def _patience_left() -> float:
    """Return for how many seconds a call, or work outside of one, may still be tried again."""
    call = context.current_or_none()
    return PATIENCE_SECONDS if call is None else min(call.remaining(), PATIENCE_SECONDS)
