"""Where stores are kept: the only place of this center with SQL.

All changes of one chain follow each other: each holds the chain's revision, sees all stores
as they are, and writes what it decided with the next revision. So a reader that has all up
to a revision fetches only what is newer, and misses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from centers.store.index import EMPTY, StoreIndex, with_changes
from centers.store.model import Credentials, Store, Till
from centers.store.records import (
    code_columns,
    credentials_of,
    store_columns,
    store_of,
    till_of,
)
from mesh.data.database import Connection, Database
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class StoreStore:
    """The tables of the store center."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def load(self, merchant_id: str, held: StoreIndex | None) -> StoreIndex:
        """All stores of a chain; only what changed since `held` is fetched."""
        known = held or EMPTY
        revision = await self._db.fetchval(SQL.find_revision, merchant_id) or 0
        if revision == known.revision:
            return known
        rows = await self._db.fetch(SQL.list_stores_after, merchant_id, known.revision)
        return with_changes(known, map(store_of, rows))

    async def take(self, conn: Connection, merchant_id: str, held: StoreIndex | None) -> StoreIndex:
        """All stores of a chain, held against changes by others until the transaction ends."""
        known = held or EMPTY
        revision = await conn.fetchval(SQL.take_revision, merchant_id)
        if revision == known.revision:
            return known
        rows = await conn.fetch(SQL.list_stores_after, merchant_id, known.revision)
        return with_changes(known, map(store_of, rows))

    async def keep(self, conn: Connection, merchant_id: str, stores: Sequence[Store]) -> None:
        """Write stores that were taken; they must have the next revision."""
        await conn.execute(SQL.set_revision, merchant_id, max(s.revision for s in stores))
        await conn.execute(SQL.keep_stores, merchant_id, *store_columns(stores))
        ids = [store.store_id for store in stores]
        await conn.execute(SQL.drop_channel_codes, merchant_id, ids)
        codes = code_columns(stores)
        if codes[0]:
            await conn.execute(SQL.keep_channel_codes, merchant_id, *codes)

    async def create_till(
        self, conn: Connection, merchant_id: str, till: Till, credentials: Credentials
    ) -> Till | None:
        """Write a till; None when its store has one of that name."""
        row = await conn.fetchrow(
            SQL.create_till,
            merchant_id,
            till.till_id,
            till.store_id,
            till.name,
            credentials.salt,
            credentials.secret_hash,
            till.created_at,
        )
        return till_of(row) if row else None

    async def set_till_secret(
        self, conn: Connection, merchant_id: str, till_id: str, credentials: Credentials
    ) -> Till | None:
        """Replace a till's secret; None when there is no such till."""
        row = await conn.fetchrow(
            SQL.set_till_secret, merchant_id, till_id, credentials.salt, credentials.secret_hash
        )
        return till_of(row) if row else None

    async def set_till_disabled(
        self, conn: Connection, merchant_id: str, till_id: str, disabled: bool
    ) -> Till | None:
        """Forbid or allow a till to log in; None when there is no such till."""
        row = await conn.fetchrow(SQL.set_till_disabled, merchant_id, till_id, disabled)
        return till_of(row) if row else None

    async def find_till(self, merchant_id: str, till_id: str) -> tuple[Till, Credentials] | None:
        """A till with what is kept of its secret, or None."""
        row = await self._db.fetchrow(SQL.find_till, merchant_id, till_id)
        return (till_of(row), credentials_of(row)) if row else None

    async def note_till_seen(self, merchant_id: str, till_id: str, now: datetime) -> None:
        """Remember that a till showed the right secret."""
        await self._db.execute(SQL.note_till_seen, merchant_id, till_id, now)

    async def list_tills(
        self, merchant_id: str, store_id: str, after: str, limit: int
    ) -> list[Till]:
        """Tills of a store (empty: of the chain), oldest first."""
        rows = await self._db.fetch(SQL.list_tills, merchant_id, store_id, after, limit)
        return [till_of(row) for row in rows]
