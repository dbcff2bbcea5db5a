"""Decisions about the memberships of merged persons: joining them, and parting them again.

Both move numbers from one membership to the other, so that no point is made or lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from centers.member.model import Credit, Joined, LedgerKind, Member, MemberStatus
from centers.member.work import Work, reference
from mesh.pure.merge import Merge


def join(work: Work, merge: Merge, redeemed: int) -> Joined:
    """Give all numbers of the merged person's membership to the one that stays.

    `redeemed` is what of the points is spent in redemptions.
    """
    gone, kept = work.members[merge.from_person_id], work.members[merge.into_person_id]
    _shift(work, merge, _Numbers(gone.balance - gone.owed, gone.growth, gone.spent))
    if gone.status is not MemberStatus.MERGED:
        work.set_status(gone.person_id, MemberStatus.MERGED)
        _set_status(work, kept, _joined_status(gone.status, kept.status))
    return Joined(gone.status, kept.status, gone.spent, redeemed)


def part(
    work: Work, merge: Merge, joined: Joined, credits_: Iterable[Credit], redeemed: int
) -> int:
    """Give back what was joined, as it stands now; return how much of it is spent.

    `credits_` are those that go back, `redeemed` is what of the points is still spent in the
    redemptions that go back. What the other has spent of it meanwhile, the other owes.
    """
    back = list(credits_)
    spent = joined.spent - (joined.redeemed - redeemed)
    points = sum(credit.left for credit in back) - spent
    growth = sum(credit.growth - credit.reversed_growth for credit in back)
    _shift(work, merge, _Numbers(-points, -growth, -spent))
    work.set_status(merge.from_person_id, joined.from_status)
    kept = work.members[merge.into_person_id]
    if kept.status is _joined_status(joined.from_status, joined.into_status):
        _set_status(work, kept, joined.into_status)
    return spent


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What changes of a membership: points less what is owed, growth, and what was spent."""

    points: int
    growth: int
    spent: int

    def negated(self) -> _Numbers:
        return _Numbers(-self.points, -self.growth, -self.spent)


def _shift(work: Work, merge: Merge, numbers: _Numbers) -> None:
    """Move numbers from the merged person's membership to that of the person that stays."""
    _post(work, merge, merge.from_person_id, numbers.negated())
    _post(work, merge, merge.into_person_id, numbers)


def _post(work: Work, merge: Merge, person_id: str, change: _Numbers) -> None:
    member = work.members[person_id]
    after = member.balance - member.owed + change.points
    balance, owed = max(after, 0) - member.balance, max(-after, 0) - member.owed
    if any((balance, owed, change.growth, change.spent)):
        work.post(
            person_id,
            LedgerKind.MERGE,
            balance,
            growth=change.growth,
            owed=owed,
            spent=change.spent,
            source=reference(work.now, reason=merge.merge_id),
        )


def _joined_status(gone: MemberStatus, kept: MemberStatus) -> MemberStatus:
    """Return how two memberships that become one stand.

    Frozen stays frozen; a membership that was closed is opened again by one that is not.
    """
    if MemberStatus.FROZEN in (gone, kept):
        return MemberStatus.FROZEN
    return gone if kept is MemberStatus.CLOSED else kept


def _set_status(work: Work, member: Member, status: MemberStatus) -> None:
    if member.status is not status:
        work.set_status(member.person_id, status)
