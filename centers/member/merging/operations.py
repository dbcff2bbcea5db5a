"""What the member center does when persons are merged: their memberships become one."""

from __future__ import annotations

from centers.member.loyalty.store import LoyaltyStore
from centers.member.merging import rules
from centers.member.merging.store import MergeStore
from centers.member.model import Event, EventKind, MemberStatus
from centers.member.store import MemberStore
from centers.member.work import Work
from mesh.data.change import unit_of
from mesh.data.database import Connection
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id
from mesh.pure.merge import Merge


class Memberships:
    """Joins the memberships of merged persons, and parts them again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def join(self, conn: Connection, merge: Merge) -> int:
        """Give the merged person's membership to the person that stays, if there is one.

        A closed membership has ended and stays as it is.
        """
        work = await self._locked(conn, merge, enrol=True)
        gone = work.members.get(merge.from_person_id)
        if gone is None or gone.status is MemberStatus.CLOSED:
            return 0
        kept = MergeStore(conn, merge)
        await kept.keep(rules.join(work, merge, await kept.move()))
        await MemberStore(conn, merge.merchant_id).keep(work, unit_of(conn, self._clock))
        return 1

    async def part(self, conn: Connection, merge: Merge) -> int:
        """Give back what was joined, as it stands now."""
        kept = MergeStore(conn, merge)
        joined = await kept.find()
        if joined is None:
            return 0
        work = await self._locked(conn, merge, enrol=False)
        credits_, redeemed = await kept.move_back()
        spent = rules.part(work, merge, joined, credits_, redeemed)
        await kept.keep_back(spent, redeemed)
        await MemberStore(conn, merge.merchant_id).keep(work, unit_of(conn, self._clock))
        return 1

    async def _locked(self, conn: Connection, merge: Merge, *, enrol: bool) -> Work:
        """Lock both members; with `enrol`, the person that stays becomes one where needed."""
        store, programmes = (
            MemberStore(conn, merge.merchant_id),
            LoyaltyStore(conn, merge.merchant_id),
        )
        await programmes.share_ladder()
        ladder, now = await programmes.ladder(), self._clock.now()
        persons = (merge.from_person_id, merge.into_person_id)
        new: set[str] = set()
        if enrol and merge.from_person_id in await store.find_members(persons):
            fresh = {merge.into_person_id: new_id("mem")}
            new = await store.enrol(fresh, ladder[0].code, now, merged_too=True)
        work = Work(await store.take_members_for_change(persons), ladder, now)
        work.events += [Event(EventKind.ENROLLED, work.members[person]) for person in new]
        return work
