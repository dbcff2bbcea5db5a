"""Where revocations are kept: with `store` and `login_store`, the only place here with SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import datetime
from pathlib import Path

from centers.user.model import Revocation
from centers.user.store import Runner
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries_revocations.sql"))


class RevocationStore:
    """The revocations of all merchants, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    async def save(self, subjects: Sequence[str], pattern: Revocation) -> list[Revocation]:
        """Keep one revocation for each subject, like the pattern in all else; as kept now."""
        merchant_id, kind, _subject, *rest = astuple(pattern)
        rows = await self._run.fetch(SQL.save_revocations, merchant_id, kind, list(subjects), *rest)
        return [Revocation(*row) for row in rows]

    async def list_of(
        self, merchant_id: str, now: datetime, after: tuple[str, str], limit: int
    ) -> list[Revocation]:
        """A merchant's, by kind and subject, after the given ones."""
        rows = await self._run.fetch(SQL.list_revocations, merchant_id, now, *after, limit)
        return [Revocation(*row) for row in rows]

    async def list_all(
        self, now: datetime, after: tuple[str, str, str], limit: int
    ) -> list[Revocation]:
        """Those of all merchants, by merchant, kind and subject, after the given ones."""
        rows = await self._run.fetch(SQL.all_revocations, now, *after, limit)
        return [Revocation(*row) for row in rows]

    async def forget(self, before: datetime) -> None:
        """Drop those whose last token ended before."""
        await self._run.execute(SQL.forget_revocations, before)
