"""What each kind of promotion takes off."""

import pytest

from centers.promotion.model import (
    AmountOff,
    Bundle,
    CashOff,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    ItemScope,
    NthItem,
    PercentOff,
    PriceEach,
    ShareOff,
    Slot,
    SpecialPrice,
    Tier,
)
from tests.unit.promotion.build import cart, evaluate, line, offer, only

TIERS = (Tier(3000, 500), Tier(5000, 1000))


def off(bought, rule):
    return evaluate(bought, [offer("it", rule)]).total


def shares(bought, rule):
    (discount,) = evaluate(bought, [offer("it", rule)]).discounts
    return dict(discount.allocations)


@pytest.mark.parametrize(
    ("spent", "reduction"), [(2999, 0), (3000, 500), (4999, 500), (5000, 1000), (99999, 1000)]
)
def test_the_highest_tier_that_is_reached_counts(spent, reduction):
    assert off(cart(line("cake", unit=spent)), FullReduction(TIERS)) == reduction


@pytest.mark.parametrize(("spent", "reduction"), [(999, 0), (1000, 100), (3999, 300)])
def test_a_repeating_reduction_counts_every_full_threshold(spent, reduction):
    rule = FullReduction((Tier(1000, 100),), repeats=True)
    assert off(cart(line("cake", unit=spent)), rule) == reduction


def test_a_full_reduction_is_shared_by_price_to_the_last_unit():
    bought = cart(line("cake", unit=1000), line("pie", unit=1000), line("tea", unit=1000))
    assert shares(bought, FullReduction((Tier(3000, 100),))) == {"cake": 34, "pie": 33, "tea": 33}


@pytest.mark.parametrize(("spent", "reduction"), [(0, 0), (1, 1), (499, 499), (9000, 500)])
def test_a_fixed_amount_without_threshold_never_falls_below_zero(spent, reduction):
    rule = FullReduction((Tier(0, 500), Tier(10_000, 900)))
    answer = evaluate(cart(line("cake", unit=spent), fee=300), [offer("it", rule)])
    assert (answer.total, answer.payable) == (reduction, spent - reduction + 300)


@pytest.mark.parametrize(
    ("most", "of_dish", "pieces"), [(0, 0, 8), (0, 1, 3), (0, 2, 5), (2, 1, 2), (4, 2, 4)]
)
def test_an_item_discount_counts_pieces_of_an_order_and_of_each_dish(most, of_dish, pieces):
    bought = cart(
        line("cake", 2, 900, ref="small"),
        line("cake", 3, 1000, ref="large"),
        line("pie", 1),
        line("tea", 2),
    )
    rule = ItemDiscount(ItemScope(), AmountOff(100), most, of_dish)
    assert off(bought, rule) == 100 * pieces


def test_the_dearest_piece_of_each_dish_gets_the_part_off():
    bought = cart(line("cake", 5, 900, ref="small"), line("cake", 1, 1000, ref="large"))
    rule = ItemDiscount(ItemScope(), PercentOff(5000), max_pieces_per_dish=1)
    assert shares(bought, rule) == {"large": 500}


def test_special_prices_count_pieces_of_each_dish():
    rule = SpecialPrice({"cake": 600, "tea": 700}, max_pieces_per_dish=1)
    assert shares(cart(line("cake", 3), line("tea", 2)), rule) == {"cake": 400, "tea": 300}


def test_a_full_reduction_looks_only_at_its_lines():
    rule = FullReduction(TIERS, ItemScope(category_ids=frozenset({"sweets"})))
    assert off(cart(line("cake", unit=2000), line("tea", unit=9000)), rule) == 0
    assert shares(cart(line("cake", unit=3000), line("tea")), rule) == {"cake": 500}


def test_excluded_skus_never_count():
    rule = FullReduction(TIERS, ItemScope(excluded_sku_ids=frozenset({"tea"})))
    assert off(cart(line("tea", unit=9000)), rule) == 0


@pytest.mark.parametrize(
    ("cut", "discount"),
    [
        (PercentOff(3333), 666),
        (AmountOff(300), 600),
        (AmountOff(1500), 2000),
        (PriceEach(900), 200),
        (PriceEach(1200), 0),
    ],
)
def test_an_item_discount_is_a_part_an_amount_or_a_price(cut, discount):
    assert off(cart(line("cake", 2), line("tea")), ItemDiscount(only("cake"), cut)) == discount


def test_an_item_discount_with_a_limit_takes_the_dearest_pieces():
    bought = cart(line("pie", 2, 700), line("cake", 1, 1000))
    rule = ItemDiscount(ItemScope(), PercentOff(5000), max_pieces=2)
    assert shares(bought, rule) == {"cake": 500, "pie": 350}


def test_a_special_price_replaces_the_price_without_modifiers():
    bought = cart(line("cake", 2, 1300, base=1000), line("tea"))
    assert shares(bought, SpecialPrice({"cake": 800})) == {"cake": 400}
    assert off(bought, SpecialPrice({"cake": 1100})) == 0
    assert off(bought, SpecialPrice({"cake": 800}, max_pieces=1)) == 200


@pytest.mark.parametrize(("pieces", "discount"), [(1, 0), (2, 500), (3, 500), (4, 1000), (5, 1000)])
def test_the_second_item_is_half_price(pieces, discount):
    rule = NthItem(only("cake"), nth=2, basis_points=5000)
    assert off(cart(line("cake", pieces), line("tea", 5)), rule) == discount


def test_of_different_pieces_the_cheaper_of_each_pair_is_reduced():
    bought = cart(line("cake", 1, 500), line("pie", 1, 400), line("tea", 2, 300))
    rule = NthItem(ItemScope(), nth=2, basis_points=5000)
    assert shares(bought, rule) == {"pie": 200, "tea": 150}


def test_the_second_item_may_have_to_be_the_same():
    bought = cart(line("cake", 1, 500), line("pie", 3, 400))
    rule = NthItem(ItemScope(), nth=2, basis_points=5000, same_sku=True)
    assert shares(bought, rule) == {"pie": 200}


def test_at_most_so_many_second_items_are_reduced():
    rule = NthItem(ItemScope(), nth=2, basis_points=5000, max_pieces=1)
    assert off(cart(line("cake", 8)), rule) == 500


def test_where_the_second_item_must_be_the_same_the_dearest_seconds_are_reduced():
    bought = cart(line("cake", 1, 0, ref="gift"), line("cake", 1, 930), line("pie", 2, 900))
    rule = NthItem(ItemScope(), nth=2, basis_points=5000, same_sku=True, max_pieces=1)
    assert shares(bought, rule) == {"pie": 450}
    alone = NthItem(ItemScope(), nth=2, basis_points=5000, same_sku=True)
    assert shares(cart(line("cake", 5, 500), line("pie", 2, 900)), alone) == {
        "cake": 500,
        "pie": 450,
    }


def test_a_bundle_has_one_price_as_often_as_the_pieces_last():
    rule = Bundle((Slot(only("cake", "pie"), 1), Slot(only("tea"), 1)), price=1200)
    bought = cart(line("cake", 1, 1000), line("pie", 1, 900), line("tea", 3, 500))
    assert off(bought, rule) == (1500 - 1200) + (1400 - 1200)
    assert off(bought, Bundle(rule.slots, 1200, max_sets=1)) == 300


def test_a_bundle_lets_the_scarce_slot_choose_first():
    rule = Bundle((Slot(ItemScope(), 1), Slot(only("cake"), 1)), price=1000)
    assert off(cart(line("cake", 1, 1000), line("tea", 1, 500)), rule) == 500


def test_a_bundle_that_is_dearer_than_its_pieces_is_not_applied():
    rule = Bundle((Slot(only("tea"), 2),), price=1200)
    assert off(cart(line("tea", 4, 500)), rule) == 0


@pytest.mark.parametrize(
    ("rule", "discount"),
    [
        (CashOff(300), 300),
        (CashOff(99999), 2500),
        (CashOff(300, threshold=2501), 0),
        (CashOff(1800, scope=only("cake")), 1500),
        (ShareOff(1000), 250),
        (ShareOff(5000, cap=700), 700),
        (ShareOff(5000, threshold=9000), 0),
        (ShareOff(5000, scope=only("tea")), 500),
    ],
)
def test_a_coupon_takes_cash_or_a_part_with_a_cap(rule, discount):
    assert off(cart(line("cake", unit=1500), line("tea")), rule) == discount


@pytest.mark.parametrize(
    ("rule", "discount"),
    [
        (DeliveryReduction(None), 600),
        (DeliveryReduction(200), 200),
        (DeliveryReduction(900), 600),
        (DeliveryReduction(None, threshold=1001), 0),
    ],
)
def test_a_delivery_reduction_takes_at_most_the_fee(rule, discount):
    answer = evaluate(cart(line("cake"), fee=600), [offer("it", rule)])
    assert answer.total == discount
    assert {part.ref for each in answer.discounts for part in each.allocations} <= {"delivery"}


def test_nothing_is_taken_off_a_delivery_that_is_free():
    assert off(cart(line("cake")), DeliveryReduction(None)) == 0


def test_a_discount_borne_by_two_is_told_once_for_each():
    bought = cart(line("cake", unit=1001), line("tea", unit=999))
    shared = offer("it", CashOff(101), platform_basis_points=3333)
    merchant, platform = evaluate(bought, [shared]).discounts
    assert (merchant.paid_by.name, merchant.amount) == ("MERCHANT", 68)
    assert (platform.paid_by.name, platform.amount) == ("PLATFORM", 33)
