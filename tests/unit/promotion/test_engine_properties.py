"""What holds for every cart and every set of promotions."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from centers.promotion.evaluation.basket import rules as basket_rules
from centers.promotion.evaluation.basket.model import Basket
from centers.promotion.evaluation.basket.rules import apply_all, worth_of
from centers.promotion.evaluation.rules import Chosen, exclude_each_other
from centers.promotion.model import CashOff, Conditions, FullReduction, Tier
from mesh.pure.steps import in_one_go
from tests.unit.promotion.build import carts, evaluate, offer, offers

MANY = settings(max_examples=80, deadline=None)


def cost(cart):
    return sum(line.amount for line in cart.lines) + cart.delivery_fee


def keyed(evaluation):
    return {explanation.key: explanation for explanation in evaluation.explanations}


@MANY
@given(cart=carts(), promotions=offers())
def test_every_discount_is_allocated_to_the_last_unit(cart, promotions):
    for discount in evaluate(cart, promotions).discounts:
        assert discount.amount == sum(part.amount for part in discount.allocations) > 0
        assert all(part.amount > 0 for part in discount.allocations)


@MANY
@given(cart=carts(), promotions=offers())
def test_no_line_is_ever_below_zero_and_the_rest_is_what_is_paid(cart, promotions):
    answer = evaluate(cart, promotions)
    left = {line.ref: line.amount for line in cart.lines} | {"delivery": cart.delivery_fee}
    for discount in answer.discounts:
        for part in discount.allocations:
            left[part.ref] -= part.amount
    assert all(amount >= 0 for amount in left.values())
    assert sum(left.values()) == answer.payable == cost(cart) - answer.total


@MANY
@given(cart=carts(), promotions=offers(), dice=st.randoms(use_true_random=False))
def test_the_order_in_which_promotions_come_never_matters(cart, promotions, dice):
    shuffled = dice.sample(promotions, len(promotions))
    assert evaluate(cart, shuffled) == evaluate(cart, promotions)


@MANY
@given(cart=carts(), promotions=offers(), place=st.integers(0, 6))
def test_a_useless_promotion_changes_nothing(cart, promotions, place):
    useless = [
        offer("far", FullReduction((Tier(10**9, 1),)), groups="a"),
        offer("gone", CashOff(500), conditions=Conditions(ends_at=cart.at), alone=True),
    ]
    before = evaluate(cart, promotions)
    after = evaluate(cart, [*promotions[:place], *useless, *promotions[place:]])
    assert (after.discounts, after.payable) == (before.discounts, before.payable)


@MANY
@given(cart=carts(), promotions=offers(max_size=4), more=offers(max_size=1))
def test_one_more_promotion_never_makes_the_customer_pay_more(cart, promotions, more):
    known = {one.key.promotion_id for one in promotions}
    assume(not known & {one.key.promotion_id for one in more})
    assert evaluate(cart, promotions + more).payable <= evaluate(cart, promotions).payable


@MANY
@given(cart=carts(), promotions=offers())
def test_no_offer_takes_more_beside_others_than_alone(cart, promotions):
    taken = {}
    for discount in evaluate(cart, promotions).discounts:
        taken[discount.key] = taken.get(discount.key, 0) + discount.amount
    for one in promotions:
        assert taken.get(one.key, 0) <= worth_of(Basket.of(cart), one).amount


@MANY
@given(cart=carts(), promotions=offers())
def test_offers_that_exclude_each_other_never_apply_together(cart, promotions):
    applied = {discount.key for discount in evaluate(cart, promotions).discounts}
    winners = [one for one in promotions if one.key in applied]
    for place, one in enumerate(winners):
        assert not any(exclude_each_other(one, other) for other in winners[place + 1 :])


@MANY
@given(cart=carts(), promotions=offers())
def test_every_offer_looked_at_is_explained_once_and_truly(cart, promotions):
    answer = evaluate(cart, promotions)
    explained = keyed(answer)
    assert len(explained) == len(answer.explanations)
    applied = {discount.key for discount in answer.discounts}
    assert {key for key, each in explained.items() if each.outcome.name == "APPLIED"} == applied
    assert sum(each.amount for each in answer.explanations) == answer.total
    silent = {one.key for one in promotions} - explained.keys()
    assert all(one.conditions.channels for one in promotions if one.key in silent)


@MANY
@given(cart=carts(), promotions=offers())
def test_what_a_benefit_gives_is_given_to_who_has_it_alone_and_costs_them_nothing(cart, promotions):
    without = evaluate(replace(cart, benefit_codes=frozenset()), promotions)
    bound = {one.key for one in promotions if one.conditions.benefit_codes}
    assert bound.isdisjoint(discount.key for discount in without.discounts)
    has = evaluate(replace(cart, benefit_codes=frozenset({"staff"})), promotions)
    assert has.payable <= without.payable


def one_by_one(basket, offers):
    """All that offers of one stage and priority take off, each looked at before each is taken."""
    rivals = sorted(offers, key=lambda one: one.key)
    taken = []
    while rivals:
        worths = [worth_of(basket, one).amount for one in rivals]
        best = worths.index(max(worths))
        if not worths[best]:
            break
        taken.append(basket_rules._apply(basket, rivals.pop(best)))
    return taken


@settings(max_examples=200, deadline=None)
@given(cart=carts(), promotions=offers(max_size=8))
def test_each_time_the_one_that_takes_most_off_is_taken(cart, promotions):
    alike = [replace(one, priority=0) for one in promotions]
    stages = {basket_rules.stage_of(one.rule) for one in alike}
    basket, expected = Basket.of(cart), []
    for stage in sorted(stages):
        expected += one_by_one(
            basket, [one for one in alike if basket_rules.stage_of(one.rule) is stage]
        )
    applied = in_one_go(apply_all(Basket.of(cart), alike))
    assert list(applied.applications) == expected


@MANY
@given(promotions=offers(max_size=8))
def test_chosen_offers_admit_those_that_none_of_them_excludes(promotions):
    chosen = Chosen()
    for one in promotions:
        apart = any(exclude_each_other(one, other) for other in chosen.offers)
        assert chosen.admits(one) is not apart
        if not apart:
            chosen = chosen.and_(one)
