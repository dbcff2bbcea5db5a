"""What an order may set aside, and what becomes of it: nothing twice, nothing lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from centers.promotion import holding
from centers.promotion.errors import (
    BudgetSpent,
    CouponNotUsable,
    HoldDiffers,
    PersonLimitReached,
    PromotionNotFound,
)
from centers.promotion.hold_bench import HoldBench
from centers.promotion.holding import RedeemOutcome, ReleaseCause, ReleaseOutcome
from centers.promotion.holds import (
    Budget,
    Coupon,
    CouponKey,
    CouponState,
    HoldDemand,
    HoldItem,
    HoldState,
    OrderKey,
    PersonUse,
    PromotionKey,
    Uses,
    digest_of,
    gathered,
)
from centers.promotion.model import Limits, OfferKey
from mesh.pure.errors import InvalidRequest

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)
TODAY, TOMORROW = date(2026, 5, 1), date(2026, 5, 2)
SALE, COUPON = OfferKey("sale"), OfferKey("t1", "c1")


def budget(**limits):
    return Budget(PromotionKey("m", "sale"), "CNY", Limits(**limits))


def coupon(**facts):
    given = {"expires_at": NOW + timedelta(days=1), "returns_on_refund": True, **facts}
    return Coupon(
        CouponKey("m", "c1"), "t1", "ann", CouponState.ISSUED, NOW, updated_at=NOW, **given
    )


def key(order="o1"):
    return OrderKey("m", "s", order)


def demand(*offers, order="o1", person="ann", amount=100, currency="CNY", day=TODAY, first=False):
    items = gathered(HoldItem(offer, amount, first) for offer in offers)
    digest = digest_of(person, currency, items)
    return HoldDemand(key(order), person, currency, items, digest, day, SOON)


def bench(*budgets, coupons=(), now=NOW):
    return HoldBench(now, budgets, coupons)


def state(b):
    return b.coupon(CouponKey("m", "c1")).state


def numbers(b):
    found = b.budget(PromotionKey("m", "sale"))
    return found.held_uses, found.redeemed_uses, found.held_amount, found.redeemed_amount


def later(b, now):
    """The same rows at a later moment."""
    budgets = [new for _, new in b.changed_budgets()]
    return HoldBench(now, budgets, b.changed_coupons(), b.changed_holds())


def test_holding_sets_coupon_and_budget_aside():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    held = holding.hold(b, demand(SALE, COUPON))
    assert held.state is HoldState.HELD
    assert (state(b), numbers(b)) == (CouponState.HELD, (1, 0, 100, 0))


def test_an_order_without_limits_and_coupons_leaves_no_trace():
    b = bench(budget())
    assert holding.hold(b, demand(SALE)) is None
    assert b.is_untouched


def test_one_coupon_serves_one_order():
    b = bench(coupons=[coupon()])
    holding.hold(b, demand(COUPON))
    with pytest.raises(CouponNotUsable) as refused:
        holding.hold(b, demand(COUPON, order="o2"))
    assert refused.value.metadata == {"coupon_id": "c1", "cause": "COUPON_HELD"}


@pytest.mark.parametrize(
    ("wanted", "coupons"),
    [
        (demand(COUPON, person="bob"), [coupon()]),
        (demand(COUPON, person=""), [coupon()]),
        (demand(COUPON), []),
        (demand(COUPON), [coupon(expires_at=NOW)]),
    ],
)
def test_a_coupon_that_is_not_the_persons_or_over_is_refused(wanted, coupons):
    with pytest.raises(CouponNotUsable):
        holding.hold(bench(coupons=coupons), wanted)


def test_a_refused_hold_takes_nothing():
    b = bench(budget(total_amount=99), coupons=[coupon()])
    with pytest.raises(BudgetSpent):
        holding.hold(b, demand(SALE, COUPON))
    assert b.is_untouched


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        ({"total_amount": 250}, BudgetSpent),
        ({"total_uses": 2}, BudgetSpent),
        ({"per_person": 2}, PersonLimitReached),
        ({"per_person_and_day": 2}, PersonLimitReached),
    ],
)
def test_a_limit_of_two_lets_two_orders_through(limits, refusal):
    b = bench(budget(**limits))
    for order in ("o1", "o2"):
        holding.hold(b, demand(SALE, order=order))
    with pytest.raises(refusal):
        holding.hold(b, demand(SALE, order="o3"))
    holding.release(b, key("o1"), ReleaseCause.NEVER_MADE)
    assert holding.hold(b, demand(SALE, order="o3")).state is HoldState.HELD


def test_a_daily_limit_is_new_on_the_next_business_day_whatever_the_clock_shows():
    used = {PersonUse("m", "sale", "ann"): Uses().changed(TODAY, 1)}
    for now in (NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)):
        b = HoldBench(now, [budget(per_person_and_day=1)], uses=used)
        with pytest.raises(PersonLimitReached):
            holding.hold(b, demand(SALE))
        assert holding.hold(b, demand(SALE, day=TOMORROW)).day == TOMORROW


def test_only_one_order_of_a_person_has_discounts_for_first_orders():
    b = bench(budget(), coupons=[coupon()])
    holding.hold(b, demand(SALE, first=True))
    for later in (SALE, COUPON):
        with pytest.raises(PersonLimitReached):
            holding.hold(b, demand(later, order="o2", first=True))
    assert holding.hold(b, demand(SALE, order="o2", person="bob", first=True))
    holding.redeem(b, key("o1"))
    holding.release(b, key("o1"), ReleaseCause.CANCELLED)
    assert holding.hold(b, demand(SALE, order="o3", first=True)).state is HoldState.HELD


def test_a_guest_has_no_first_order():
    with pytest.raises(PersonLimitReached):
        holding.hold(bench(budget()), demand(SALE, person="", first=True))


def test_a_guest_never_has_a_promotion_that_is_limited_per_person():
    with pytest.raises(PersonLimitReached):
        holding.hold(bench(budget(per_person=5)), demand(SALE, person=""))


def test_an_unknown_promotion_and_a_foreign_currency_are_refused():
    with pytest.raises(PromotionNotFound):
        holding.hold(bench(), demand(SALE))
    with pytest.raises(InvalidRequest):
        holding.hold(bench(budget(total_uses=1)), demand(SALE, currency="USD"))


def test_a_repetition_gets_the_first_hold_and_another_body_is_refused():
    b = bench(budget(total_uses=9))
    first = holding.hold(b, demand(SALE))
    assert holding.hold(b, demand(SALE)) == first
    assert numbers(b)[0] == 1
    with pytest.raises(HoldDiffers):
        holding.hold(b, demand(SALE, amount=101))


def test_redeeming_uses_what_is_held_once():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    outcomes = [holding.redeem(b, key()) for _ in range(2)]
    assert outcomes == [RedeemOutcome.REDEEMED, RedeemOutcome.ALREADY_REDEEMED]
    assert (state(b), numbers(b)) == (CouponState.REDEEMED, (0, 1, 0, 100))


def test_orders_without_hold_are_no_error():
    assert holding.redeem(bench(), key()) is RedeemOutcome.NOTHING_HELD
    assert holding.release(bench(), key(), ReleaseCause.REFUNDED) is ReleaseOutcome.NOTHING_HELD


def test_releasing_gives_back_once():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    outcomes = [holding.release(b, key(), ReleaseCause.NEVER_MADE) for _ in range(2)]
    assert outcomes == [ReleaseOutcome.RELEASED, ReleaseOutcome.ALREADY_RELEASED]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))


def test_an_expired_hold_gives_its_coupon_back_or_lets_it_expire():
    b = bench(coupons=[coupon(expires_at=SOON)])
    holding.hold(b, demand(COUPON))
    assert not holding.expire(b, key())
    after = later(b, SOON)
    assert holding.expire(after, key())
    assert state(after) is CouponState.EXPIRED


def test_a_late_redemption_takes_everything_anew_even_a_coupon_whose_time_ran_out():
    b = bench(budget(total_amount=100), coupons=[coupon(expires_at=SOON)])
    holding.hold(b, demand(SALE, COUPON))
    after = later(b, SOON)
    holding.expire(after, key())
    assert holding.redeem(after, key()) is RedeemOutcome.REDEEMED
    assert (state(after), numbers(after)) == (CouponState.REDEEMED, (0, 1, 0, 100))


def test_a_late_redemption_that_finds_the_coupon_gone_is_short_and_takes_nothing():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    b = later(b, SOON)
    holding.expire(b, key())
    holding.hold(b, demand(COUPON, order="o2"))
    assert holding.redeem(b, key()) is RedeemOutcome.SHORT
    assert b.hold(key()).state is HoldState.SHORT
    assert numbers(b) == (0, 0, 0, 0)


def test_what_was_released_is_not_taken_again_by_a_redemption():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    holding.release(b, key(), ReleaseCause.NEVER_MADE)
    assert holding.redeem(b, key()) is RedeemOutcome.NOTHING_HELD
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))


def test_a_released_order_can_hold_other_discounts_or_none_that_are_limited():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    holding.release(b, key(), ReleaseCause.NEVER_MADE)
    again = holding.hold(b, demand(SALE, amount=70))
    assert [item.key for item in again.items] == [SALE]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (1, 0, 70, 0))
    holding.release(b, key(), ReleaseCause.NEVER_MADE)
    assert holding.hold(b, demand()).items == ()


def test_a_return_brings_budget_and_coupon_back_once():
    b = bench(budget(total_amount=500), coupons=[coupon()])
    holding.hold(b, demand(SALE, COUPON))
    holding.redeem(b, key())
    assert holding.release(b, key(), ReleaseCause.NEVER_MADE) is ReleaseOutcome.REDEEMED
    outcomes = [holding.release(b, key(), ReleaseCause.REFUNDED) for _ in range(2)]
    assert outcomes == [ReleaseOutcome.RETURNED, ReleaseOutcome.ALREADY_RELEASED]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))
    assert holding.redeem(b, key()) is RedeemOutcome.RETURNED


def test_a_coupon_that_does_not_return_stays_used():
    b = bench(coupons=[coupon(returns_on_refund=False)])
    holding.hold(b, demand(COUPON))
    holding.redeem(b, key())
    holding.release(b, key(), ReleaseCause.REFUNDED)
    assert state(b) is CouponState.REDEEMED


def test_a_budget_below_zero_cannot_be_made():
    with pytest.raises(ValueError, match="sale"):
        replace(budget(), held_uses=-1)
