"""Counts, adjustments, policies, and sales at the till."""

from datetime import UTC, datetime

import pytest

from centers.inventory import rules
from centers.inventory.errors import StockNotSet, StockWouldGoShort
from centers.inventory.model import (
    Adjustment,
    Count,
    CountOutcome,
    EventKind,
    MovementKind,
    Policy,
    Quantity,
    SaleKey,
    Stock,
    StockKey,
    TillSale,
    TillSaleOutcome,
)
from centers.inventory.rules import digest_of
from centers.inventory.work import Work

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = StockKey("m", "s1", "cake")


def work(**numbers):
    return Work(NOW, [Stock(KEY, **{"tracked": True, "version": 1, **numbers})])


def count(b, counted):
    ((outcome, stock),) = rules.set_counts(b, "m", "s1", [Count("cake", counted)], "c1")
    return outcome, stock


def adjust(b, delta, reason=MovementKind.RECEIVED):
    return rules.adjust(b, "m", "s1", [Adjustment("cake", delta, reason)], "a1")


def sale(quantity=3, number="1"):
    wanted = (Quantity("cake", quantity),)
    return TillSale(SaleKey("m", "s1", "till", number), wanted, digest_of("s1", wanted), NOW)


def test_a_count_replaces_the_number_and_the_ledger_has_the_difference():
    b = work(on_hand=5)
    assert count(b, 8) == (CountOutcome.SET, b.stock(KEY))
    assert b.stock(KEY).on_hand == 8
    assert [(m.kind, m.quantity) for m in b.movements] == [(MovementKind.COUNT, 3)]


def test_a_count_of_the_same_number_moves_nothing():
    b = work(on_hand=5)
    assert count(b, 5)[0] is CountOutcome.UNCHANGED
    assert b.movements == [] == b.changed_stocks()


def test_a_count_below_what_is_promised_changes_nothing():
    b = work(on_hand=5, reserved=3)
    assert count(b, 2)[0] is CountOutcome.BELOW_RESERVED
    assert b.changed_stocks() == []


def test_the_first_count_makes_a_sku_tracked_and_zero_means_sold_out():
    b = work(tracked=False, version=0)
    assert count(b, 0)[0] is CountOutcome.SET
    assert b.stock(KEY).tracked
    assert [event.kind for event in b.events()] == [EventKind.SOLD_OUT]


def test_a_count_keeps_the_policy_of_a_sku_that_was_set_before():
    b = work(tracked=False)
    count(b, 4)
    assert not b.stock(KEY).tracked


def test_an_adjustment_adds_and_takes():
    b = work(on_hand=5)
    adjust(b, 4)
    adjust(b, -2, MovementKind.WASTE)
    assert b.stock(KEY).on_hand == 7
    assert [m.quantity for m in b.movements] == [4, -2]


def test_an_adjustment_never_takes_what_is_promised():
    b = work(on_hand=5, reserved=4)
    with pytest.raises(StockWouldGoShort) as refused:
        adjust(b, -2, MovementKind.WASTE)
    assert refused.value.metadata["shortages"] == "cake=1/2"
    assert b.changed_stocks() == []


def test_a_sku_without_stock_cannot_be_adjusted():
    with pytest.raises(StockNotSet):
        adjust(Work(NOW, []), 1)


def test_tracking_a_sku_never_counted_makes_it_sold_out():
    b = work(tracked=False, version=0)
    rules.set_policies(b, "m", "s1", [Policy("cake", True)])
    assert not b.stock(KEY).sellable


def test_a_till_sale_takes_what_it_sold():
    b = work(on_hand=5)
    assert rules.book_sale(b, sale()).outcome is TillSaleOutcome.RECORDED
    assert (b.stock(KEY).on_hand, b.stock(KEY).sold) == (2, 3)
    assert b.movements[0].source == "till/1"


def test_a_till_sale_beyond_the_stock_is_booked_as_far_as_it_goes_and_told():
    b = work(on_hand=5, reserved=4)
    result = rules.book_sale(b, sale())
    assert result.outcome is TillSaleOutcome.RECORDED_SHORT
    assert result.shortages == (("cake", 3, 1),)
    assert (b.stock(KEY).on_hand, b.stock(KEY).reserved) == (4, 4)
    assert b.events()[-1].kind is EventKind.SHORTFALL
    assert b.events()[-1].missing == 2


def test_a_till_sale_told_twice_is_booked_once_with_the_same_answer():
    b = work(on_hand=2)
    first = rules.book_sale(b, sale())
    again = rules.book_sale(b, sale())
    assert again.outcome is TillSaleOutcome.ALREADY_RECORDED
    assert again.shortages == first.shortages
    assert b.stock(KEY).sold == 2


def test_a_till_number_used_for_another_sale_books_nothing():
    b = work(on_hand=5)
    rules.book_sale(b, sale(1))
    assert rules.book_sale(b, sale(2)).outcome is TillSaleOutcome.DIFFERS
    assert b.stock(KEY).sold == 1


def test_a_till_sale_of_untracked_skus_is_kept_and_changes_no_stock():
    b = work(tracked=False, on_hand=1)
    assert rules.book_sale(b, sale()).outcome is TillSaleOutcome.RECORDED
    assert [booked.lines for booked in b.new_sales()] == [()]
    assert b.changed_stocks() == []
