"""Decides conflicts with CRMs: which side is right is for a person to say."""

from __future__ import annotations

from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm import messages
from centers.member.crm.adapters import CrmAdapter
from centers.member.crm.conflicts import rules
from centers.member.crm.conflicts.model import Claim
from centers.member.crm.model import CrmState, Underway
from centers.member.crm.operations import Crm, take_over
from centers.member.crm.store import CrmStore
from centers.member.errors import CrmSyncNotFound, CrmValueImpossible
from centers.member.operations import open_work
from centers.member.store import MemberStore
from mesh.call.context import merchant_id, note
from mesh.data.change import Unit

MEMBER_ID = "member_id"
"""The field of a conflict about who somebody is."""


class Conflicts:
    """The conflicts of the current chain with its CRM."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    async def resolve(self, unit: Unit, conflict_id: str, *, ours: bool) -> None:
        """Decide a conflict; `ours` says that our value counts.

        Raise CrmNotBound, CrmSyncNotFound, and CrmValueImpossible where the CRM's cannot.
        """
        adapter = self._crm.adapter()
        crm_member_id, _, field = conflict_id.rpartition("/")
        store = CrmStore(unit.connection, merchant_id(), adapter.name)
        await store.take()
        told = await store.take_conflict(crm_member_id, field)
        if told is None:
            raise CrmSyncNotFound
        note(crm_conflict=field, kept="ours" if ours else "the CRM's")
        state = messages.state_of(told)
        if field != MEMBER_ID:
            await _settle(unit, adapter, state, field, ours=ours)
        elif not ours:
            await _become(unit, adapter, told)


async def _settle(
    unit: Unit, adapter: CrmAdapter, state: CrmState, field: str, *, ours: bool
) -> None:
    """Make both sides agree about a field of who is the CRM's member here."""
    store, members = _stores(unit, adapter)
    links = (await store.known([state])).links
    person_id = links[state.crm_member_id].person_id if state.crm_member_id in links else ""
    work, _, _ = await open_work(unit, [person_id] if person_id else [])
    if person_id not in work.members:
        raise CrmSyncNotFound
    moved = await store.underway({person_id: state.known_position})
    granted = await store.granted([person_id])
    underway = Underway(moved[person_id].points, granted.get(person_id, ()))
    decide = rules.keep_ours if ours else rules.take_theirs
    decide(work, person_id, Claim(field, state, underway), adapter.name)
    await members.keep(work, unit)


async def _become(unit: Unit, adapter: CrmAdapter, told: crm_member_pb2.CrmMember) -> None:
    """Let the CRM's member be the one here whose id it names, whoever that was before."""
    store, _ = _stores(unit, adapter)
    persons = (await store.known([messages.state_of(told)])).persons
    if told.member_id not in persons or not adapter.tells_members:
        raise CrmValueImpossible(field=MEMBER_ID, crm_value=told.member_id)
    await store.free([persons[told.member_id]])
    await take_over(unit, adapter, {(told.crm_member_id, told.revision): told})


def _stores(unit: Unit, adapter: CrmAdapter) -> tuple[CrmStore, MemberStore]:
    return CrmStore(unit.connection, merchant_id(), adapter.name), MemberStore.within(unit)
