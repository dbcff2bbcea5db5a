"""Where it is kept which items ERPs have told last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from mesh.data.database import Database
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class ErpTold:
    """The table of what was told last."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def keep(self, merchant_id: str, told: Mapping[str, str]) -> None:
        """Keep which item, by its id, was told last of each code."""
        if told:
            await self._db.execute(SQL.keep_told, merchant_id, list(told), list(told.values()))

    async def outdated(
        self, merchant_id: str, letters: Sequence[tuple[str, str, datetime]]
    ) -> set[str]:
        """Return the ids of those letters whose code another item was told of since.

        A letter is its code, its item's id and its time.
        """
        if not letters:
            return set()
        codes, ids, times = map(list, zip(*letters, strict=True))
        rows = await self._db.fetch(SQL.find_outdated, merchant_id, codes, ids, times)
        return {row["item_id"] for row in rows}
