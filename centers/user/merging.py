"""Merging two records of one human being, and undoing it. Expects a transaction's scope."""

from __future__ import annotations

from dataclasses import replace

from centers.user import errors, rules
from centers.user.addresses import settle_default
from centers.user.model import LoginEnd, Merge, Person, PersonStatus
from centers.user.scope import Scope
from mesh.pure.ids import new_id


async def merge_persons(
    scope: Scope, from_id: str, into_id: str, reason: str
) -> tuple[Merge, Person]:
    """Move identities and addresses to the person that stays; end the other's logins."""
    found = await scope.store.take_persons_for_change(from_id, into_id)
    gone = rules.demand_in_use(found.get(from_id), from_id)
    kept = rules.demand_in_use(found.get(into_id), into_id)
    merge = Merge(
        merge_id=new_id("mrg"),
        from_person_id=from_id,
        into_person_id=into_id,
        moved_identity_ids=await scope.store.move_identities(from_id, into_id),
        moved_address_ids=await scope.store.move_addresses(from_id, into_id),
        reason=reason,
        merged_at=scope.now,
    )
    await scope.ended(
        await scope.logins.end_logins_of_person(from_id, LoginEnd.PERSON_MERGED, scope.now)
    )
    await scope.revoke_all_of(from_id)
    merged = replace(gone, status=PersonStatus.MERGED, merged_into=into_id, updated_at=scope.now)
    await scope.store.save_person(merged)
    await scope.store.add_merge(merge)
    await scope.tell_merge(merge)
    await settle_default(scope, into_id)
    return merge, kept


async def undo_merge(scope: Scope, merge_id: str) -> Merge:
    """Move back what the merge moved and is still there; a merge undone already stays so."""
    merge = await scope.store.take_merge_for_change(merge_id)
    if merge is None:
        raise errors.MergeNotFound(merge_id=merge_id)
    if merge.undone_at is not None:
        return merge
    from_id, into_id = merge.from_person_id, merge.into_person_id
    found = await scope.store.take_persons_for_change(from_id, into_id)
    gone, kept = found[from_id], found[into_id]
    rules.demand_undoable(merge, gone, kept)
    await _move_back(scope, merge)
    again = replace(gone, status=PersonStatus.ACTIVE, merged_into="", updated_at=scope.now)
    await scope.store.save_person(again)
    await scope.store.end_merge(merge_id, scope.now)
    for person_id in (from_id, into_id):
        await settle_default(scope, person_id)
    undone = replace(merge, undone_at=scope.now)
    await scope.tell_merge(undone)
    return undone


async def _move_back(scope: Scope, merge: Merge) -> None:
    from_id, into_id = merge.from_person_id, merge.into_person_id
    # No ids would mean all of them, to the store.
    if merge.moved_identity_ids:
        ids = merge.moved_identity_ids
        await scope.store.move_identities(into_id, from_id, ids)
        await scope.ended(
            await scope.logins.end_logins_of_person(into_id, LoginEnd.PERSON_MERGED, scope.now, ids)
        )
    if merge.moved_address_ids:
        await scope.store.move_addresses(into_id, from_id, merge.moved_address_ids)
