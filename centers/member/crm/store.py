"""Where it is kept what a CRM said of members, and whom it is told of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhongtai.plugin.v1 import crm_member_pb2

from centers.member.crm.model import Conflict, CrmState, Link, Moved, Opening
from centers.member.model import Credit
from centers.member.records import credits_by_person
from mesh.data.database import Runner
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import Columns, RowReader

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_link_of = RowReader(Link)
_conflict_of = RowReader(Conflict)
_LINKS = Columns(Link, "crm_member_id", "person_id", "revision", "closed")
_CONFLICTS = Columns(
    Conflict, "crm_member_id", "field", "member_id", "our_value", "crm_value", "found_at"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of some members of a CRM, and of whom they may be."""

    links: Mapping[str, Link]
    persons: Mapping[str, str]


class CrmStore:
    """The tables of one merchant's CRM, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str, plugin: str) -> None:
        self._run = run
        self._merchant = merchant_id
        self._crm = (merchant_id, plugin)

    async def take(self) -> None:
        """Hold who the CRM's members are until the transaction ends."""
        await self._run.execute(SQL.take_crm, self._merchant)

    async def known(self, states: Sequence[CrmState]) -> Known:
        """Return what is kept of members, and who has the ids that the CRM tells."""
        told = [state.member_id for state in states if state.member_id]
        rows = await self._run.fetch(SQL.find_persons, self._merchant, told)
        persons = {row["member_id"]: row["person_id"] for row in rows}
        ids = [state.crm_member_id for state in states]
        links = await self._run.fetch(SQL.find_links, *self._crm, ids, list(persons.values()))
        return Known({link.crm_member_id: link for link in _link_of.each(links)}, persons)

    async def links_of(self, person_ids: Iterable[str]) -> Mapping[str, Link]:
        """Return who persons are at the CRM, by person."""
        rows = await self._run.fetch(SQL.find_links, *self._crm, [], list(person_ids))
        return {link.person_id: link for link in _link_of.each(rows)}

    async def underway(self, positions: Mapping[str, int]) -> Mapping[str, Moved]:
        """Return the points that moved after positions, by person; who is no member is missing."""
        people, after = list(positions), list(positions.values())
        rows = await self._run.fetch(SQL.sum_underway, *self._crm, people, after)
        return {row["person_id"]: Moved(row["points"], row["balance"]) for row in rows}

    async def granted(self, person_ids: Iterable[str]) -> Mapping[str, list[Credit]]:
        """Return by what CRMs raised the growth of persons."""
        rows = await self._run.fetch(SQL.find_granted_growth, self._merchant, list(person_ids))
        return credits_by_person(rows)

    async def keep(
        self,
        links: Sequence[Link],
        told: Sequence[bytes],
        conflicts: Sequence[Conflict],
        now: datetime,
    ) -> None:
        """Keep states, as they were told, and what of them could not be taken over."""
        kept = (*_LINKS(links), list(told), *_CONFLICTS(conflicts), now)
        await self._run.execute(SQL.keep_crm, *self._crm, *kept)

    async def free(self, person_ids: Iterable[str]) -> None:
        """Take persons from whatever members of the CRM they are, and forget what it was told."""
        await self._run.execute(SQL.free_persons, *self._crm, list(person_ids))

    async def list_conflicts(self, page: Page) -> list[Conflict]:
        """Return what could not be taken over, by member and field; one row more."""
        after = page.after or ("", "")
        rows = await self._run.fetch(SQL.list_conflicts, *self._crm, *after, page.rows)
        return _conflict_of.each(rows)

    async def take_conflict(
        self, crm_member_id: str, field: str
    ) -> crm_member_pb2.CrmMember | None:
        """Take a conflict out; return the state of the member that it is about, None for none."""
        told = await self._run.fetchval(SQL.take_conflict, *self._crm, crm_member_id, field)
        return None if told is None else crm_member_pb2.CrmMember.FromString(told)

    async def account(self, person_id: str) -> bytes | None:
        """Return what the CRM told last of a person."""
        found: bytes | None = await self._run.fetchval(SQL.find_account, *self._crm, person_id)
        return found

    async def openings(
        self, positions: Mapping[str, int], known: Mapping[str, int]
    ) -> Mapping[str, Opening]:
        """Return what moved of persons before positions and was not told; who has none is missing.

        `known` are the positions that the CRM itself says it knows, where it was asked.
        """
        people, before = list(positions), list(positions.values())
        after = [known.get(person, 0) for person in people]
        rows = await self._run.fetch(SQL.find_openings, *self._crm, people, before, after)
        return {row["person_id"]: Opening(row["after"], row["points"]) for row in rows}

    async def told_until(self, person_ids: Iterable[str]) -> Mapping[str, int]:
        """Return up to which lines the CRM was told, by person; others are missing."""
        rows = await self._run.fetch(SQL.find_told, *self._crm, list(person_ids))
        return {row["person_id"]: row["position"] for row in rows}

    async def set_back(
        self, gone: Iterable[str], told: Mapping[str, int], known: Mapping[str, int]
    ) -> None:
        """Forget what was kept of persons whom the CRM does not know, and lines that it has lost.

        `told` is up to which lines it was told when it was asked, `known` what it says it knows.
        """
        people = list(told)
        befores, afters = list(told.values()), [known.get(person, 0) for person in people]
        await self._run.execute(SQL.set_back, *self._crm, list(gone), people, befores, afters)

    async def keep_told(self, positions: Mapping[str, int], links: Mapping[str, Link]) -> None:
        """Keep up to which lines the CRM was told, by person; not of who is another there by now.

        `links` are as they were before it was told.
        """
        people, until = list(positions), list(positions.values())
        ids = [links[person].crm_member_id if person in links else "" for person in people]
        await self._run.execute(SQL.keep_told, *self._crm, people, until, ids)


async def forget_crm(run: Runner, plugin: str) -> None:
    """Forget what a CRM that is gone told, and was told, in all chains."""
    await run.execute(SQL.forget_crm, plugin)
