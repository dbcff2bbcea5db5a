"""A center's own database: one schema, a small pool, statements that respect deadlines.

What the database itself cannot do (disk full, read-only, not reachable) is the refusal
StorageUnavailable; running out of the call's time is DeadlineExceeded; a value that it cannot
hold (a number too large, text that is none) is InvalidRequest. Everything else PostgreSQL says
is passed on as it is: it is either a rule the store expects or a defect.

What meets a conflict, or a lock that somebody holds, begins again (mesh.data.again).
"""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy
from tenacity import (
    AsyncRetrying,
    retry_if_exception_type,
    stop_after_delay,
    wait_random_exponential,
)

from mesh.call import context
from mesh.data.again import LOCK_SECONDS, Again
from mesh.data.lineage import Lineage
from mesh.data.migrations import quoted_schema
from mesh.data.statements import Count, name_of
from mesh.pure.errors import DeadlineExceeded, InvalidRequest, StorageUnavailable, Violation

if TYPE_CHECKING:
    from mesh.data.forgetting import Aging
    from mesh.feed.beside import Beside

    Record: TypeAlias = asyncpg.Record
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Record = asyncpg.Record
    Connection = asyncpg.Connection

Runner: TypeAlias = "Database | Connection"
"""What runs a statement: the database, or the connection of a transaction."""

T = TypeVar("T")

DEFAULT_MAX_CONNECTIONS = 6
IDLE_SECONDS = 300.0
"""A connection that nobody used for longer is closed: what lies between may have forgotten it."""
_CLOSE_SECONDS = 5.0

# A defect (a forgotten commit, a runaway statement) must not hold locks, or the feed, for ever.
_SERVER_SETTINGS = {
    "idle_in_transaction_session_timeout": "60s",
    "lock_timeout": f"{LOCK_SECONDS * 1000:.0f}ms",
    "statement_timeout": "120s",
    "timezone": "UTC",
}

_NOT_REACHED = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ConnectionDoesNotExistError,
)
_CANNOT_STORE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    OSError,
)
_PARAMETER = re.compile(r"\$\d+")
_log = structlog.get_logger()


def conflict(why: str) -> Exception:
    """What to raise in a transaction when what was read stands no longer: it begins again."""
    return asyncpg.SerializationError(why)


class _PlainConnection(asyncpg.Connection):
    """Counts its statements, and returns to the pool without one: stores keep nothing in it."""

    count: Count | None = None
    """Set once, when the pool has opened the connection."""

    def get_reset_query(self) -> str:
        """No statement; asyncpg still rolls an open transaction back."""
        return ""

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        """Run a statement, or several, for their effect."""
        self._note(query)
        return await super().execute(query, *args, **options)

    async def executemany(self, command: str, args: Any, **options: Any) -> None:
        """Run a statement once per row."""
        self._note(command)
        await super().executemany(command, args, **options)

    async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
        """Return all rows."""
        self._note(query)
        return await super().fetch(query, *args, **options)

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        """Return the first row."""
        self._note(query)
        return await super().fetchrow(query, *args, **options)

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        """Return one value."""
        self._note(query)
        return await super().fetchval(query, *args, **options)

    def _note(self, query: str) -> None:
        if self.count is not None:
            self.count(name_of(query))


class Database:
    """The schema of one center in the database at `dsn`.

    Connections are opened when they are first needed, at most `max_connections`, and
    opening one is tried again for `patience_seconds`. `name` shows in PostgreSQL's own
    views. `count` is told the name of each statement that is sent. `beside` are the
    workers beside this process, which may write at any moment, heard of or not. `answers` are
    those to a request_id that the center keeps in tables of its own (mesh/data/idempotency.py).

    One connection is at hand: taking it from the pool and giving it back costs as much as a
    small statement.
    """

    def __init__(
        self,
        dsn: str,
        schema: str,
        *,
        max_connections: int = DEFAULT_MAX_CONNECTIONS,
        patience_seconds: float = 3.0,
        name: str = "",
        count: Count | None = None,
        beside: Beside | None = None,
        answers: Sequence[Aging] = (),
    ) -> None:
        self.dsn = dsn
        self.schema = schema
        self.beside = beside
        self.answers = answers
        self.lineage = Lineage()
        self._max_connections = max_connections
        self._patience_seconds = patience_seconds
        self._count = count
        self._settings = {
            **_SERVER_SETTINGS,
            "search_path": quoted_schema(schema),
            "application_name": name or f"zhongtai {schema}",
        }
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._kept: PoolConnectionProxy[asyncpg.Record] | None = None
        self._kept_at = 0.0
        self._waiting = 0
        self._again = Again()
        self._opening = asyncio.Lock()
        self._closed = False

    async def fetch(self, sql: str, *args: Any) -> list[Record]:
        """Return all rows."""
        return await self.run(lambda connection: connection.fetch(sql, *args))

    async def fetchrow(self, sql: str, *args: Any) -> Record | None:
        """Return the first row, or None."""
        return await self.run(lambda connection: connection.fetchrow(sql, *args))

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """Return the first column of the first row, or None."""
        return await self.run(lambda connection: connection.fetchval(sql, *args))

    async def execute(self, sql: str, *args: Any) -> str:
        """Run a statement for its effect; return PostgreSQL's tag, for example "UPDATE 1"."""
        return await self.run(lambda connection: connection.execute(sql, *args))

    async def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once per row, all or none. Prefer one statement with unnest."""
        await self.run(lambda connection: connection.executemany(sql, rows))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection for the block, within the time the current call has left."""
        async with _within_deadline():
            pool = await self._opened()
            connection = await self._take(pool)
            is_well = False
            try:
                yield connection
                is_well = True
            except asyncpg.InterfaceError as exc:
                # Of asyncpg's own complaints only a lost connection is not a defect.
                if _is_lost(connection):
                    raise StorageUnavailable from exc
                raise
            finally:
                if not (is_well and self._keep(connection)):
                    await pool.release(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection in a transaction: committed after the block, rolled back if it raises.

        A block that is cancelled, or that runs out of the call's time, leaves nothing behind.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def run(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` without a transaction, again from the start after a deadlock or a conflict.

        The same after locks that somebody held. Each statement is a transaction of its own, so
        `work` writes with one, its last.
        """
        return await self._again.run(self._attempt_alone, work)

    async def run_in_transaction(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """Run `work` in a transaction, again from the start as `run` does.

        `work` must do nothing but SQL on the connection it is handed.
        """
        return await self._again.run(self._attempt, work)

    async def _attempt_alone(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self.connection() as connection:
            return await work(connection)

    async def _attempt(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self.transaction() as connection:
            return await work(connection)

    async def dedicated_connection(self, **settings: str) -> asyncpg.Connection[asyncpg.Record]:
        """Return a connection of its own, outside the pool, for LISTEN; the caller closes it."""
        async with _within_deadline():
            connection = await asyncpg.connect(
                self.dsn,
                connection_class=_PlainConnection,
                server_settings={**self._settings, **settings},
            )
            await self._ready(connection)
            return connection

    async def close(self) -> None:
        """Close all connections, after the statements that are running (a few seconds)."""
        self._closed = True
        pool, self._pool = self._pool, None
        kept, self._kept = self._kept, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                if kept is not None:
                    await pool.release(kept)
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def _opened(self) -> asyncpg.Pool[asyncpg.Record]:
        if self._pool is not None:
            return self._pool
        async with self._opening:
            if self._closed:
                raise StorageUnavailable("This database was closed: the process is stopping.")
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self.dsn,
                    min_size=0,
                    max_size=self._max_connections,
                    max_inactive_connection_lifetime=IDLE_SECONDS,
                    connection_class=_PlainConnection,
                    server_settings=self._settings,
                    init=self._ready,
                )
            return self._pool

    async def _ready(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        await self.lineage.look(connection)
        cast("_PlainConnection", connection).count = self._count

    async def _take(
        self, pool: asyncpg.Pool[asyncpg.Record]
    ) -> PoolConnectionProxy[asyncpg.Record]:
        """Return the connection at hand, or else one of the pool."""
        kept, self._kept = self._kept, None
        if kept is not None and not _is_lost(kept):
            if time.monotonic() - self._kept_at < IDLE_SECONDS:
                return kept
            kept.terminate()
        self._waiting += 1
        try:
            return await self._acquire(pool)
        finally:
            self._waiting -= 1

    def _keep(self, connection: PoolConnectionProxy[asyncpg.Record]) -> bool:
        """Have a connection at hand for the next; return whether it is, not the pool's to take."""
        if self._kept is not None or self._waiting or self._closed:
            return False
        if _is_lost(connection) or connection.is_in_transaction():
            return False
        self._kept, self._kept_at = connection, time.monotonic()
        return True

    async def _acquire(
        self, pool: asyncpg.Pool[asyncpg.Record]
    ) -> PoolConnectionProxy[asyncpg.Record]:
        if pool.get_idle_size() or pool.get_size() >= self._max_connections:
            return await pool.acquire()
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(_NOT_REACHED),
            stop=stop_after_delay(self._patience_seconds),
            wait=wait_random_exponential(multiplier=0.05, max=0.5),
            reraise=True,
        )

        async def connect() -> PoolConnectionProxy[asyncpg.Record]:
            return await pool.acquire()

        return await attempts(connect)


def _is_lost(connection: PoolConnectionProxy[asyncpg.Record]) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        # The server ended the session, and the pool has taken the connection back already.
        return True


@asynccontextmanager
async def _within_deadline() -> AsyncIterator[None]:
    """Limit a block to the time the current call has left and speak of storage in refusals."""
    call = context.current_or_none()
    remaining = call.remaining() if call is not None else math.inf
    timer = asyncio.timeout(None if math.isinf(remaining) else remaining)
    try:
        async with timer:
            yield
    except TimeoutError as exc:
        if timer.expired():
            raise DeadlineExceeded from exc
        raise StorageUnavailable from exc
    except asyncpg.QueryCanceledError as exc:
        raise DeadlineExceeded from exc
    except asyncpg.DivisionByZeroError:
        raise
    except asyncpg.DataError as exc:
        raise _not_storable(exc) from exc
    except _CANNOT_STORE as exc:
        raise StorageUnavailable from exc


def _not_storable(exc: asyncpg.DataError) -> InvalidRequest:
    """The refusal of a value that PostgreSQL cannot hold, naming its column where it is known.

    A check of the request should have found it: the log says which statement did. What
    PostgreSQL says itself is not passed on, because it holds the value.
    """
    statement = getattr(exc, "query", None) or ""
    told = f"{exc} {getattr(exc, 'context', None) or ''}"
    number = _PARAMETER.search(told)
    column = re.search(rf"(\w+) = \{number[0]}\b", statement) if number else None
    _log.warning("value refused by the database", sqlstate=exc.sqlstate, statement=statement[:60])
    if column is None:
        return InvalidRequest("The request holds a value that cannot be stored.")
    return InvalidRequest(violations=[Violation(column[1], "cannot be stored")])
