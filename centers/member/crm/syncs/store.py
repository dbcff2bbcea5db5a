"""Where syncs are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from centers.member.crm.syncs.model import Phase, Sync, SyncDirection
from centers.member.store import MerchantStore
from mesh.data.database import Database
from mesh.data.forgetting import Aging
from mesh.data.queries import load_queries
from mesh.data.rows import RowReader

SYNCS = Aging("crm_syncs", "ended_at", "status <> 1")
"""Those that have ended."""
SQL = load_queries(Path(__file__).with_name("queries.sql"))
_sync_of = RowReader(Sync)


class SyncStore(MerchantStore):
    """The syncs of one merchant."""

    async def start(
        self, sync_id: str, plugin: str, direction: SyncDirection, phase: Phase, now: datetime
    ) -> Sync:
        """Start a sync, and return it, or the one that is running."""
        (row,) = await self._run.fetch(
            SQL.start_sync, self._merchant, sync_id, plugin, direction, phase, now
        )
        return _sync_of(row)

    async def find(self, sync_id: str) -> Sync | None:
        """Return a sync; None where there is none of that id."""
        row = await self._run.fetchrow(SQL.find_sync, self._merchant, sync_id)
        return None if row is None else _sync_of(row)

    async def keep(self, before: Sync, after: Sync, due_at: datetime) -> bool:
        """Keep what a step has made of a sync; return False where another has done the step."""
        kept = await self._run.fetchval(
            SQL.keep_sync,
            *(self._merchant, before.sync_id, before.phase, before.cursor),
            *(after.status, after.phase, after.cursor, after.pulled_count, after.pushed_count),
            *(after.refused_count, after.conflict_count, after.failure, due_at, after.ended_at),
        )
        return bool(kept)


async def lease(db: Database, now: datetime, until: datetime) -> tuple[str, Sync] | None:
    """Return a sync that is due, with its merchant, which is nobody else's until a moment."""
    row = await db.fetchrow(SQL.lease_sync, now, until)
    return None if row is None else (row["merchant_id"], _sync_of(row))


async def next_due(db: Database) -> datetime | None:
    """Return when the next step of a sync is due; None where none runs."""
    found: datetime | None = await db.fetchval(SQL.find_next_sync)
    return found
