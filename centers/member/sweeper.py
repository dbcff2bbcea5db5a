"""Expires points whose time has come, a batch of members per transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from centers.member.points.operations import expire
from centers.member.store import find_next_lapse, find_persons_to_expire
from mesh.call.context import as_call, current_or_none, internal_identity
from mesh.data.again import in_parts
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.process.rounds import DueRounds
from mesh.pure.clock import Clock

SWEEP_SECONDS = 60.0
"""How late it may be seen that points have expired."""
SWEEP_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class Expired:
    """What one sweep did; `more` says that others are due."""

    members: int
    points: int
    more: bool


class Sweeper:
    """Looks for points that have run out of validity."""

    def __init__(self, db: Database, changes: Changes, clock: Clock) -> None:
        self._db = db
        self._changes = changes
        self._clock = clock
        self.rounds = DueRounds(
            self._round,
            lambda: find_next_lapse(db),
            SWEEP_SECONDS,
            clock,
            others_write=db.beside is not None,
        )

    async def expire_due(self, limit: int, merchant_id: str = "") -> Expired:
        """Expire points of at most `limit` members, of one merchant or (empty) of all."""
        now = self._clock.now()
        due, more = await find_persons_to_expire(self._db, now, merchant_id, limit)
        looked_at = members = points = 0
        for merchant, pairs in groupby(due, key=lambda pair: pair[0]):
            done, *lost = await self._expire(merchant, [person for _, person in pairs])
            looked_at += done
            members, points = members + lost[0], points + lost[1]
        # Those that are left would only be found again at once.
        return Expired(members, points, more and looked_at > 0)

    async def _round(self) -> bool:
        return (await self.expire_due(SWEEP_MEMBERS)).more

    async def _expire(self, merchant_id: str, person_ids: list[str]) -> tuple[int, int, int]:
        """Return how many members of a merchant were looked at, and what how many have lost.

        One for whom it fails, or whose rows somebody holds, is due again and delays no other.
        """
        call = current_or_none()
        identity = internal_identity("member", merchant_id)
        lost: list[tuple[int, int]] = []

        async def work(persons: Sequence[str]) -> int:
            lost.append(await self._changes.run(lambda unit: expire(unit, persons)))
            return len(persons)

        with as_call(identity, "expire", timeout=60, trace_id=call.trace_id if call else ""):
            done = await in_parts(work, person_ids)
        return done, sum(members for members, _ in lost), sum(points for _, points in lost)
