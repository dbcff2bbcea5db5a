"""Puts the member center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.member.loyalty.operations import Loyalty
from centers.member.merging.operations import Memberships
from centers.member.merging.store import WAIT_FOR_ENROLMENTS
from centers.member.operations import Members
from centers.member.points.operations import Points
from centers.member.servicer import SERVICE, MemberServicer, Operations
from centers.member.store import CHECKS, MIGRATIONS
from centers.member.sweeper import Sweeper
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class MemberCenter:
    """The parts of a member center."""

    servicer: MemberServicer
    sweeper: Sweeper
    feed: Feed

    async def close(self) -> None:
        """Stop what runs in the background."""
        await self.feed.close()


def assemble(db: Database, clock: Clock) -> MemberCenter:
    """Return a member center on a database."""
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    members = Members(db)
    sweeper = Sweeper(db, changes, clock)
    joining = Memberships(clock)
    merges = PersonMerges(db, WAIT_FOR_ENROLMENTS, joining.join, joining.part, feed=feed)
    operations = Operations(members, Points(db, members), Loyalty(db, members), sweeper, merges)
    servicer = MemberServicer(operations, changes, feed, Audit(db, CHECKS))
    return MemberCenter(servicer, sweeper, feed)


async def build(host: HostContext) -> Part:
    """Return the member center of this process."""
    center = assemble(await host.database("member", MIGRATIONS), host.clock)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[center.sweeper.rounds.run],
        close=center.close,
    )
