"""Where merges are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from centers.user.merges.model import Merge
from centers.user.records import merge_of, merge_values
from mesh.data.database import Runner
from mesh.data.paging import Page
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class MergeStore:
    """The merges of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def add(self, merge: Merge) -> None:
        """Keep what a merge moved."""
        await self._run.execute(SQL.add_merge, self._merchant, *merge_values(merge))

    async def take(self, merge_id: str) -> Merge | None:
        """Return one merge, locked until the transaction ends."""
        row = await self._run.fetchrow(SQL.take_merge_for_change, self._merchant, merge_id)
        return merge_of(row) if row else None

    async def list_merges(self, person_id: str, page: Page, *, standing_only: bool) -> list[Merge]:
        """Return merges, newest first, one more than the page shows."""
        wanted = (page.after_text, person_id, standing_only, page.rows)
        rows = await self._run.fetch(SQL.list_merges, self._merchant, *wanted)
        return merge_of.each(rows)

    async def end(self, merge_id: str, at: datetime) -> None:
        """Keep that a merge was undone."""
        await self._run.execute(SQL.end_merge, self._merchant, merge_id, at)
