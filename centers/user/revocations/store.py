"""Where revocations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from pathlib import Path

from centers.user.records import revocation_of
from centers.user.revocations.model import Revocation
from mesh.data.database import Runner
from mesh.data.forgetting import Aging, forget
from mesh.data.paging import Page
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
REVOCATIONS = Aging("revocations", "expires_at")


class RevocationStore:
    """The revocations of all merchants, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    async def save(self, subjects: Sequence[str], pattern: Revocation) -> list[Revocation]:
        """Keep one revocation for each subject, like the pattern in all else; return them."""
        merchant_id, kind, _subject, *rest = astuple(pattern)
        rows = await self._run.fetch(SQL.save_revocations, merchant_id, kind, list(subjects), *rest)
        return revocation_of.each(rows)

    async def list_of(self, merchant_id: str, now: datetime, page: Page) -> list[Revocation]:
        """Return a merchant's, by kind and subject, one more than the page shows."""
        place = (*page.after_texts, page.rows)
        rows = await self._run.fetch(SQL.list_revocations, merchant_id, now, *place)
        return revocation_of.each(rows)

    async def list_all(
        self, now: datetime, after: tuple[str, str, str], limit: int
    ) -> list[Revocation]:
        """Return those of all merchants, by merchant, kind and subject, after the given ones."""
        rows = await self._run.fetch(SQL.all_revocations, now, *after, limit)
        return revocation_of.each(rows)

    async def forget(self, before: datetime) -> None:
        """Drop those whose last token ended before."""
        await forget(self._run, REVOCATIONS, before)
