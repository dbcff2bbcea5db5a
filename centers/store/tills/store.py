"""Where tills are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from centers.store.tills.model import Credentials, Till
from centers.store.tills.records import credentials_of, till_of
from mesh.data.database import Connection, Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class TillStore:
    """The table of tills."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def create(
        self, connection: Connection, merchant_id: str, till: Till, credentials: Credentials
    ) -> Till | None:
        """Write a till and return it; None when its store has one of that name."""
        row = await connection.fetchrow(
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

    async def set_secret(
        self, connection: Connection, merchant_id: str, till_id: str, credentials: Credentials
    ) -> Till | None:
        """Replace a till's secret and return the till; None when there is no such till."""
        row = await connection.fetchrow(
            SQL.set_till_secret, merchant_id, till_id, credentials.salt, credentials.secret_hash
        )
        return till_of(row) if row else None

    async def set_disabled(
        self, connection: Connection, merchant_id: str, till_id: str, disabled: bool
    ) -> Till | None:
        """Forbid or allow a till to log in and return it; None when there is no such till."""
        row = await connection.fetchrow(SQL.set_till_disabled, merchant_id, till_id, disabled)
        return till_of(row) if row else None

    async def find(self, merchant_id: str, till_id: str) -> tuple[Till, Credentials] | None:
        """Return a till with what is kept of its secret, or None."""
        row = await self._db.fetchrow(SQL.find_till, merchant_id, till_id)
        return (till_of(row), credentials_of(row)) if row else None

    async def note_seen(self, merchant_id: str, till_id: str, now: datetime) -> None:
        """Keep that a till showed the right secret."""
        await self._db.execute(SQL.note_till_seen, merchant_id, till_id, now)

    async def list_tills(self, merchant_id: str, store_id: str, page: Page) -> list[Till]:
        """Return tills of a store (empty: of the chain), oldest first, one more than are shown."""
        place = (page.after_text, page.rows)
        rows = await self._db.fetch(SQL.list_tills, merchant_id, store_id, *place)
        return till_of.each(rows)
