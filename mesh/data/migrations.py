"""Brings a center's schema to the shape its program needs, file by file.

Files are named ``0001_orders.sql``; they run in that order, each in one transaction, once.
The tables every center has (requests, events, feed_cursors) come first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

BASE_FOLDER = Path(__file__).with_name("migrations")

PATIENCE_SECONDS = 60.0
"""How long a file is tried again whose tables somebody holds."""
PAUSE_SECONDS = 0.5
_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '200ms'"

_FILE_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql", re.ASCII)
_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)

_HISTORY = """
CREATE TABLE IF NOT EXISTS migrations (
    name       text        PRIMARY KEY,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationError(Exception):
    """The schema cannot be brought to the shape this program needs; says what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its name in the history, its text, and a checksum of the text."""

    name: str
    sql: str
    checksum: str


async def migrate(dsn: str, schema: str, folder: Path | None) -> list[str]:
    """Apply what is missing and tell the names of what was applied.

    Safe to call at every start and from several processes at once. Raise MigrationError
    when an applied file was changed or is unknown here, or when a file fails (the schema
    is then as before that file).
    """
    migrations = [*read_folder(BASE_FOLDER, "mesh/"), *(read_folder(folder) if folder else [])]
    quoted = quoted_schema(schema)
    settings = {"search_path": quoted, "application_name": f"migrate {schema}"}
    connection = await asyncpg.connect(dsn, server_settings=settings)
    try:
        # Held until the connection closes: processes that start together take turns.
        await connection.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", schema)
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
        await connection.execute(_HISTORY)
        missing = _missing(schema, migrations, await _applied(connection))
        for migration in missing:
            await _apply(connection, schema, migration)
        return [migration.name for migration in missing]
    finally:
        await connection.close()


def quoted_schema(schema: str) -> str:
    """Return the name as SQL writes it ("order" and "user" are words of SQL too).

    Raise ValueError when it is not lower-case letters, digits and underscores.
    """
    if not _SCHEMA_NAME.fullmatch(schema):
        raise ValueError(f"{schema!r} is not the name of a schema")
    return f'"{schema}"'


def read_folder(folder: Path, prefix: str = "") -> list[Migration]:
    """Return the migrations of a folder in their order; `prefix` goes before their names.

    Raise MigrationError for a file name that is not NNNN_words.sql, for a number that is
    there twice, and for a folder without any.
    """
    paths = sorted(folder.glob("*.sql"))
    for path in paths:
        if not _FILE_NAME.fullmatch(path.name):
            raise MigrationError(f"{path} must be named like 0001_what_it_does.sql")
    if not paths:
        raise MigrationError(f"{folder} has no migrations")
    if len({path.name[:4] for path in paths}) < len(paths):
        raise MigrationError(f"two migrations in {folder} have the same number")
    return [_read(path, prefix) for path in paths]


def _read(path: Path, prefix: str) -> Migration:
    sql = path.read_text(encoding="utf-8")
    return Migration(prefix + path.name, sql, hashlib.sha256(sql.encode()).hexdigest())


async def _applied(connection: asyncpg.Connection[asyncpg.Record]) -> dict[str, str]:
    rows = await connection.fetch("SELECT name, checksum FROM migrations")
    return {row["name"]: row["checksum"] for row in rows}


def _missing(
    schema: str, migrations: Iterable[Migration], applied: dict[str, str]
) -> list[Migration]:
    known = {migration.name: migration for migration in migrations}
    newer = sorted(applied.keys() - known.keys())
    if newer:
        raise MigrationError(
            f"schema {schema} was made by a newer version of the program ({newer[0]} is unknown"
            " here): start that version, or use another state folder or database"
        )
    for name, checksum in applied.items():
        if known[name].checksum != checksum:
            raise MigrationError(
                f"{name} was changed after it was applied to schema {schema}: undo the change and"
                " add a new migration, or use another state folder or database"
            )
    return [migration for migration in known.values() if migration.name not in applied]


async def _apply(
    connection: asyncpg.Connection[asyncpg.Record], schema: str, migration: Migration
) -> None:
    """Apply a file. While somebody holds a table that it changes, it is tried again and again.

    Whoever comes behind a statement that waits for a table waits as well: so it waits for a moment
    at a time.
    """
    attempts = AsyncRetrying(
        retry=retry_if_exception_type(asyncpg.LockNotAvailableError),
        stop=stop_after_delay(PATIENCE_SECONDS),
        wait=wait_fixed(PAUSE_SECONDS),
        reraise=True,
    )
    try:
        await attempts(_try_to_apply, connection, schema, migration)
    except asyncpg.LockNotAvailableError as exc:
        raise MigrationError(
            f"{migration.name} changes a table of schema {schema} that somebody holds: end that"
            " (docs/operate.md, Looking in) and start again"
        ) from exc


async def _try_to_apply(
    connection: asyncpg.Connection[asyncpg.Record], schema: str, migration: Migration
) -> None:
    try:
        async with connection.transaction():
            await connection.execute(_LOCK_TIMEOUT)
            await connection.execute(migration.sql)
            await connection.execute(
                "INSERT INTO migrations (name, checksum) VALUES ($1, $2)",
                migration.name,
                migration.checksum,
            )
    except asyncpg.LockNotAvailableError:
        raise
    except asyncpg.PostgresError as exc:
        raise MigrationError(f"{migration.name} failed in schema {schema}: {exc}") from exc
