"""Where stores are kept: with `tills/store.py`, the only place of this center with SQL.

All changes of one chain follow each other: each holds the chain's revision, sees all stores
as they are, and writes what it decided with the next revision. So a reader that has all up
to a revision fetches only what is newer, and misses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from centers.store.model import Store
from centers.store.records import code_columns, store_columns, store_of
from centers.store.snapshots import EMPTY, StoreIndex, with_changes
from mesh.data.database import Connection, Database, Runner
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class StoreStore:
    """The tables of stores."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def load(self, merchant_id: str, held: StoreIndex | None) -> StoreIndex:
        """Return all stores of a chain; only what changed since `held` is fetched."""
        revision = await self._db.fetchval(SQL.find_revision, merchant_id) or 0
        return await _with_news(self._db, merchant_id, held or EMPTY, revision)

    async def take(
        self, connection: Connection, merchant_id: str, held: StoreIndex | None
    ) -> StoreIndex:
        """Return all stores of a chain, locked against changes until the transaction ends."""
        revision = await connection.fetchval(SQL.take_revision, merchant_id)
        return await _with_news(connection, merchant_id, held or EMPTY, revision)

    async def keep(self, connection: Connection, merchant_id: str, stores: Sequence[Store]) -> None:
        """Write stores that were taken; they must have the next revision."""
        await connection.execute(SQL.set_revision, merchant_id, max(s.revision for s in stores))
        await connection.execute(SQL.keep_stores, merchant_id, *store_columns(stores))
        ids = [store.store_id for store in stores]
        await connection.execute(SQL.drop_channel_codes, merchant_id, ids)
        codes = code_columns(stores)
        if codes[0]:
            await connection.execute(SQL.keep_channel_codes, merchant_id, *codes)


async def _with_news(run: Runner, merchant_id: str, known: StoreIndex, revision: int) -> StoreIndex:
    if revision == known.revision:
        return known
    rows = await run.fetch(SQL.list_stores_after, merchant_id, known.revision)
    return with_changes(known, map(store_of, rows))
