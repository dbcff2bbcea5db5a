"""Merging two records of one human being, and undoing it."""

from __future__ import annotations

from dataclasses import replace

from centers.user import errors
from centers.user.addresses.operations import settle_default
from centers.user.addresses.store import AddressStore
from centers.user.login.model import LoginEnd
from centers.user.merges import rules
from centers.user.merges.model import Merge
from centers.user.merges.store import MergeStore
from centers.user.messages import merge_event
from centers.user.model import Person, PersonStatus
from centers.user.revocations.operations import Revocations
from centers.user.rules import demand_in_use
from centers.user.store import UserStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.ids import new_id


class Merges:
    """The operations on merges, for the merchant of the current call."""

    def __init__(self, db: Database, revocations: Revocations) -> None:
        self._db = db
        self._revocations = revocations

    async def merge(
        self, unit: Unit, from_id: str, into_id: str, reason: str
    ) -> tuple[Merge, Person]:
        """Move identities and addresses to the person that stays; end the other's logins."""
        persons, addresses, merges = _stores(unit)
        found = await persons.take_persons(from_id, into_id)
        gone = demand_in_use(found.get(from_id), from_id)
        kept = demand_in_use(found.get(into_id), into_id)
        merge = Merge(
            merge_id=new_id("mrg"),
            from_person_id=from_id,
            into_person_id=into_id,
            moved_identity_ids=await persons.move_identities(from_id, into_id),
            moved_address_ids=await addresses.move(from_id, into_id),
            reason=reason,
            merged_at=unit.now,
        )
        await self._revocations.end_logins(unit, from_id, LoginEnd.PERSON_MERGED)
        await self._revocations.revoke_subject(unit, "person", from_id)
        await persons.save_person(
            replace(gone, status=PersonStatus.MERGED, merged_into=into_id, updated_at=unit.now)
        )
        await merges.add(merge)
        unit.events.append(merge_event(merge, merchant_id(), unit.trace_id))
        await settle_default(unit, into_id)
        return merge, kept

    async def undo(self, unit: Unit, merge_id: str) -> Merge:
        """Move back what the merge moved and is still there; one undone already stays so."""
        persons, _, merges = _stores(unit)
        merge = await merges.take(merge_id)
        if merge is None:
            raise errors.MergeNotFound(merge_id=merge_id)
        if merge.undone_at is not None:
            return merge
        from_id, into_id = merge.from_person_id, merge.into_person_id
        found = await persons.take_persons(from_id, into_id)
        gone, kept = found[from_id], found[into_id]
        rules.demand_undoable(merge, gone, kept)
        await self._move_back(unit, merge)
        await persons.save_person(
            replace(gone, status=PersonStatus.ACTIVE, merged_into="", updated_at=unit.now)
        )
        await merges.end(merge_id, unit.now)
        for person_id in (from_id, into_id):
            await settle_default(unit, person_id)
        undone = replace(merge, undone_at=unit.now)
        unit.events.append(merge_event(undone, merchant_id(), unit.trace_id))
        return undone

    async def list_merges(self, person_id: str, page: Page, *, standing_only: bool) -> list[Merge]:
        """Return one merge more than the page shows, newest first."""
        store = MergeStore(self._db, merchant_id())
        return await store.list_merges(person_id, page, standing_only=standing_only)

    async def _move_back(self, unit: Unit, merge: Merge) -> None:
        persons, addresses, _ = _stores(unit)
        from_id, into_id = merge.from_person_id, merge.into_person_id
        # No ids would mean all of them, to the store.
        if merge.moved_identity_ids:
            ids = merge.moved_identity_ids
            await persons.move_identities(into_id, from_id, ids)
            await self._revocations.end_logins(unit, into_id, LoginEnd.PERSON_MERGED, ids)
        if merge.moved_address_ids:
            await addresses.move(into_id, from_id, merge.moved_address_ids)


def _stores(unit: Unit) -> tuple[UserStore, AddressStore, MergeStore]:
    where = unit.connection, merchant_id()
    return UserStore(*where), AddressStore(*where), MergeStore(*where)
