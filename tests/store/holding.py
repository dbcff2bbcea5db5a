"""Rows that somebody has locked, as an operator's open transaction in a console does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mesh.data.database import Database


@asynccontextmanager
async def somebody_holds(db: Database, rows: str, *args: object) -> AsyncIterator[None]:
    """Lock rows for the block; `rows` is a table and its condition, "stock WHERE sku_id = $1"."""
    console = Database(db.dsn, db.schema)
    async with console.transaction() as connection:
        assert await connection.fetch(f"SELECT 1 FROM {rows} FOR UPDATE", *args)
        yield
    await console.close()
