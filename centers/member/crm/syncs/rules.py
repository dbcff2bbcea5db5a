"""How a sync goes on: pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from centers.member.crm.model import CrmState
from centers.member.crm.syncs.model import Phase, Step, Sync, SyncDirection, SyncStatus, Unheard
from centers.member.model import ENDED, Member


def first_phase(direction: SyncDirection) -> Phase:
    """Return what a sync begins with."""
    return Phase.PUSH if direction is SyncDirection.PUSH else Phase.PULL


def after(sync: Sync, step: Step, now: datetime) -> Sync:
    """Return a running sync as it is after a step."""
    counted = replace(
        sync,
        cursor=step.cursor,
        pulled_count=sync.pulled_count + step.pulled,
        pushed_count=sync.pushed_count + step.pushed,
        refused_count=sync.refused_count + step.refused,
        conflict_count=sync.conflict_count + step.conflicts,
        failure="",
    )
    if not step.is_last:
        return counted
    if sync.phase is Phase.PULL and sync.direction is SyncDirection.BOTH:
        return replace(counted, phase=Phase.PUSH, cursor="")
    return replace(counted, status=SyncStatus.FINISHED, ended_at=now)


def failed(sync: Sync, why: str, now: datetime) -> Sync:
    """Return a sync that cannot go on."""
    return replace(sync, status=SyncStatus.FAILED, failure=why, ended_at=now)


def unheard_of(
    members: Sequence[Member],
    states: Mapping[str, CrmState],
    told: Mapping[str, int],
    opened: Container[str],
) -> Unheard:
    """Return those of whom a CRM does not know how they stand here, or not all points.

    By persons: `states` are those that the CRM has, `told` is up to which lines it was told before
    it was asked, `opened` are those of whom it was not told some.
    """
    concerned = [each for each in members if each.person_id in states or each.status not in ENDED]
    people = {each.person_id: each for each in concerned}
    known = {each: states[each].known_position if each in states else 0 for each in people}
    gone = {each for each in people if each not in states}
    changed = {
        each for each in people.keys() - gone if states[each].known_revision < people[each].revision
    }
    lost = {each for each in people if known[each] < told.get(each, 0)}
    behind = {each for each in people if each in opened}
    return Unheard(
        people=gone | changed | lost | behind,
        gone=gone,
        changed=changed,
        told={each: told[each] for each in lost},
        known={each: known[each] for each in lost},
    )
