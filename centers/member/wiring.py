"""Puts the member center together. Settings are read here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from centers.member.crm.adapters import FindCrm
from centers.member.crm.conflicts.operations import Conflicts
from centers.member.crm.operations import Crm
from centers.member.crm.syncs.operations import Syncs
from centers.member.crm.syncs.store import SYNCS
from centers.member.crm.syncs.sweeper import SyncSweeper
from centers.member.crm.wiring import crm_followers, finder, readers_of
from centers.member.loyalty.operations import Loyalty
from centers.member.merging.operations import Memberships
from centers.member.merging.store import WAIT_FOR_ENROLMENTS
from centers.member.operations import Members
from centers.member.points.operations import Points
from centers.member.servicer import SERVICE, MemberServicer
from centers.member.store import CHECKS, MIGRATIONS
from centers.member.sweeper import Sweeper
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.database import Database
from mesh.data.person_merges import PersonMerges
from mesh.feed.feed import Feed
from mesh.plugins.choice import CrmChoice
from mesh.process.host import HostContext, Part
from mesh.pure.clock import Clock


@dataclass(frozen=True, slots=True)
class MemberCenter:
    """The parts of a member center."""

    servicer: MemberServicer
    sweeper: Sweeper
    sync_sweeper: SyncSweeper
    feed: Feed
    crm: Crm

    async def close(self) -> None:
        """Stop what runs in the background."""
        await self.feed.close()


def assemble(
    db: Database, clock: Clock, find_crm: FindCrm = lambda _merchant_id: None
) -> MemberCenter:
    """Return a member center on a database; `find_crm` gives the CRM plug-in of a merchant."""
    feed = Feed(db)
    changes = Changes(db, feed, clock)
    members = Members(db)
    sweeper = Sweeper(db, changes, clock)
    joining = Memberships(clock)
    merges = PersonMerges(db, WAIT_FOR_ENROLMENTS, joining.join, joining.part, feed=feed)
    crm = Crm(db, changes, find_crm, clock)
    syncs = Syncs(db, changes, crm)
    sync_sweeper = SyncSweeper(db, syncs, find_crm, clock)
    servicer = MemberServicer(
        members=members,
        points=Points(db, members),
        loyalty=Loyalty(db, members, crm),
        sweeper=sweeper,
        persons=merges,
        crm=crm,
        conflicts=Conflicts(crm),
        syncs=syncs,
        sync_sweeper=sync_sweeper,
        changes=changes,
        feed=feed,
        audit=Audit(db, CHECKS),
    )
    return MemberCenter(servicer, sweeper, sync_sweeper, feed, crm)


async def build(host: HostContext) -> Part:
    """Return the member center of this process."""
    db = await host.database("member", MIGRATIONS, answers=[SYNCS])
    choice = CrmChoice.read(host.settings)
    center = assemble(db, host.clock, finder(host, choice))
    crms = {handle.name: handle for handle in host.plugins.of_kind("crm")}
    host.plugins.when_missing("crm", lambda: choice.missing(crms))

    async def forget(plugin: str) -> None:
        for name in readers_of(plugin):
            await center.feed.forget(name)
        await center.crm.forget(plugin)

    host.plugins.when_removed(forget)
    return Part(
        services=[ServiceSpec(SERVICE, center.servicer)],
        background=[center.sweeper.rounds.run, center.sync_sweeper.rounds.run],
        followers=[
            follower
            for name, handle in crms.items()
            if (chains := choice.chains_of(name))
            for follower in crm_followers(host, handle, chains, crm=center.crm, feed=center.feed)
        ],
        close=center.close,
    )
