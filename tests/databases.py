"""Databases on the server of a run, and schemas of centers that tests take one after the other."""

import asyncio
import secrets
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

import apps
import centers
from mesh.data.migrations import migrate

T = TypeVar("T")

# Copying files is what costs least where nothing waits for the disk.
_CREATE = "CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"

_SHAPE = """
WITH tables AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = to_regnamespace($1))
SELECT array_agg((oid, xmin::text, number) ORDER BY oid, number)::text FROM (
    SELECT oid, xmin, 0 AS number FROM tables
    UNION ALL
    SELECT attrelid, xmin, attnum FROM pg_attribute WHERE attrelid IN (SELECT oid FROM tables)
    UNION ALL
    SELECT oid, xmin, 0 FROM pg_constraint WHERE connamespace = to_regnamespace($1)
    UNION ALL
    SELECT oid, xmin, 0 FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM tables)
    UNION ALL
    SELECT oid, xmin, 0 FROM pg_proc WHERE pronamespace = to_regnamespace($1)
) AS parts
"""
"""Changes with whatever is made, altered or dropped in a schema; null when there is none."""

_EMPTYING = """
SELECT string_agg(CASE relkind
    WHEN 'S' THEN format('SELECT setval(%L, %s, false)', pg_class.oid::regclass, seqstart)
    ELSE format('DELETE FROM %s', pg_class.oid::regclass) END, ';')
FROM pg_class LEFT JOIN pg_sequence ON seqrelid = pg_class.oid
WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'S') AND relname <> 'migrations'
"""


@dataclass(frozen=True)
class _Made:
    """A schema as its migrations left it, and what empties it again."""

    migrations: Path | None
    shape: str
    emptying: str


class Schemas:
    """Schemas of one database, each migrated once and emptied for each test that takes it.

    One connection does that for all tests, in a loop of its own: what a new one has to learn of
    the catalog first costs three times as much as the rest.
    """

    def __init__(self, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self._loop = loop
        self._made: dict[str, _Made] = {}
        self._connection: asyncpg.Connection | None = None

    async def take(self, name: str, migrations: Path | None) -> None:
        """Have a schema that is migrated and empty, whatever was done to it before."""
        taking = asyncio.run_coroutine_threadsafe(self._take(name, migrations), self._loop)
        await asyncio.wrap_future(taking)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            asyncio.run_coroutine_threadsafe(self._connection.close(), self._loop).result()

    async def _take(self, name: str, migrations: Path | None) -> None:
        if self._connection is None or self._connection.is_closed():
            # Neither rows that others refer to nor guards against deletion hold this up.
            settings = {"session_replication_role": "replica"}
            self._connection = await asyncpg.connect(self.url, server_settings=settings)
        made, quoted = self._made.get(name), f'"{name}"'
        shape = await self._connection.fetchval(_SHAPE, quoted)
        if made and (made.migrations, made.shape) == (migrations, shape):
            await self._connection.execute(made.emptying)
            return
        await self._connection.execute(f"DROP SCHEMA IF EXISTS {quoted} CASCADE")
        await migrate(self.url, name, migrations)
        emptying = await self._connection.fetchval(_EMPTYING, quoted)
        shape = await self._connection.fetchval(_SHAPE, quoted)
        self._made[name] = _Made(migrations, shape, emptying)


@contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database for the block, a copy of `template`."""
    name = f"t_{secrets.token_hex(6)}"
    in_own_loop(_execute(server_url, _CREATE.format(name=name, template=template)))
    yield url_of(server_url, name)
    in_own_loop(_execute(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


class Backup:
    """A copy of a database, taken while nobody was connected, that can take its place."""

    def __init__(self, server_url: str, url: str) -> None:
        self._server_url = server_url
        self._name = name_in(url)
        self._copy = f"{self._name}_copy"

    async def take(self) -> None:
        """Keep the database as it is now."""
        await _execute(self._server_url, _CREATE.format(name=self._copy, template=self._name))

    async def restore(self) -> None:
        """Have it as it was: whoever is connected loses the connection."""
        gone = f"{self._name}_gone"
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname"
        for step in (
            f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS false",
            f"{ended} = '{self._name}'",
            f"ALTER DATABASE {self._name} RENAME TO {gone}",
            f"ALTER DATABASE {self._copy} RENAME TO {self._name}",
            f"DROP DATABASE {gone} WITH (FORCE)",
        ):
            await _execute(self._server_url, step)


async def migrate_all(url: str) -> None:
    """Give a database the schemas of all centers and apps."""
    for folder in (*centers.__path__, *apps.__path__):
        for migrations in Path(folder).glob("*/migrations"):
            await migrate(url, migrations.parent.name, migrations)


def url_of(server_url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return server_url.replace("/postgres?", f"/{database}?")


def name_in(url: str) -> str:
    """The database that a URL names."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def loop_in_a_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs beside those of the tests, for the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run async work from a plain fixture, away from the loop of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
