"""What may be combined, what is best, and how it is explained."""

from collections import Counter

from centers.promotion.evaluation import rules
from centers.promotion.evaluation.basket import rules as basket_rules
from centers.promotion.evaluation.basket.model import Basket
from centers.promotion.evaluation.basket.rules import apply_all, worth_of
from centers.promotion.evaluation.model import Cause, Explanation
from centers.promotion.model import (
    CashOff,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    ItemScope,
    NthItem,
    OfferKey,
    PercentOff,
    ShareOff,
    SpecialPrice,
    Tier,
)
from mesh.pure.steps import in_one_go
from tests.unit.promotion.build import cart, evaluate, line, offer, only, outcomes, taken

HALF = ItemDiscount(only("cake"), PercentOff(5000))
TEN_OFF_FIFTY = FullReduction((Tier(5000, 1000),))


def test_item_discounts_come_before_reductions_and_those_before_coupons_and_delivery():
    bought = cart(line("cake", unit=8000), line("tea"), fee=500)
    answer = evaluate(
        bought,
        [
            offer("fee", DeliveryReduction(None)),
            offer("coupon", ShareOff(1000), coupon="c1"),
            offer("full", TEN_OFF_FIFTY),
            offer("half", HALF),
        ],
    )
    assert list(taken(answer).items()) == [
        ("half", 4000),
        ("full", 1000),
        ("coupon", 400),
        ("fee", 500),
    ]
    assert answer.payable == 3600


def test_a_piece_gets_one_item_rule_the_one_that_takes_more():
    second = offer("second", NthItem(only("cake"), 2, 10_000))
    answer = evaluate(cart(line("cake", 2)), [second, offer("tenth", _percent(1000))])
    assert taken(answer) == {"second": 1000}


def test_priority_decides_who_takes_pieces_first():
    second = offer("second", NthItem(only("cake"), 2, 10_000), alone=False)
    tenth = offer("tenth", _percent(1000), priority=5)
    answer = evaluate(cart(line("cake", 2)), [second, tenth])
    # The customer is better off without the tenth, so it does not apply at all.
    assert taken(answer) == {"second": 1000}
    assert taken(evaluate(cart(line("cake", 1)), [second, tenth])) == {"tenth": 100}


def test_a_group_that_excludes_another_combines_with_itself_and_with_the_rest():
    def cash(name, amount, group="", excludes=()):
        named, excluded = frozenset({group} - {""}), frozenset(excludes)
        return offer(name, CashOff(amount), coupon=name, names=named, excludes=excluded)

    member = [cash("m1", 10, "member", ["flash"]), cash("m2", 20, "member", ["flash"])]
    flash, rest = [cash("f1", 25, "flash"), cash("f2", 30, "flash")], [cash("rest", 5)]
    bought = cart(line("cake"))
    # The flash sale leaves less to pay, so members' discounts give way to it.
    assert taken(evaluate(bought, member + flash + rest)) == {"f1": 25, "f2": 30, "rest": 5}
    assert taken(evaluate(bought, member + rest)) == {"m1": 10, "m2": 20, "rest": 5}
    told = evaluate(bought, member + flash).explanations
    assert {each.rival for each in told if each.key.coupon_id == "m1"} <= {"f1", "f2"}


def test_of_a_group_only_the_best_applies():
    offers = [
        offer("small", CashOff(100), coupon="c1", groups=["coupon"]),
        offer("big", CashOff(300), coupon="c2", groups=["coupon"]),
    ]
    answer = evaluate(cart(line("cake")), offers)
    assert taken(answer) == {"big": 300}
    assert outcomes(answer)["small"] == "EXCLUDED"


def test_two_small_ones_that_go_together_beat_a_big_one_that_excludes_both():
    offers = [
        offer("big", CashOff(500), groups=["x", "y"]),
        offer("left", CashOff(300), groups=["x"]),
        offer("right", CashOff(300), groups=["y"]),
    ]
    assert taken(evaluate(cart(line("cake")), offers)) == {"left": 300, "right": 300}


def test_one_that_stands_alone_applies_only_when_it_beats_all_others_together():
    others = [offer("a", CashOff(300)), offer("b", CashOff(300))]
    strong = offer("alone", CashOff(700), alone=True)
    weak = offer("alone", CashOff(500), alone=True)
    assert taken(evaluate(cart(line("cake")), [strong, *others])) == {"alone": 700}
    assert taken(evaluate(cart(line("cake")), [weak, *others])) == {"a": 300, "b": 300}


def test_a_small_item_discount_that_would_spoil_a_reduction_is_left_out():
    small = offer("small", ItemDiscount(ItemScope(), PercentOff(100)))
    answer = evaluate(cart(line("cake", unit=5000)), [small, offer("full", TEN_OFF_FIFTY)])
    assert taken(answer) == {"full": 1000}
    assert outcomes(answer)["small"] == "EXCLUDED"


def test_discounted_items_do_not_count_towards_a_reduction_that_excludes_them():
    bought = cart(line("cake", unit=8000), line("tea", unit=4000))
    full = offer("full", TEN_OFF_FIFTY, excludes_discounted=True)
    answer = evaluate(bought, [offer("half", HALF), full])
    assert taken(answer) == {"half": 4000}
    assert outcomes(answer)["full"] == "THRESHOLD_NOT_REACHED"


def test_what_more_to_spend_is_told():
    tiers = FullReduction((Tier(3000, 500), Tier(5000, 1000)))
    below = evaluate(cart(line("cake", unit=2400)), [offer("full", tiers)])
    assert (below.explanations[0].missing, below.payable) == (600, 2400)
    above = evaluate(cart(line("cake", unit=3000)), [offer("full", tiers)])
    assert above.explanations[0].missing == 2000


def test_a_budget_that_does_not_suffice_bars_a_promotion():
    offers = [offer("full", TEN_OFF_FIFTY)]
    bought = cart(line("cake", unit=5000))
    assert taken(evaluate(bought, offers, remaining={"full": 1000})) == {"full": 1000}
    spent = evaluate(bought, offers, remaining={"full": 999})
    assert outcomes(spent) == {"full": "BUDGET_SPENT"}


def test_an_offer_barred_from_outside_is_explained_and_not_applied():
    key = OfferKey("t1", "c1")
    barred = {key: Explanation(key, "used", Cause.COUPON_USED)}
    answer = evaluate(cart(line("cake")), [], barred=barred)
    assert outcomes(answer) == {"used": "COUPON_NOT_USABLE"}


def test_a_coupon_that_finds_nothing_left_is_not_spent():
    offers = [
        offer("free", ItemDiscount(ItemScope(), PercentOff(10_000))),
        offer("c", CashOff(100)),
    ]
    answer = evaluate(cart(line("cake")), offers)
    assert taken(answer) == {"free": 1000}


def _percent(basis_points):
    return ItemDiscount(only("cake"), PercentOff(basis_points))


def test_offers_that_exclude_each_other_in_many_pairs_are_soon_decided_on():
    """Each choice between equals would double the combinations: 2 to the 40th of them."""
    skus = [f"s{number}" for number in range(40)]
    pairs = [
        offer(f"{name}_{sku}", ItemDiscount(only(sku), PercentOff(1000)), groups=[sku])
        for sku in skus
        for name in "ab"
    ]
    answer = evaluate(cart(*map(line, skus)), pairs)
    assert taken(answer) == {f"a_{sku}": 100 for sku in skus}


def test_many_offers_and_many_lines_are_worked_out_a_few_times(monkeypatch):
    applied = []
    monkeypatch.setattr(
        rules, "apply_all", lambda *given: applied.append(given) or apply_all(*given)
    )
    lines = [line(f"s{number}", 99, 1000 + number) for number in range(100)]
    offers = [offer(f"o{number}", ShareOff(100 + number)) for number in range(60)]
    assert evaluate(cart(*lines), offers).payable > 0
    assert len(applied) == 1


def test_more_offers_than_python_nests_calls_are_decided_on():
    offers = [offer(f"o{number}", CashOff(1)) for number in range(1_050)]
    answer = evaluate(cart(line("cake", 9)), offers)
    assert (len(answer.discounts), answer.payable) == (1_050, 7_950)


def test_many_offers_that_may_be_combined_are_looked_at_a_few_times_each(monkeypatch):
    looks = Counter()

    def look(basket, one):
        looks[one.key] += 1
        return worth_of(basket, one)

    monkeypatch.setattr(rules, "worth_of", look)
    monkeypatch.setattr(basket_rules, "worth_of", look)
    lines = [line(f"s{number}", 30) for number in range(10)]
    offers = [
        offer(f"o{number}", SpecialPrice({f"s{number % 10}": 900 - number}, max_pieces=1))
        for number in range(300)
    ]
    assert len(evaluate(cart(*lines), offers).discounts) == 300
    assert looks.total() <= 3 * 300


def test_an_offer_that_takes_nothing_off_uses_no_pieces():
    bought = cart(line("cake", 2, 2000), line("pie", unit=0))
    offers = [
        offer("first", ItemDiscount(only("cake"), PercentOff(5000), 1), priority=2),
        # Of what is left, the second piece, to which it gives something, costs nothing.
        offer("second", NthItem(ItemScope(), 2, 1000), priority=1),
        offer("third", ItemDiscount(only("cake"), PercentOff(1000))),
    ]
    applied = in_one_go(apply_all(Basket.of(bought), offers))
    assert {one.offer.name: one.amount for one in applied.applications} == {
        "first": 1000,
        "third": 200,
    }
