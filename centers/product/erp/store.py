"""Where it is kept up to where the items of ERPs have been read."""

from __future__ import annotations

from pathlib import Path

from mesh.data.database import Database
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class ErpPlaces:
    """The table of places."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def place(self, reader: str, merchant_id: str) -> str:
        """Return up to where a reader has read the items of a chain; empty when never."""
        return await self._db.fetchval(SQL.get_place, reader, merchant_id) or ""

    async def keep_place(self, reader: str, merchant_id: str, cursor: str) -> None:
        """Keep up to where a reader has read the items of a chain."""
        await self._db.execute(SQL.keep_place, reader, merchant_id, cursor)

    async def forget_places(self, reader: str) -> None:
        """Forget what a reader that is gone has read."""
        await self._db.execute(SQL.forget_places, reader)
