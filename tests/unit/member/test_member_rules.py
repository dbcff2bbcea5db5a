"""What amounts are worth, what refunds take back, and which tier a growth value reaches."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.member import errors, rules
from centers.member.model import Benefit, BenefitKind, LoyaltyProgramme, MemberStatus, Tier
from centers.member.states import MEMBER
from tests.unit.member.build import LADDER, NOW, member


@pytest.mark.parametrize(
    ("amount", "rate", "points"),
    [(0, 100, 0), (99, 100, 0), (100, 100, 1), (1999, 100, 19), (1999, 150, 29), (1999, 0, 0)],
)
def test_points_are_whole_and_rounded_down(amount, rate, points):
    assert rules.points_for(amount, LoyaltyProgramme(), rate) == points


@given(
    earned=st.integers(0, 10**6),
    refunds=st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
    rest=st.integers(0, 10**6),
)
def test_refunds_in_any_pieces_take_back_no_more_than_was_earned(earned, refunds, rest):
    amount, refunded, taken = sum(refunds) + rest, 0, 0
    for refund in refunds:
        share = rules.share_due(earned, amount, refunded, refund)
        assert share >= 0
        refunded, taken = refunded + refund, taken + share
        # Never ahead of the exact proportion, and less than one point behind it.
        assert 0 <= earned * refunded - taken * amount < amount
    assert taken <= earned
    if not rest:
        assert taken == earned


@given(growth=st.integers(0, 2000), starts=st.sets(st.integers(1, 2000), max_size=6))
def test_a_tier_is_the_highest_that_the_growth_reaches(growth, starts):
    ladder = rules.ladder_of(
        Tier(f"t{start}", "T", start, 100) for start in sorted({0, *starts}, reverse=True)
    )
    reached = rules.tier_at(growth, ladder)
    assert reached.growth_required <= growth
    assert not any(reached.growth_required < t.growth_required <= growth for t in ladder)


@pytest.mark.parametrize(
    "tiers",
    [
        [],
        [Tier("a", "A", 1, 100)],
        [Tier("a", "A", 0, 100), Tier("b", "B", 0, 100)],
        [Tier("a", "A", 0, 100), Tier("a", "B", 5, 100)],
    ],
)
def test_tiers_that_make_no_ladder_are_refused(tiers):
    with pytest.raises(errors.TiersInconsistent):
        rules.ladder_of(tiers)


def test_a_benefit_of_an_unknown_tier_is_refused():
    benefit = Benefit("b", "B", "", BenefitKind.SERVICE, ("base", "silver"))
    with pytest.raises(errors.TierUnknown) as refused:
        rules.demand_tiers_of_benefits([benefit], LADDER)
    assert refused.value.metadata["tier_code"] == "silver"


def test_points_expire_after_the_days_of_the_programme_or_never():
    assert rules.expiry_of(NOW, LoyaltyProgramme()) is None
    assert rules.expiry_of(NOW, LoyaltyProgramme(points_valid_days=30)) == NOW + timedelta(days=30)


def test_a_programme_takes_its_own_currency_or_any():
    assert rules.takes(LoyaltyProgramme(), "USD")
    assert rules.takes(LoyaltyProgramme(currency="CNY"), "CNY")
    assert not rules.takes(LoyaltyProgramme(currency="CNY"), "USD")


def test_only_an_active_member_with_enough_points_spends():
    rules.demand_spendable(member(balance=10), 10)
    with pytest.raises(errors.NotEnoughPoints):
        rules.demand_spendable(member(balance=10), 11)
    with pytest.raises(errors.MemberFrozen):
        rules.demand_spendable(member(balance=10, status=MemberStatus.FROZEN), 1)
    with pytest.raises(errors.MemberClosed):
        rules.demand_spendable(member(balance=10, status=MemberStatus.CLOSED), 1)


def test_a_closed_membership_never_opens_again():
    assert MEMBER.final == {MemberStatus.CLOSED}
    with pytest.raises(errors.IllegalMove):
        MEMBER.demand(MemberStatus.CLOSED, MemberStatus.ACTIVE, errors.IllegalMove)
    with pytest.raises(errors.IllegalMove):
        MEMBER.demand(MemberStatus.ACTIVE, MemberStatus.ACTIVE, errors.IllegalMove)
    MEMBER.demand(MemberStatus.ACTIVE, MemberStatus.FROZEN, errors.IllegalMove)
