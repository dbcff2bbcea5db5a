"""Expiring points whose time has come, a batch of members per transaction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from centers.member import operations
from centers.member.scope import scope_of_call
from centers.member.store import find_persons_to_expire
from mesh.call.context import as_call, current_or_none, internal_identity
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.process.rounds import Rounds
from mesh.pure.clock import Clock

SWEEP_SECONDS = 3600.0
SWEEP_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class Expired:
    """What one sweep did; `more` says that others are due."""

    members: int
    points: int
    more: bool


async def expire_due(db: Database, clock: Clock, limit: int, merchant_id: str = "") -> Expired:
    """Expire points of at most `limit` members, of one merchant or (empty) of all."""
    due = await find_persons_to_expire(db, clock.now(), merchant_id, limit)
    members = points = 0
    for merchant, pairs in groupby(due, key=lambda pair: pair[0]):
        lost = await _expire(db, clock, merchant, [person for _, person in pairs])
        members, points = members + lost[0], points + lost[1]
    return Expired(members, points, len(due) == limit)


async def sweep_forever(db: Database, feed: Feed, clock: Clock) -> None:
    """Expire what is due, then look again every hour."""

    async def do_round() -> bool:
        swept = await expire_due(db, clock, SWEEP_MEMBERS)
        feed.wake()
        return swept.more

    await Rounds(do_round, SWEEP_SECONDS).run()


async def _expire(
    db: Database, clock: Clock, merchant_id: str, person_ids: list[str]
) -> tuple[int, int]:
    call = current_or_none()
    identity = internal_identity("member", merchant_id)
    with as_call(identity, "expire", timeout=60, trace_id=call.trace_id if call else ""):
        scope = scope_of_call(db, clock)
        return await db.run_in_transaction(
            lambda conn: operations.expire(scope.within(conn), person_ids)
        )
