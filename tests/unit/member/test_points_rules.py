"""What one change makes of a member's points."""

from datetime import timedelta

import pytest

from centers.member import errors, rules_points
from centers.member.model import (
    EventKind,
    LedgerKind,
    MemberStatus,
    Outcome,
    Programme,
    ReverseItem,
)
from tests.unit.member.build import NOW, book_of, credit, member, order

PLAIN = Programme()


def refund(order_id: str, refund_id: str, amount: int, currency: str = "CNY") -> ReverseItem:
    return ReverseItem(order_id, refund_id, amount, currency)


def kinds(book) -> list[tuple[str, int]]:
    return [(entry.kind.name, entry.points) for entry in book.entries]


def test_an_order_named_twice_is_answered_twice_and_earns_once():
    book = book_of(member())
    results = rules_points.earn(book, PLAIN, {}, [order("o1", 1000), order("o1", 1000)])
    assert [(r.outcome, r.points) for r in results] == [
        (Outcome.DONE, 10),
        (Outcome.ALREADY_DONE, 10),
    ]
    assert kinds(book) == [("EARN", 10)]


@pytest.mark.parametrize(
    "again",
    [order("o1", 999), order("o1", 1000, "per_bea"), order("o1", 1000)],
    ids=["amount", "person", "same"],
)
def test_an_order_earns_only_as_it_did_first(again):
    book = book_of(member(), member("per_bea"))
    (result,) = rules_points.earn(book, PLAIN, {"o1": credit("o1", 10)}, [again])
    same = again == order("o1", 1000)
    assert result.reason == ("" if same else "EARNED_DIFFERENTLY")
    assert result.person_id == again.person_id
    assert book.is_empty


def test_one_refused_order_does_not_touch_its_neighbours():
    book = book_of(member(), member("per_bea", status=MemberStatus.CLOSED))
    items = [order("o1", 100), order("o2", 100, "per_bea"), order("o3", 100)]
    results = rules_points.earn(book, PLAIN, {}, items)
    assert [r.reason for r in results] == ["", "MEMBER_CLOSED", ""]
    assert book.members["per_ann"].balance == 2


def test_an_order_in_a_foreign_currency_earns_nothing():
    (result,) = rules_points.earn(
        book_of(member()), Programme(currency="USD"), {}, [order("o1", 100)]
    )
    assert (result.outcome, result.reason) == (Outcome.REFUSED, "CURRENCY_MISMATCH")


def test_the_tier_reached_by_one_order_counts_for_the_next():
    book = book_of(member())
    results = rules_points.earn(book, PLAIN, {}, [order("o1", 50_000), order("o2", 10_000)])
    assert [r.points for r in results] == [500, 150]
    tiers = [e.previous_tier_code for e in book.events if e.kind is EventKind.TIER_CHANGED]
    assert tiers == ["base"]
    assert book.members["per_ann"].tier_code == "gold"


def test_an_order_too_small_for_a_point_is_known_but_leaves_no_line():
    book = book_of(member())
    (result,) = rules_points.earn(book, PLAIN, {}, [order("o1", 99)])
    assert (result.outcome, result.points) == (Outcome.DONE, 0)
    assert (len(book.new_credits), book.entries) == (1, [])


def test_validity_runs_from_completion():
    book = book_of(member())
    done = NOW - timedelta(days=10)
    rules_points.earn(
        book, Programme(points_valid_days=30), {}, [order("o1", 100, completed_at=done)]
    )
    assert [c.expires_at for c in book.new_credits.values()] == [done + timedelta(days=30)]


def test_a_refund_takes_its_share_and_a_repetition_takes_nothing():
    book = book_of(member(balance=10, growth=10))
    items = [refund("o1", "r1", 250), refund("o1", "r1", 250), refund("o1", "r1", 300)]
    results = rules_points.reverse(book, {"o1": credit("o1", 10)}, {}, items)
    assert [(r.outcome, r.points, r.reason) for r in results] == [
        (Outcome.DONE, 2, ""),
        (Outcome.ALREADY_DONE, 2, ""),
        (Outcome.REFUSED, 0, "REVERSED_DIFFERENTLY"),
    ]
    assert kinds(book) == [("REVERSE", -2)]
    assert book.members["per_ann"].growth == 8


def test_what_was_spent_already_is_owed_and_paid_by_the_next_points():
    book = book_of(member(balance=3, growth=10, spent=7))
    (result,) = rules_points.reverse(book, {"o1": credit("o1", 10)}, {}, [refund("o1", "r", 1000)])
    assert (result.points, result.owed) == (10, 7)
    assert (book.members["per_ann"].balance, book.members["per_ann"].owed) == (0, 7)
    rules_points.earn(book, PLAIN, {}, [order("o2", 1200)])
    assert kinds(book) == [("REVERSE", -3), ("EARN", 12), ("SETTLE", -7)]
    assert (book.members["per_ann"].balance, book.members["per_ann"].owed) == (5, 0)


def test_refunds_beyond_the_order_and_of_unknown_orders_are_refused():
    book = book_of(member(balance=10, growth=10))
    items = [refund("o1", "r1", 1001), refund("o2", "r2", 1), refund("o1", "r3", 1, "USD")]
    results = rules_points.reverse(book, {"o1": credit("o1", 10)}, {}, items)
    assert [r.reason for r in results] == [
        "REFUND_EXCEEDS_EARNED",
        "NOTHING_EARNED",
        "CURRENCY_MISMATCH",
    ]
    assert book.is_empty


def test_a_refund_does_not_take_points_that_have_expired_already():
    book = book_of(member(balance=5, growth=10, spent=0))
    expired = credit("o1", 10, expired=10)
    (result,) = rules_points.reverse(book, {"o1": expired}, {}, [refund("o1", "r", 1000)])
    assert (result.points, result.growth) == (0, 10)
    assert book.members["per_ann"].balance == 5


def test_spent_points_come_back_and_settle_what_is_owed():
    book = book_of(member(balance=10, growth=4))
    redemption = rules_points.redeem(book, "per_ann", 10, "o9", "coffee")
    assert book.members["per_ann"].spent == 10
    rules_points.reverse(book, {"o1": credit("o1", 4)}, {}, [refund("o1", "r", 400)])
    back = rules_points.unredeem(book, redemption, [])
    ann = book.members["per_ann"]
    assert back.unredeemed_at == NOW
    assert (ann.balance, ann.owed, ann.spent) == (6, 0, 0)
    assert kinds(book) == [("REDEEM", -10), ("REVERSE", 0), ("UNREDEEM", 10), ("SETTLE", -4)]


def test_points_that_come_back_after_their_time_expire_at_once():
    book = book_of(member(balance=0, spent=10))
    lapsed = credit("o1", 10, expires_at=NOW - timedelta(days=1))
    redemption = rules_points.Redemption("rdm_1", "per_ann", 10, "", "", NOW)
    rules_points.unredeem(book, redemption, [lapsed])
    assert kinds(book) == [("UNREDEEM", 10), ("EXPIRE", -10)]


def test_spending_counts_against_what_expires_first():
    book = book_of(member(balance=12, spent=8))
    first = credit("o1", 5, expires_at=NOW - timedelta(days=2))
    second = credit("o2", 5, expires_at=NOW - timedelta(days=1))
    assert book.expire("per_ann", [second, first]) == 2
    assert {c.credit_id: c.expired for c in book.changed_credits.values()} == {"o2": 2}
    assert book.members["per_ann"].balance == 10


def test_a_grant_can_be_spent_and_no_more_can_be_taken_than_there_is():
    book = book_of(member())
    rules_points.adjust(book, PLAIN, "per_ann", 20, "sorry")
    rules_points.adjust(book, PLAIN, "per_ann", -5, "mistake")
    with pytest.raises(errors.NotEnoughPoints):
        rules_points.adjust(book, PLAIN, "per_ann", -16, "mistake")
    assert kinds(book) == [("ADJUST", 20), ("ADJUST", -5)]


def test_closing_forfeits_the_balance_and_freezing_keeps_it():
    book = book_of(member(balance=7), member("per_bea", balance=7))
    rules_points.move(book, "per_ann", MemberStatus.CLOSED, "left")
    rules_points.move(book, "per_bea", MemberStatus.FROZEN, "dispute")
    assert (book.members["per_ann"].balance, book.members["per_bea"].balance) == (0, 7)
    assert [e.kind for e in book.entries] == [LedgerKind.FORFEIT]
    assert [e.kind for e in book.events].count(EventKind.STATUS_CHANGED) == 2
