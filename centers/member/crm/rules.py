"""What a CRM's word makes of a membership: pure.

What was changed here after the last of our changes that the CRM knows counts over what it says:
points are added to its balance, tier and status stay and are on their way to it. Otherwise its word
is the later one and is taken over, unless that cannot be undone, or would make less than nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from centers.member.crm.model import Conflict, CrmState, Drift, Link, Moved, Underway
from centers.member.model import ENDED, Credit, CreditKind, LedgerKind, Member, MemberStatus, Tier
from centers.member.work import Work, reference

Refused = tuple[str, str, str]
"""What cannot be taken over: the field, our value, the CRM's."""


def last_of_each(states: Iterable[CrmState], known: Mapping[str, Link]) -> list[CrmState]:
    """Return the last state of each member, unless a later one is known."""
    by_age = sorted(states, key=lambda state: state.revision)
    last = {state.crm_member_id: state for state in by_age}
    return [
        state
        for state in last.values()
        if state.crm_member_id not in known or known[state.crm_member_id].revision <= state.revision
    ]


def match(
    states: Iterable[CrmState], links: Iterable[Link], persons: Mapping[str, str]
) -> dict[str, str]:
    """Return the persons whom the CRM's members are here, by its ids; empty where nobody is.

    The id that the CRM tells counts before what is known. Nobody is two of its members; one that is
    closed gives way. `links` are what is known of all who may be concerned, `persons` are by our
    member ids.
    """
    known = {link.crm_member_id: link for link in links}
    open_first = sorted(states, key=_is_closed)
    closed = {state.crm_member_id for state in open_first if _is_closed(state)}
    owners = {
        link.person_id: link.crm_member_id
        for link in known.values()
        if not link.closed and link.crm_member_id not in closed
    }
    who: dict[str, str] = {}
    for state in open_first:
        person_id = persons.get(state.member_id, "")
        if not state.member_id and state.crm_member_id in known:
            person_id = known[state.crm_member_id].person_id
        owner = owners.setdefault(person_id, state.crm_member_id)
        who[state.crm_member_id] = person_id if owner == state.crm_member_id else ""
    return who


def take(
    work: Work, person_id: str, state: CrmState, underway: Underway, plugin: str, *, keeps: bool
) -> list[Conflict]:
    """Take over what a CRM says of a locked member; return what cannot be.

    `keeps` says that points are kept at the CRM. What is in conflict leaves the rest alone.
    """
    refused: list[Refused | None] = []
    member = work.members[person_id]
    if keeps and state.points is not None:
        refused.append(take_points(work, member, state, underway, plugin))
    if state.known_revision >= member.revision:
        refused.append(_take_status(work, work.members[person_id], state))
        refused.append(take_tier(work, work.members[person_id], state, underway, plugin))
    return [
        Conflict(state.crm_member_id, field, member.member_id, ours, theirs, work.now)
        for field, ours, theirs in filter(None, refused)
    ]


def nobody(state: CrmState, now: datetime) -> Conflict:
    """Return that nobody here can be whom the CRM names."""
    member_id = state.member_id
    return Conflict(state.crm_member_id, "member_id", member_id, "", member_id, now)


def compare(
    member: Member, state: CrmState | None, moved: Moved, told: int, *, keeps: bool
) -> Drift | None:
    """Return how a member differs at the CRM; None when both sides agree, or will by themselves.

    `moved` is what the CRM has not in its state, `told` is the revision of the last state that was
    taken over.
    """
    drift = Drift(
        member_id=member.member_id,
        crm_member_id=state.crm_member_id if state else "",
        our_points=moved.balance,
        crm_points=state.points if state else None,
        our_tier_code=member.tier_code,
        crm_tier_code=state.tier_code if state else "",
        points_underway=moved.points,
        our_status=member.status,
        crm_status=state.status if state else None,
    )
    if state is None:
        return None if member.status in ENDED else drift
    comes_in = state.revision > told
    differs = _points_differ(state, moved) and not (keeps and comes_in)
    return drift if differs or (not comes_in and _rest_differs(member, state)) else None


def _is_closed(state: CrmState) -> bool:
    return state.status is MemberStatus.CLOSED


def _points_differ(state: CrmState, moved: Moved) -> bool:
    return state.points is not None and state.points + moved.points != moved.balance


def _rest_differs(member: Member, state: CrmState) -> bool:
    """Return whether tier or status differ, and the CRM has heard of ours."""
    both_ended = member.status in ENDED and state.status in ENDED
    if both_ended or state.known_revision < member.revision:
        return False
    tier = state.tier_code not in ("", member.tier_code)
    return tier or state.status not in (None, member.status)


def take_points(
    work: Work, member: Member, state: CrmState, underway: Underway, plugin: str
) -> Refused | None:
    """Set a balance to the CRM's and what has moved here since; return what cannot be."""
    wanted = (state.points or 0) + underway.points
    change = wanted - member.balance
    if wanted < 0 or (change and member.status in ENDED):
        return "points", str(member.balance), str(state.points)
    source = reference(work.now, reason=plugin)
    if change < 0:
        work.post(member.person_id, LedgerKind.CRM, change, spent=-change, source=source)
    elif change > 0:
        entry = work.post(member.person_id, LedgerKind.CRM, change, source=source)
        work.add_credit(grant(entry.entry_id, member.person_id, work, points=change))
        work.settle(member.person_id)
    return None


def _take_status(work: Work, member: Member, state: CrmState) -> Refused | None:
    if state.status in (None, member.status):
        return None
    if member.status in ENDED and state.status in ENDED:
        return None
    if member.status in ENDED or state.status in ENDED:
        # What cannot be undone is for a person to decide.
        theirs = state.status.name if state.status else ""
        return "status", member.status.name, theirs
    work.set_status(member.person_id, state.status or member.status, by_crm=True)
    return None


def take_tier(
    work: Work, member: Member, state: CrmState, underway: Underway, plugin: str
) -> Refused | None:
    """Move growth to where the CRM's tier is reached; return what cannot be."""
    if state.tier_code in ("", member.tier_code) or member.status in ENDED:
        return None
    growth = _nearest_growth(member.growth, state.tier_code, work)
    change = 0 if growth is None else growth - member.growth
    granted = sum(credit.growth - credit.reversed_growth for credit in underway.granted)
    if growth is None or -change > granted:
        theirs = state.tier_code
        return "tier_code", member.tier_code, theirs
    source = reference(work.now, reason=plugin)
    entry = work.post(member.person_id, LedgerKind.CRM, 0, growth=change, source=source)
    if change > 0:
        work.add_credit(grant(entry.entry_id, member.person_id, work, growth=change))
    _take_back(work, underway.granted, -change)
    return None


def _nearest_growth(growth: int, tier_code: str, work: Work) -> int | None:
    """Return the growth nearest to this one at which a member has a tier; None for no such tier."""
    codes = [tier.code for tier in work.ladder]
    if tier_code not in codes:
        return None
    step = codes.index(tier_code)
    above: list[Tier] = list(work.ladder[step + 1 : step + 2])
    growth = max(growth, work.ladder[step].growth_required)
    return min(growth, above[0].growth_required - 1) if above else growth


def _take_back(work: Work, granted: Iterable[Credit], growth: int) -> None:
    """Take growth back from what a CRM has granted."""
    for credit in granted:
        part = min(growth, credit.growth - credit.reversed_growth)
        if part > 0:
            work.change_credit(replace(credit, reversed_growth=credit.reversed_growth + part))
            growth -= part


def grant(entry_id: str, person_id: str, work: Work, *, points: int = 0, growth: int = 0) -> Credit:
    """Return what a CRM gave; its points end when the CRM says so."""
    return Credit(CreditKind.GRANT, entry_id, person_id, 0, "", points, growth, work.now, None)
