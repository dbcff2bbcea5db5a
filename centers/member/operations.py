"""What the member center does with memberships: lock, decide, keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from centers.member import errors, rules
from centers.member.loyalty.store import LoyaltyStore
from centers.member.model import Event, EventKind, Member, MemberStatus, Tier
from centers.member.points import rules as points
from centers.member.scope import whose
from centers.member.store import MemberStore
from centers.member.work import Work
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database, conflict
from mesh.data.paging import Page
from mesh.pure.errors import PersonMerged
from mesh.pure.ids import new_id


class Members:
    """The memberships of the current call's merchant. Those with a unit change something."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def enrol(self, unit: Unit, asked: str) -> tuple[Member, Sequence[Tier], bool]:
        """Make a person a member; return it, the ladder, and whether it is new.

        Raise MemberClosed for one who has left, PersonMerged for one who is another now.
        """
        person_id = whose(asked)
        work, new, now_are = await open_work(unit, [person_id], enrol_missing=True)
        if person_id in now_are:
            raise PersonMerged(merged_into_person_id=now_are[person_id])
        member = locked(work, person_id)
        rules.demand_open(member)
        if new:
            await MemberStore.within(unit).keep(work, unit)
        return member, work.ladder, bool(new)

    async def get(self, asked: str) -> tuple[Member, Sequence[Tier]]:
        """Return a membership and the ladder it stands on. Raise MemberNotFound."""
        person_id = whose(asked)
        member = await self._store().find_member(person_id)
        if member is None:
            raise errors.MemberNotFound(person_id=person_id)
        return member, await self._loyalty().ladder()

    async def list(
        self, tier_code: str, status: int, page: Page
    ) -> tuple[Sequence[Member], Sequence[Tier]]:
        """Return one member more than the page shows, newest first, and the ladder."""
        found = await self._store().list_members(page.after_text, tier_code, status, page.rows)
        return found, await self._loyalty().ladder()

    async def move(
        self, unit: Unit, person_id: str, to: MemberStatus, reason: str
    ) -> tuple[Member, Sequence[Tier]]:
        """Freeze, unfreeze or close a membership."""
        work = await work_of(unit, person_id)
        member = points.move(work, person_id, to, reason)
        await MemberStore.within(unit).keep(work, unit)
        return member, work.ladder

    def _store(self) -> MemberStore:
        return MemberStore(self._db, merchant_id())

    def _loyalty(self) -> LoyaltyStore:
        return LoyaltyStore(self._db, merchant_id())


class Opened(NamedTuple):
    """A unit of work of locked members.

    `new` are those who have just become one, `now_are` who of those asked for is whom.
    """

    work: Work
    new: set[str]
    now_are: Mapping[str, str]


async def work_of(unit: Unit, person_id: str) -> Work:
    """Lock one member. Raise MemberNotFound and PersonMerged."""
    work, _, _ = await open_work(unit, [person_id])
    if not is_there(work, person_id):
        now_is = await MemberStore.within(unit).survivors([person_id])
        if person_id in now_is:
            raise PersonMerged(merged_into_person_id=now_is[person_id])
        raise errors.MemberNotFound(person_id=person_id)
    return work


def is_there(work: Work, person_id: str) -> bool:
    """Return whether a membership is locked that is not merged into another."""
    member = work.members.get(person_id)
    return member is not None and member.status is not MemberStatus.MERGED


def locked(work: Work, person_id: str) -> Member:
    """Return a member that must be locked; begin again where a merge came in between."""
    if not is_there(work, person_id):
        raise conflict("a merge moved this membership meanwhile")
    return work.members[person_id]


async def open_work(
    unit: Unit, person_ids: Iterable[str], *, enrol_missing: bool = False
) -> Opened:
    """Lock members; with `enrol_missing` as those that they are now."""
    store, loyalty = MemberStore.within(unit), LoyaltyStore.within(unit)
    wanted = set(person_ids)
    await loyalty.share_ladder()
    ladder = await loyalty.ladder()
    new: set[str] = set()
    now_are: Mapping[str, str] = {}
    if enrol_missing:
        known = await store.find_members(wanted)
        in_use = {p for p, member in known.items() if member.status is not MemberStatus.MERGED}
        if unsure := wanted - in_use:
            now_are = await store.survivors(unsure)
            wanted = {now_are.get(person_id, person_id) for person_id in wanted}
            missing = {person_id: new_id("mem") for person_id in wanted - in_use}
            new = await store.enrol(missing, ladder[0].code, unit.now)
    work = Work(await store.take_members_for_change(wanted), ladder, unit.now)
    work.events += [Event(EventKind.ENROLLED, work.members[person]) for person in sorted(new)]
    return Opened(work, new, now_are)
