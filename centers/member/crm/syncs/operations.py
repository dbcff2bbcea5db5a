"""Compares all members of a chain with its CRM, a page of them at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence

from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm import messages
from centers.member.crm.adapters import CrmAdapter
from centers.member.crm.checks import check_member
from centers.member.crm.model import Conflict
from centers.member.crm.operations import Crm, take_over
from centers.member.crm.store import CrmStore
from centers.member.crm.syncs import rules
from centers.member.crm.syncs.model import Phase, Step, Sync, SyncDirection, Unheard
from centers.member.crm.syncs.store import SyncStore
from centers.member.errors import CrmSyncNotFound
from centers.member.model import Member
from centers.member.operations import open_work
from centers.member.store import MemberStore
from mesh.call.context import merchant_id
from mesh.call.message_rule import check_message
from mesh.data.again import in_parts
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.feed.pulled import CURSOR_UNKNOWN
from mesh.plugins.faults import PluginBadRequest
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_id

MEMBERS_AT_ONCE = 200
NOBODY = Unheard((), (), (), {}, {})

StateKey = tuple[str, int]
Told = Mapping[StateKey, crm_member_pb2.CrmMember]
"""States by their members and revisions."""


class _DoneByAnother(Exception):
    """Another process has done a step meanwhile: what was begun of it is undone."""


class Syncs:
    """The syncs of the current call's merchant."""

    def __init__(self, db: Database, changes: Changes, crm: Crm) -> None:
        self._db = db
        self._changes = changes
        self._crm = crm

    async def start(self, unit: Unit, direction: SyncDirection) -> Sync:
        """Start a sync, and return it, or the one that is running. Raise CrmNotBound."""
        plugin, phase = self._crm.adapter().name, rules.first_phase(direction)
        store = SyncStore.within(unit)
        return await store.start(new_id("crs"), plugin, direction, phase, unit.now)

    async def get(self, sync_id: str) -> Sync:
        """Return a sync. Raise CrmSyncNotFound."""
        sync = await SyncStore(self._db, merchant_id()).find(sync_id)
        if sync is None:
            raise CrmSyncNotFound
        return sync

    async def step(self, sync: Sync, adapter: CrmAdapter) -> None:
        """Do the next step of a sync. Raise PluginUnavailable, PluginFault.

        One that is broken off is done again, and counts once.
        """
        with contextlib.suppress(_DoneByAnother):
            if sync.phase is Phase.PULL:
                await self._pull(sync, adapter)
            else:
                await self._push(sync, adapter)

    async def _pull(self, sync: Sync, adapter: CrmAdapter) -> None:
        """Take over a page of what the CRM says, from its beginning on."""
        if not adapter.tells_members:
            await self._changes.run(lambda unit: _keep(unit, sync, Step("", is_last=True)))
            return
        try:
            page = await adapter.pull(merchant_id(), sync.cursor)
        except PluginBadRequest as fault:
            if not sync.cursor or fault.code != CURSOR_UNKNOWN:
                raise
            await self._changes.run(lambda unit: _keep(unit, sync, Step("", is_last=False)))
            return
        told = _readable([item.message for item in page.items])
        taken, conflicts = await self._take(told, adapter) if told else (0, 0)
        done = Step(
            page.cursor,
            is_last=page.cursor == sync.cursor,
            pulled=taken,
            refused=len(page.items) - taken,
            conflicts=conflicts,
        )
        # What was taken over is taken over again without effect where this is not kept any more.
        await self._changes.run(lambda unit: _keep(unit, sync, done))

    async def _take(self, told: Told, adapter: CrmAdapter) -> tuple[int, int]:
        """Take states over, all but those that fail by themselves.

        Return how many were, and how many of their fields could not be.
        """
        conflicts: list[Conflict] = []

        async def take(keys: Sequence[StateKey]) -> int:
            some = {key: told[key] for key in keys}
            conflicts.extend(await self._changes.run(lambda unit: take_over(unit, adapter, some)))
            return len(keys)

        async with self._crm.alone:
            taken = await in_parts(take, list(told))
        return taken, len(conflicts)

    async def _push(self, sync: Sync, adapter: CrmAdapter) -> None:
        """Have the CRM told of those of a page of members whom it does not know as they stand."""
        store = MemberStore(self._db, merchant_id())
        page = await store.list_members(sync.cursor, "", 0, MEMBERS_AT_ONCE)
        unheard = await self._unheard_of(page, adapter) if page else NOBODY
        cursor = page[-1].member_id if page else sync.cursor
        is_last = len(page) < MEMBERS_AT_ONCE

        async def effect(unit: Unit) -> None:
            crm = CrmStore(unit.connection, merchant_id(), adapter.name)
            await crm.take()
            work, _, _ = await open_work(unit, unheard.people)
            for person_id in sorted(work.members):
                is_later = person_id in unheard.gone or person_id in unheard.changed
                work.tell_again(person_id, is_later=is_later)
            await crm.set_back(unheard.gone, unheard.told, unheard.known)
            await MemberStore.within(unit).keep(work, unit)
            await _keep(unit, sync, Step(cursor, is_last=is_last, pushed=len(work.members)))

        await self._changes.run(effect)

    async def _unheard_of(self, members: Sequence[Member], adapter: CrmAdapter) -> Unheard:
        """Return those whose membership, or points, the CRM does not know."""
        store = CrmStore(self._db, merchant_id(), adapter.name)
        people = [member.person_id for member in members]
        # What it was told is in what it knows only if that is asked later.
        told = await store.told_until(people) if adapter.takes_points else {}
        there = await adapter.look_up(merchant_id(), [member.member_id for member in members])
        states = {
            member.person_id: messages.state_of(there[member.member_id])
            for member in members
            if member.member_id in there
        }
        known = {person_id: state.known_position for person_id, state in states.items()}
        ends = {member.person_id: member.entry_count + 1 for member in members}
        openings = await store.openings(ends, known) if adapter.takes_points else {}
        return rules.unheard_of(members, states, told, set(openings))


def _readable(told: Sequence[crm_member_pb2.CrmMember]) -> Told:
    """Return the states that can be read."""
    sound: dict[StateKey, crm_member_pb2.CrmMember] = {}
    for message in told:
        try:
            check_message(message)
            check_member(message)
        except InvalidRequest:
            continue
        sound[message.crm_member_id, message.revision] = message
    return sound


async def _keep(unit: Unit, sync: Sync, step: Step) -> None:
    """Keep what a step has done. Raise _DoneByAnother."""
    after = rules.after(sync, step, unit.now)
    if not await SyncStore.within(unit).keep(sync, after, unit.now):
        raise _DoneByAnother
