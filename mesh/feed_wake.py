"""Wakes the readers of a feed: in this process at once, in others through NOTIFY.

A notification is only a hint. It is sent after the commit, outside of it: NOTIFY inside a
transaction makes all such commits in the database server wait for one another.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import structlog
from tenacity import AsyncRetrying, RetryCallState, wait_random_exponential

from mesh.database import Database
from mesh.errors import Refusal

_CHANNEL = "feed"
_BETWEEN_NOTIFIES_SECONDS = 0.01

_log = structlog.get_logger("mesh.feed")


class Wakes:
    """The sleeping readers of one feed in this process, and the line to other processes.

    The line is one connection outside the pool, opened with the first reader or the first
    wake; while it is broken readers live on their poll.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._channel = f"{db.schema}_{_CHANNEL}"
        self._sleepers: set[asyncio.Event] = set()
        self._to_send = asyncio.Event()
        self._line: asyncio.Task[None] | None = None
        self._closed = False

    def wake(self) -> None:
        """Wake the readers here, and those in other processes within some milliseconds."""
        self._wake_here()
        self._to_send.set()
        self._open_line()

    @contextmanager
    def subscription(self) -> Iterator[asyncio.Event]:
        """An event that is set at every wake during the block."""
        woken = asyncio.Event()
        self._sleepers.add(woken)
        self._open_line()
        try:
            yield woken
        finally:
            self._sleepers.discard(woken)

    async def close(self) -> None:
        """Close the line."""
        self._closed = True
        if self._line is not None:
            self._line.cancel()
            await asyncio.wait([self._line])

    def _wake_here(self) -> None:
        for woken in self._sleepers:
            woken.set()

    def _open_line(self) -> None:
        if self._line is None and not self._closed:
            self._line = asyncio.get_running_loop().create_task(
                self._keep_line(), context=contextvars.Context()
            )

    async def _keep_line(self) -> None:
        async for attempt in AsyncRetrying(
            wait=wait_random_exponential(multiplier=0.2, max=10), before_sleep=_report
        ):
            with attempt:
                await self._hold_line()

    async def _hold_line(self) -> None:
        # A notification needs no disk: nothing is lost with it.
        connection = await self._db.dedicated_connection(synchronous_commit="off")
        try:
            connection.add_termination_listener(self._ended)
            await connection.add_listener(self._channel, self._heard)
            # What was committed while nobody listened.
            self._wake_here()
            while True:
                await self._to_send.wait()
                self._to_send.clear()
                await connection.execute("SELECT pg_notify($1, '')", self._channel)
                await asyncio.sleep(_BETWEEN_NOTIFIES_SECONDS)
        finally:
            connection.terminate()

    def _heard(self, connection: object, pid: int, *_: object) -> None:
        if isinstance(connection, asyncpg.Connection) and connection.get_server_pid() == pid:
            return
        self._wake_here()

    def _ended(self, _: object) -> None:
        # The next statement on the line fails, and it is opened anew.
        self._to_send.set()


def _report(state: RetryCallState) -> None:
    exception = state.outcome.exception() if state.outcome else None
    reason = exception.reason if isinstance(exception, Refusal) else type(exception).__name__
    _log.warning("feed_line_lost", reason=reason, attempt=state.attempt_number)
