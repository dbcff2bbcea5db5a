"""What the member center does with CRMs: tell them of members, take over what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from zhongtai.member.v1 import member_event_pb2, member_pb2
from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2

from centers.member.crm import messages, rules
from centers.member.crm.adapters import CrmAdapter, FindCrm
from centers.member.crm.checks import check_member
from centers.member.crm.model import Conflict, CrmState, Drift, Link, Underway
from centers.member.crm.store import CrmStore
from centers.member.errors import CrmAccountNotFound, CrmNotBound
from centers.member.model import Member, MemberStatus
from centers.member.operations import open_work
from centers.member.scope import whose
from centers.member.store import MemberStore
from mesh.call.context import merchant_id
from mesh.call.message_rule import check_message
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.feed.follower_items import Batch, Item, Undone, undone_of, undone_of_item
from mesh.plugins.faults import ItemAnswer
from mesh.pure.errors import InvalidRequest

Told = crm_member_pb2.CrmMember
Events = Batch[member_event_pb2.MemberEvent]
EventItem = Item[member_event_pb2.MemberEvent]


class Crm:
    """The operations on CRMs, for the merchant of the current call."""

    def __init__(self, db: Database, changes: Changes, find: FindCrm) -> None:
        self._db = db
        self._changes = changes
        self._find = find
        self._alone = asyncio.Lock()
        """Letters are tried beside what is read: no old state goes between."""

    async def take_pulled(self, adapter: CrmAdapter, batch: Batch[Told]) -> None:
        """Take over members of one chain; what cannot be read fails alone."""
        told: dict[tuple[str, int], Told] = {}
        for item in batch.items:
            try:
                check_message(item.message)
                check_member(item.message)
            except InvalidRequest as refusal:
                batch.fail(item, undone_of(refusal))
                continue
            told[item.message.crm_member_id, item.message.revision] = item.message
        if told:
            async with self._alone:
                await self._changes.run(lambda unit: _take(unit, adapter, told))

    async def push(self, adapter: CrmAdapter, batch: Events) -> None:
        """Tell a CRM of members of one chain and of their points, in the order of events."""
        await _push_profiles(adapter, batch)
        moved = [each for each in batch.standing(batch.items) if _moves(each.message)]
        if moved and adapter.takes_points:
            await self._push_points(adapter, batch, moved)

    async def list_conflicts(self, page: Page) -> list[Conflict]:
        """Return one conflict more than the page shows, by member and field."""
        member, field = page.after or ("", "")
        after = (str(member), str(field))
        return await self._store().list_conflicts(after, page.rows)

    async def account(self, asked: str) -> bytes:
        """Return what the CRM told last of a person. Raise CrmAccountNotFound."""
        person_id = whose(asked)
        told = await self._store().account(person_id)
        if told is None:
            raise CrmAccountNotFound(person_id=person_id)
        return told

    async def compare(self, members: Sequence[Member]) -> list[Drift]:
        """Return those of the members that differ at the CRM.

        Raise CrmNotBound, PluginUnavailable, PluginFault.
        """
        adapter = self._find(merchant_id())
        if adapter is None:
            raise CrmNotBound
        if not members:
            return []
        told = await adapter.look_up(merchant_id(), [member.member_id for member in members])
        states = {member_id: messages.state_of(each) for member_id, each in told.items()}
        # What is here is read after what is there: points that moved between are under way.
        people = {member.person_id for member in members}
        now = await MemberStore(self._db, merchant_id()).find_members(people)
        links = await self._store().links_of(people)
        positions = {each.person_id: _position(states.get(each.member_id)) for each in now.values()}
        underway = await self._store().underway(positions, adapter.name)
        drifts = [
            rules.compare(
                now[member.person_id],
                states.get(member.member_id),
                underway[member.person_id],
                _revision(links.get(member.person_id)),
                keeps=adapter.keeps_points,
            )
            for member in members
        ]
        return [drift for drift in drifts if drift is not None]

    async def _push_points(
        self, adapter: CrmAdapter, batch: Events, moved: Sequence[EventItem]
    ) -> None:
        """Push movements, each member's opening before the first; what is refused fails alone."""
        firsts: dict[str, EventItem] = {}
        for item in moved:
            firsts.setdefault(item.message.entry.person_id, item)
        openings = await self._store().openings(
            {person: item.message.entry.position for person, item in firsts.items()}, adapter.name
        )
        sent: list[crm_movement_pb2.CrmMovement] = []
        for item in moved:
            movement = messages.movement_message(item.message)
            person = item.message.entry.person_id
            if item is firsts[person] and openings.get(person, 0):
                sent.append(messages.opening_message(movement, openings[person]))
            sent.append(movement)
        answers = await adapter.push_points(sent)
        keys = {each.movement_id for each in sent if each.kind != _OPENING}
        _fail_unopened(batch, firsts.values(), answers)
        told = batch.answers(
            moved,
            [answer for answer in answers if answer.item_id in keys],
            asked=lambda event: f"{event.entry.member_id}/{event.entry.position}",
            answered=lambda answer: answer.item_id,
        )
        for item, answer in told:
            if answer.fault is not None:
                batch.fail(item, undone_of_item(answer.fault))
        fresh = [person for person in openings if firsts[person].item_id not in batch.undone]
        if fresh:
            await self._store().keep_told(adapter.name, fresh)

    def _store(self) -> CrmStore:
        return CrmStore(self._db, merchant_id())


_OPENING = crm_movement_pb2.CRM_MOVEMENT_KIND_OPENING


async def _take(unit: Unit, adapter: CrmAdapter, told: Mapping[tuple[str, int], Told]) -> None:
    store, members = CrmStore.within(unit, merchant_id()), MemberStore.within(unit)
    await store.take()
    states = [messages.state_of(each) for each in told.values()]
    known = await store.known(states)
    due = rules.last_of_each(states, known.links)
    who = rules.match(due, known.links.values(), known.persons)
    work, _, _ = await open_work(unit, [person for person in who.values() if person])
    positions = {who[each.crm_member_id]: each.known_position for each in due}
    positions = {person: at for person, at in positions.items() if person}
    underway = await store.underway(positions, adapter.name) if positions else {}
    granted = await store.granted(positions) if positions else {}
    conflicts: list[Conflict] = []
    for state in due:
        person = who[state.crm_member_id]
        if person in work.members:
            ours = Underway(underway[person].points, granted.get(person, ()))
            conflicts += rules.take(
                work, person, state, ours, adapter.name, keeps=adapter.keeps_points
            )
        elif state.member_id and state.status is not MemberStatus.CLOSED:
            conflicts.append(rules.nobody(state, unit.now))
    await members.keep(work, unit)
    links = [_link(state, who[state.crm_member_id]) for state in due]
    if freed := _moved(links, known.links):
        await store.free(freed)
    texts = [told[each.crm_member_id, each.revision].SerializeToString() for each in links]
    await store.keep(links, texts, conflicts, unit.now)


async def _push_profiles(adapter: CrmAdapter, batch: Events) -> None:
    """Push the memberships that events tell of; who is refused fails with all that is theirs."""
    told = [messages.profile_message(each.member, merchant_id()) for each in batch.messages]
    profiles = list({each.profile_id: each for each in told}.values())
    answers = {each.item_id: each for each in await adapter.push_members(profiles)}
    for item, profile in zip(batch.items, told, strict=True):
        answer = answers.get(profile.profile_id)
        if answer is None or answer.fault is not None:
            batch.fail(item, _undone(answer))


def _undone(answer: ItemAnswer | None) -> Undone:
    if answer is None or answer.fault is None:
        return Undone("The answer to its batch has not one result for it.")
    return undone_of_item(answer.fault)


def _fail_unopened(
    batch: Events, firsts: Iterable[EventItem], answers: Sequence[ItemAnswer]
) -> None:
    """Fail the first movements of members whose opening was refused."""
    faults = {each.item_id: each.fault for each in answers if each.fault is not None}
    for item in firsts:
        fault = faults.get(f"{item.message.entry.member_id}/opening")
        if fault is not None:
            batch.fail(item, undone_of_item(fault))


def _moves(event: member_event_pb2.MemberEvent) -> bool:
    """Return whether points moved that the CRM has not moved itself."""
    return bool(event.entry.points) and event.entry.kind != member_pb2.LEDGER_KIND_CRM


def _link(state: CrmState, person_id: str) -> Link:
    closed = state.status is MemberStatus.CLOSED
    return Link(state.crm_member_id, person_id, state.revision, closed)


def _moved(links: Sequence[Link], known: Mapping[str, Link]) -> list[str]:
    """Return the persons who are another member of the CRM than they were."""
    before = {link.person_id: link.crm_member_id for link in known.values() if link.person_id}
    return [
        link.person_id
        for link in links
        if before.get(link.person_id, link.crm_member_id) != link.crm_member_id
    ]


def _position(state: CrmState | None) -> int:
    return state.known_position if state else 0


def _revision(link: Link | None) -> int:
    return link.revision if link else 0
