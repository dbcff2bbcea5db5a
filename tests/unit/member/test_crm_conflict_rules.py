"""However points are decided on, both sides have the same afterwards, and never less than none."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from centers.member.crm.conflicts import rules
from centers.member.crm.conflicts.model import Claim
from centers.member.crm.model import CrmState, Underway
from centers.member.model import LedgerKind, MemberStatus, Tier
from centers.member.work import Work
from tests.unit.member.build import NOW, member

PERSON, PLUGIN = "per_ann", "crm_a"
LADDER = (Tier("base", "Base", 0, 100),)
POINTS = st.integers(-10_000, 10_000)


def work_with(balance: int, owed: int, status: MemberStatus) -> Work:
    ann = replace(member(), balance=balance, owed=0 if balance else owed, status=status)
    return Work({PERSON: ann}, LADDER, NOW)


def claim(crm: int, underway: int) -> Claim:
    state = CrmState("crm_1", "mem", MemberStatus.ACTIVE, "", crm, 1, 1, 0)
    return Claim("points", state, Underway(underway))


def told(work: Work) -> int:
    """What the CRM is told of the lines: not those that count as its own."""
    return sum(each.points for each in work.entries if each.kind is not LedgerKind.CRM)


def conserves(work: Work, before: int) -> bool:
    """Balance less debt is what came, less what was spent."""
    after = work.members[PERSON]
    came = sum(each.points for each in work.new_credits.values())
    return after.balance - before == came - after.spent


@given(st.integers(0, 10_000), st.integers(0, 50), POINTS, POINTS, st.sampled_from(MemberStatus))
def test_ours_are_kept_and_the_crm_has_as_many(balance, owed, crm, underway, status):
    work = work_with(balance, owed, status)
    before = work.members[PERSON]
    rules.keep_ours(work, PERSON, claim(crm, underway), PLUGIN)
    after = work.members[PERSON]
    assert (after.balance, after.owed) == (before.balance, before.owed)
    assert crm + underway + told(work) == balance
    assert all(each.balance_after >= 0 for each in work.entries)
    assert conserves(work, balance)


@given(st.integers(0, 10_000), POINTS, POINTS)
def test_theirs_are_taken_as_far_as_they_can_be(balance, crm, underway):
    work = work_with(balance, 0, MemberStatus.ACTIVE)
    rules.take_theirs(work, PERSON, claim(crm, underway), PLUGIN)
    after = work.members[PERSON].balance
    assert after == max(0, crm + underway)
    assert crm + underway + told(work) == after
    assert conserves(work, balance)
