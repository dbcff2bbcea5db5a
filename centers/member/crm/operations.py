"""What the member center does with CRMs: tell them of members, take over what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from zhongtai.member.v1 import member_event_pb2, member_pb2
from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2

from centers.member.crm import messages, rules
from centers.member.crm.adapters import CrmAdapter, FindCrm
from centers.member.crm.checks import check_member
from centers.member.crm.model import Conflict, CrmState, Drift, Link, Opening, Underway
from centers.member.crm.store import CrmStore, forget_crm
from centers.member.errors import CrmAccountNotFound, CrmNotBound
from centers.member.model import Member, MemberStatus
from centers.member.operations import open_work
from centers.member.scope import whose
from centers.member.store import MemberStore
from mesh.call.context import current, merchant_id
from mesh.call.message_rule import check_message
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.feed.follower_items import Batch, Item, Undone, undone_of
from mesh.plugins.faults import ItemAnswer
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest

Told = crm_member_pb2.CrmMember
Events = Batch[member_event_pb2.MemberEvent]
EventItem = Item[member_event_pb2.MemberEvent]
T = TypeVar("T")

LEAST_SECONDS = 10.0
"""With less time left a batch is not gone on with: the rest of it comes again by itself."""


class Crm:
    """The operations on CRMs, for the merchant of the current call."""

    def __init__(self, db: Database, changes: Changes, find: FindCrm, clock: Clock) -> None:
        self._db = db
        self._changes = changes
        self._find = find
        self._clock = clock
        self.alone = asyncio.Lock()
        """Letters are tried, and syncs go on, beside what is read: no old state goes between."""

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
            await adapter.wait_usable()  # for letters that are tried before it is
            async with self.alone:
                await self._changes.run(lambda unit: take_over(unit, adapter, told))

    async def push(self, adapter: CrmAdapter, batch: Events) -> None:
        """Tell a CRM of members of one chain and of their points, in the order of events.

        Of each member one event at a time, and nothing behind one that is refused: the CRM says up
        to which line it was told, and points of a line before that would be gone on both sides.
        """
        known: set[str] = set()
        for turn in batch.turns():
            if known and current().remaining() < LEAST_SECONDS:
                for item in turn:
                    batch.fail(item, Undone("There was no time left for it."))
                continue
            told = [messages.profile_message(x.message.member, merchant_id()) for x in turn]
            fresh = {each.member_id: each for each in told if each.profile_id not in known}
            ids = {member: each.profile_id for member, each in fresh.items()}
            await _push(batch, turn, fresh, ids, adapter.push_members)
            known.update(ids.values())
            moved = [each for each in batch.standing(turn) if _concerns(each.message, adapter.name)]
            if moved and adapter.takes_points:
                await self._push_points(adapter, batch, moved)

    async def list_conflicts(self, page: Page) -> list[Conflict]:
        """Return one conflict more than the page shows, by member and field."""
        adapter = self._find(merchant_id())
        return [] if adapter is None else await self._store(adapter).list_conflicts(page)

    async def account(self, asked: str) -> bytes:
        """Return what the CRM told last of a person. Raise CrmAccountNotFound."""
        person_id = whose(asked)
        told = await self._told_of(person_id)
        if told is None:
            raise CrmAccountNotFound(person_id=person_id)
        return told

    async def benefit_codes(self, person_id: str) -> list[str]:
        """Return the codes of what a person has at the CRM now, by what it told last."""
        told = await self._told_of(person_id)
        return [] if told is None else messages.benefits_of(told, self._clock.now())

    def adapter(self) -> CrmAdapter:
        """Return the CRM of the current chain. Raise CrmNotBound."""
        adapter = self._find(merchant_id())
        if adapter is None:
            raise CrmNotBound
        return adapter

    async def forget(self, plugin: str) -> None:
        """Forget what a CRM that is gone told, and was told."""
        await forget_crm(self._db, plugin)

    async def compare(self, members: Sequence[Member]) -> list[Drift]:
        """Return those of the members that differ at the CRM.

        Raise CrmNotBound, PluginUnavailable, PluginFault.
        """
        adapter = self.adapter()
        if not members:
            return []
        told = await adapter.look_up(merchant_id(), [member.member_id for member in members])
        states = {member_id: messages.state_of(each) for member_id, each in told.items()}
        # What is here is read after what is there: points that moved between are under way.
        people = {member.person_id for member in members}
        now = await MemberStore(self._db, merchant_id()).find_members(people)
        store = self._store(adapter)
        links = await store.links_of(people)
        positions = {each.person_id: _position(states.get(each.member_id)) for each in now.values()}
        underway = await store.underway(positions)
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
        """Push a line of each member, and before it what they have not heard of; each by itself.

        Who is told again has no line, and is told of what was before alone.
        """
        store, events = self._store(adapter), [each.message for each in moved]
        links = await store.links_of({each.member.person_id for each in events})
        openings = await _openings(store, adapter, events)
        before = {
            each.member.member_id: messages.opening_message(each, openings[each.member.person_id])
            for each in events
            if each.member.person_id in openings
        }
        await _push_movements(adapter, batch, moved, before)
        opened = [each.message for each in batch.standing(moved)]
        lines = {
            each.member.member_id: messages.movement_message(each)
            for each in opened
            if each.HasField("entry")
        }
        await _push_movements(adapter, batch, moved, lines)
        # A line that is refused is a letter from now on, and part of no opening.
        told = {each.member.person_id: messages.lines_until(each) for each in opened}
        if told:
            await self._changes.run(lambda unit: _keep_told(unit, adapter, told, links))

    async def _told_of(self, person_id: str) -> bytes | None:
        adapter = self._find(merchant_id())
        return None if adapter is None else await self._store(adapter).account(person_id)

    def _store(self, adapter: CrmAdapter) -> CrmStore:
        return CrmStore(self._db, merchant_id(), adapter.name)


async def take_over(
    unit: Unit, adapter: CrmAdapter, told: Mapping[tuple[str, int], Told]
) -> list[Conflict]:
    """Take over what a CRM says of members, and return what of it cannot be."""
    store = CrmStore(unit.connection, merchant_id(), adapter.name)
    members = MemberStore.within(unit)
    await store.take()
    states = [messages.state_of(each) for each in told.values()]
    known = await store.known(states)
    due = rules.last_of_each(states, known.links)
    who = rules.match(due, known.links.values(), known.persons)
    work, _, _ = await open_work(unit, [person for person in who.values() if person])
    positions = {who[each.crm_member_id]: each.known_position for each in due}
    positions = {person: at for person, at in positions.items() if person}
    underway = await store.underway(positions) if positions else {}
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
    return conflicts


async def _keep_told(
    unit: Unit, adapter: CrmAdapter, told: Mapping[str, int], links: Mapping[str, Link]
) -> None:
    store = CrmStore(unit.connection, merchant_id(), adapter.name)
    await store.take()
    await store.keep_told(told, links)


async def _push_movements(
    adapter: CrmAdapter,
    batch: Events,
    turn: Sequence[EventItem],
    movements: Mapping[str, crm_movement_pb2.CrmMovement],
) -> None:
    ids = {member: each.movement_id for member, each in movements.items()}
    await _push(batch, turn, movements, ids, adapter.push_points)


async def _push(
    batch: Events,
    turn: Sequence[EventItem],
    told: Mapping[str, T],
    ids: Mapping[str, str],
    push: Callable[[Sequence[T]], Awaitable[list[ItemAnswer]]],
) -> None:
    """Push what is told of some of the members, under these ids; what is refused fails alone."""
    items = [each for each in turn if each.message.member.member_id in told]
    if items:
        answers = await push(list(told.values()))
        batch.fail_refused(items, answers, asked=lambda event: ids[event.member.member_id])


async def _openings(
    store: CrmStore, adapter: CrmAdapter, events: Sequence[member_event_pb2.MemberEvent]
) -> Mapping[str, Opening]:
    """Return what moved before the lines of persons and was not told; who has none is missing.

    Where it seems so the CRM is asked: what it took may not have been kept here.
    """
    positions = {each.member.person_id: messages.first_line_of(each) for each in events}
    openings = await store.openings(positions, {})
    if not openings:
        return {}
    who = {each.member.member_id: each.member.person_id for each in events}
    there = await adapter.look_up(merchant_id(), [x for x in who if who[x] in openings])
    known = {who[member]: state.known_position for member, state in there.items()}
    return await store.openings({person: positions[person] for person in openings}, known)


def _concerns(event: member_event_pb2.MemberEvent, plugin: str) -> bool:
    """Return whether points moved that this CRM has not moved itself, or all is told again."""
    if event.kind == member_event_pb2.MEMBER_EVENT_KIND_TOLD_AGAIN:
        return True
    entry = event.entry
    is_its_own = entry.kind == member_pb2.LEDGER_KIND_CRM and entry.reason == plugin
    return bool(entry.points) and not is_its_own


def _link(state: CrmState, person_id: str) -> Link:
    closed = state.status is MemberStatus.CLOSED
    return Link(state.crm_member_id, person_id, state.revision, closed)


def _moved(links: Sequence[Link], known: Mapping[str, Link]) -> list[str]:
    """Return the persons who are not the member of the CRM that they were known to be, if any.

    Who was none that is known may have been told as another one meanwhile: the CRM is asked then.
    """
    before = {link.person_id: link.crm_member_id for link in known.values() if link.person_id}
    people = (link for link in links if link.person_id)
    return [x.person_id for x in people if before.get(x.person_id) != x.crm_member_id]


def _position(state: CrmState | None) -> int:
    return state.known_position if state else 0


def _revision(link: Link | None) -> int:
    return link.revision if link else 0
