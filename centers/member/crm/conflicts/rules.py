"""What a person's decision about a conflict with a CRM makes of a membership: pure."""

from __future__ import annotations

from dataclasses import replace

from centers.member.crm.conflicts.model import Claim
from centers.member.crm.rules import grant, take_points, take_tier
from centers.member.errors import CrmValueImpossible
from centers.member.model import ENDED, LedgerKind, MemberStatus
from centers.member.points.rules import move
from centers.member.work import Work, reference

CLOSED_AT_CRM = "closed at the CRM"
"""The reason with which a membership ends that somebody has ended there."""


def keep_ours(work: Work, person_id: str, claim: Claim, plugin: str) -> None:
    """Have the CRM take our value of a locked member."""
    if claim.field == "points":
        _move_at_crm(work, person_id, work.members[person_id].balance - claim.points, plugin)
    else:
        work.tell_again(person_id)


def take_theirs(work: Work, person_id: str, claim: Claim, plugin: str) -> None:
    """Take over the CRM's value of a locked member. Raise CrmValueImpossible."""
    member, state, underway = work.members[person_id], claim.state, claim.underway
    has_ended = member.status in ENDED
    if claim.field == "status":
        if has_ended or state.status is not MemberStatus.CLOSED:
            raise _impossible(claim, state.status.name if state.status else "")
        move(work, person_id, MemberStatus.CLOSED, CLOSED_AT_CRM)
    elif claim.field == "tier_code":
        if has_ended or take_tier(work, member, state, underway, plugin):
            raise _impossible(claim, state.tier_code)
    elif take_points(work, member, state, underway, plugin):
        if has_ended:
            raise _impossible(claim, str(state.points))
        _empty(work, person_id, plugin)
        _move_at_crm(work, person_id, -claim.points, plugin)


def _impossible(claim: Claim, theirs: str) -> CrmValueImpossible:
    return CrmValueImpossible(field=claim.field, crm_value=theirs)


def _empty(work: Work, person_id: str, plugin: str) -> None:
    """Take all points of a member, as the CRM has done."""
    if left := work.members[person_id].balance:
        source = reference(work.now, reason=plugin)
        work.post(person_id, LedgerKind.CRM, -left, spent=left, source=source)


def _move_at_crm(work: Work, person_id: str, points: int, plugin: str) -> None:
    """Have the balance at the CRM move by points, and ours stay.

    Two lines do that: one that the CRM is told, and one that counts as its own. The credit between
    them ends at once, so that it, and nothing else of the member's, counts as spent.
    """
    if not points:
        return
    size = abs(points)
    comes, goes = LedgerKind.ADJUST, LedgerKind.CRM
    if points < 0:
        comes, goes = goes, comes
    source = reference(work.now, reason=plugin)
    entry = work.post(person_id, comes, size, source=source)
    credit = grant(entry.entry_id, person_id, work, points=size)
    work.add_credit(replace(credit, expires_at=work.now))
    work.post(person_id, goes, -size, spent=size, source=source)
