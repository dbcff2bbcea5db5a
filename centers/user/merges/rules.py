"""Decisions about merges."""

from __future__ import annotations

from centers.user import errors
from centers.user.merges.model import Merge
from centers.user.model import Person, PersonStatus


def demand_undoable(merge: Merge, gone: Person, kept: Person) -> None:
    """Raise MergeNotPossible unless both persons are still as the merge left them."""
    if gone.status is not PersonStatus.MERGED or gone.merged_into != merge.into_person_id:
        raise errors.MergeNotPossible("The merged person is not merged into that one any more.")
    if kept.status is PersonStatus.MERGED:
        raise errors.MergeNotPossible("The person that stayed was merged on: undo that first.")
