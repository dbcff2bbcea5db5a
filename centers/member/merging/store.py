"""Where joined memberships are kept."""

from __future__ import annotations

from pathlib import Path

from centers.member.model import Credit, Joined
from centers.member.records import credit_of, joined_of
from mesh.data.database import Connection
from mesh.data.queries import load_queries
from mesh.pure.merge import Merge

SQL = load_queries(Path(__file__).with_name("queries.sql"))

WAIT_FOR_ENROLMENTS = SQL.wait_for_enrolments
"""Waits for whoever is making somebody a member."""


class MergeStore:
    """What one merge moves, as seen from inside of a transaction."""

    def __init__(self, run: Connection, merge: Merge) -> None:
        self._run = run
        self._key = (merge.merchant_id, merge.merge_id)
        self._persons = (merge.from_person_id, merge.into_person_id)

    async def move(self) -> int:
        """Give credits and redemptions to the person that stays; the points spent in these."""
        await self._run.execute(SQL.move_credits, *self._key, *self._persons)
        redeemed: int = await self._run.fetchval(SQL.move_redemptions, *self._key, *self._persons)
        return redeemed

    async def move_back(self) -> tuple[list[Credit], int]:
        """Give back what was moved: the credits, and the points still spent in redemptions."""
        rows = await self._run.fetch(SQL.move_credits_back, *self._key, *self._persons)
        redeemed = await self._run.fetchval(SQL.move_redemptions_back, *self._key, *self._persons)
        return credit_of.each(rows), redeemed

    async def keep(self, joined: Joined) -> None:
        """Keep what was moved; what comes later is added to it."""
        numbers = (joined.from_status, joined.into_status, joined.spent, joined.redeemed)
        await self._run.execute(SQL.keep_member_merge, *self._key, *self._persons, *numbers)

    async def find(self) -> Joined | None:
        """Return what was moved, if anything was."""
        row = await self._run.fetchrow(SQL.find_member_merge, *self._key)
        return joined_of(row) if row else None

    async def keep_back(self, spent: int, redeemed: int) -> None:
        """Keep what was given back."""
        await self._run.execute(SQL.keep_member_merge_back, *self._key, spent, redeemed)
