"""What one change makes of a member's points."""

from datetime import timedelta

import pytest

from centers.member import errors
from centers.member.model import (
    EventKind,
    LedgerKind,
    LoyaltyProgramme,
    MemberStatus,
    Outcome,
    ReverseItem,
)
from centers.member.points import rules as points
from tests.unit.member.build import NOW, credit, member, order, work_of

PLAIN = LoyaltyProgramme()


def refund(order_id: str, refund_id: str, amount: int, currency: str = "CNY") -> ReverseItem:
    return ReverseItem(order_id, refund_id, amount, currency)


def kinds(work) -> list[tuple[str, int]]:
    return [(entry.kind.name, entry.points) for entry in work.entries]


def test_an_order_named_twice_is_answered_twice_and_earns_once():
    work = work_of(member())
    results = points.earn(work, PLAIN, {}, [order("o1", 1000), order("o1", 1000)])
    assert [(r.outcome, r.points) for r in results] == [
        (Outcome.DONE, 10),
        (Outcome.ALREADY_DONE, 10),
    ]
    assert kinds(work) == [("EARN", 10)]


@pytest.mark.parametrize(
    "again",
    [order("o1", 999), order("o1", 1000, "per_bea"), order("o1", 1000)],
    ids=["amount", "person", "same"],
)
def test_an_order_earns_only_as_it_did_first(again):
    work = work_of(member(), member("per_bea"))
    (result,) = points.earn(work, PLAIN, {"o1": credit("o1", 10)}, [again])
    same = again == order("o1", 1000)
    assert result.reason == ("" if same else "EARNED_DIFFERENTLY")
    assert result.person_id == again.person_id
    assert work.is_empty


def test_one_refused_order_does_not_touch_its_neighbours():
    work = work_of(member(), member("per_bea", status=MemberStatus.CLOSED))
    items = [order("o1", 100), order("o2", 100, "per_bea"), order("o3", 100)]
    results = points.earn(work, PLAIN, {}, items)
    assert [r.reason for r in results] == ["", "MEMBER_CLOSED", ""]
    assert work.members["per_ann"].balance == 2


def test_an_order_in_a_foreign_currency_earns_nothing():
    (result,) = points.earn(
        work_of(member()), LoyaltyProgramme(currency="USD"), {}, [order("o1", 100)]
    )
    assert (result.outcome, result.reason) == (Outcome.REFUSED, "CURRENCY_MISMATCH")


def test_the_tier_reached_by_one_order_counts_for_the_next():
    work = work_of(member())
    results = points.earn(work, PLAIN, {}, [order("o1", 50_000), order("o2", 10_000)])
    assert [r.points for r in results] == [500, 150]
    tiers = [e.previous_tier_code for e in work.events if e.kind is EventKind.TIER_CHANGED]
    assert tiers == ["base"]
    assert work.members["per_ann"].tier_code == "gold"


def test_an_order_too_small_for_a_point_is_known_but_leaves_no_line():
    work = work_of(member())
    (result,) = points.earn(work, PLAIN, {}, [order("o1", 99)])
    assert (result.outcome, result.points) == (Outcome.DONE, 0)
    assert (len(work.new_credits), work.entries) == (1, [])


def test_validity_runs_from_completion():
    work = work_of(member())
    done = NOW - timedelta(days=10)
    points.earn(
        work, LoyaltyProgramme(points_valid_days=30), {}, [order("o1", 100, completed_at=done)]
    )
    assert [c.expires_at for c in work.new_credits.values()] == [done + timedelta(days=30)]


def test_a_refund_takes_its_share_and_a_repetition_takes_nothing():
    work = work_of(member(balance=10, growth=10))
    items = [refund("o1", "r1", 250), refund("o1", "r1", 250), refund("o1", "r1", 300)]
    results = points.reverse(work, {"o1": credit("o1", 10)}, {}, items)
    assert [(r.outcome, r.points, r.reason) for r in results] == [
        (Outcome.DONE, 2, ""),
        (Outcome.ALREADY_DONE, 2, ""),
        (Outcome.REFUSED, 0, "REVERSED_DIFFERENTLY"),
    ]
    assert kinds(work) == [("REVERSE", -2)]
    assert work.members["per_ann"].growth == 8


def test_what_was_spent_already_is_owed_and_paid_by_the_next_points():
    work = work_of(member(balance=3, growth=10, spent=7))
    (result,) = points.reverse(work, {"o1": credit("o1", 10)}, {}, [refund("o1", "r", 1000)])
    assert (result.points, result.owed) == (10, 7)
    assert (work.members["per_ann"].balance, work.members["per_ann"].owed) == (0, 7)
    points.earn(work, PLAIN, {}, [order("o2", 1200)])
    assert kinds(work) == [("REVERSE", -3), ("EARN", 12), ("SETTLE", -7)]
    assert (work.members["per_ann"].balance, work.members["per_ann"].owed) == (5, 0)


def test_refunds_beyond_the_order_and_of_unknown_orders_are_refused():
    work = work_of(member(balance=10, growth=10))
    items = [refund("o1", "r1", 1001), refund("o2", "r2", 1), refund("o1", "r3", 1, "USD")]
    results = points.reverse(work, {"o1": credit("o1", 10)}, {}, items)
    assert [r.reason for r in results] == [
        "REFUND_EXCEEDS_EARNED",
        "NOTHING_EARNED",
        "CURRENCY_MISMATCH",
    ]
    assert work.is_empty


def test_a_refund_does_not_take_points_that_have_expired_already():
    work = work_of(member(balance=5, growth=10, spent=0))
    expired = credit("o1", 10, expired=10)
    (result,) = points.reverse(work, {"o1": expired}, {}, [refund("o1", "r", 1000)])
    assert (result.points, result.growth) == (0, 10)
    assert work.members["per_ann"].balance == 5


def test_spent_points_come_back_and_settle_what_is_owed():
    work = work_of(member(balance=10, growth=4))
    redemption = points.redeem(work, "per_ann", 10, [], order_id="o9", reason="coffee")
    assert work.members["per_ann"].spent == 10
    points.reverse(work, {"o1": credit("o1", 4)}, {}, [refund("o1", "r", 400)])
    back = points.unredeem(work, redemption, [])
    ann = work.members["per_ann"]
    assert back.unredeemed_at == NOW
    assert (ann.balance, ann.owed, ann.spent) == (6, 0, 0)
    assert kinds(work) == [("REDEEM", -10), ("REVERSE", 0), ("UNREDEEM", 10), ("SETTLE", -4)]


def test_points_that_come_back_after_their_time_expire_at_once():
    work = work_of(member(balance=0, spent=10))
    lapsed = credit("o1", 10, expires_at=NOW - timedelta(days=1))
    redemption = points.Redemption("rdm_1", "per_ann", 10, "", "", NOW)
    points.unredeem(work, redemption, [lapsed])
    assert kinds(work) == [("UNREDEEM", 10), ("EXPIRE", -10)]


def test_points_whose_time_has_come_are_not_spent_whether_they_were_swept_or_not():
    lapsed = [credit("o1", 10, expires_at=NOW)]
    with pytest.raises(errors.NotEnoughPoints):
        points.redeem(work_of(member(balance=12)), "per_ann", 3, lapsed)
    work = work_of(member(balance=12))
    points.redeem(work, "per_ann", 2, lapsed)
    assert kinds(work) == [("EXPIRE", -10), ("REDEEM", -2)]


def test_spending_counts_against_what_expires_first():
    work = work_of(member(balance=12, spent=8))
    first = credit("o1", 5, expires_at=NOW - timedelta(days=2))
    second = credit("o2", 5, expires_at=NOW - timedelta(days=1))
    assert work.expire("per_ann", [second, first]) == 2
    assert {c.credit_id: c.expired for c in work.changed_credits.values()} == {"o2": 2}
    assert work.members["per_ann"].balance == 10


def test_a_grant_can_be_spent_and_no_more_can_be_taken_than_there_is():
    work = work_of(member())
    points.adjust(work, PLAIN, "per_ann", 20, "sorry")
    points.adjust(work, PLAIN, "per_ann", -5, "mistake")
    with pytest.raises(errors.NotEnoughPoints):
        points.adjust(work, PLAIN, "per_ann", -16, "mistake")
    assert kinds(work) == [("ADJUST", 20), ("ADJUST", -5)]


def test_closing_forfeits_the_balance_and_freezing_keeps_it():
    work = work_of(member(balance=7), member("per_bea", balance=7))
    points.move(work, "per_ann", MemberStatus.CLOSED, "left")
    points.move(work, "per_bea", MemberStatus.FROZEN, "dispute")
    assert (work.members["per_ann"].balance, work.members["per_bea"].balance) == (0, 7)
    assert [e.kind for e in work.entries] == [LedgerKind.FORFEIT]
    assert [e.kind for e in work.events].count(EventKind.STATUS_CHANGED) == 2
