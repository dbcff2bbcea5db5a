"""What an order may set aside, and what becomes of it: nothing twice, nothing lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from centers.promotion.coupons.model import Coupon, CouponKey, CouponState
from centers.promotion.errors import (
    BudgetSpent,
    CouponNotUsable,
    HoldDiffers,
    PersonLimitReached,
    PromotionNotFound,
)
from centers.promotion.holds import rules
from centers.promotion.holds.model import (
    Budget,
    HoldDemand,
    HoldItem,
    HoldState,
    PersonUse,
    PromotionKey,
    RedeemOutcome,
    ReleaseCause,
    ReleaseOutcome,
    Uses,
    digest_of,
    gathered,
)
from centers.promotion.holds.work import Work
from centers.promotion.model import Limits, OfferKey
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import OrderKey

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


def work(*budgets, coupons=(), now=NOW):
    return Work(now, budgets, coupons)


def state(b):
    return b.coupon(CouponKey("m", "c1")).state


def numbers(b):
    found = b.budget(PromotionKey("m", "sale"))
    return found.held_uses, found.redeemed_uses, found.held_amount, found.redeemed_amount


def later(b, now):
    """The same rows at a later moment."""
    budgets = [new for _, new in b.changed_budgets()]
    return Work(now, budgets, b.changed_coupons(), b.changed_holds())


def test_holding_sets_coupon_and_budget_aside():
    b = work(budget(total_amount=500), coupons=[coupon()])
    held = rules.hold(b, demand(SALE, COUPON))
    assert held.state is HoldState.HELD
    assert (state(b), numbers(b)) == (CouponState.HELD, (1, 0, 100, 0))


def test_an_order_without_limits_and_coupons_leaves_no_trace():
    b = work(budget())
    assert rules.hold(b, demand(SALE)) is None
    assert b.is_untouched


def test_one_coupon_serves_one_order():
    b = work(coupons=[coupon()])
    rules.hold(b, demand(COUPON))
    with pytest.raises(CouponNotUsable) as refused:
        rules.hold(b, demand(COUPON, order="o2"))
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
        rules.hold(work(coupons=coupons), wanted)


def test_a_refused_hold_takes_nothing():
    b = work(budget(total_amount=99), coupons=[coupon()])
    with pytest.raises(BudgetSpent):
        rules.hold(b, demand(SALE, COUPON))
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
    b = work(budget(**limits))
    for order in ("o1", "o2"):
        rules.hold(b, demand(SALE, order=order))
    with pytest.raises(refusal):
        rules.hold(b, demand(SALE, order="o3"))
    rules.release(b, key("o1"), ReleaseCause.NEVER_MADE)
    assert rules.hold(b, demand(SALE, order="o3")).state is HoldState.HELD


def test_a_daily_limit_is_new_on_the_next_business_day_whatever_the_clock_shows():
    used = {PersonUse("m", "sale", "ann"): Uses().changed(TODAY, 1)}
    for now in (NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)):
        b = Work(now, [budget(per_person_and_day=1)], uses=used)
        with pytest.raises(PersonLimitReached):
            rules.hold(b, demand(SALE))
        assert rules.hold(b, demand(SALE, day=TOMORROW)).day == TOMORROW


def test_only_one_order_of_a_person_has_discounts_for_first_orders():
    b = work(budget(), coupons=[coupon()])
    rules.hold(b, demand(SALE, first=True))
    for later in (SALE, COUPON):
        with pytest.raises(PersonLimitReached):
            rules.hold(b, demand(later, order="o2", first=True))
    assert rules.hold(b, demand(SALE, order="o2", person="bob", first=True))
    rules.redeem(b, key("o1"))
    rules.release(b, key("o1"), ReleaseCause.CANCELLED)
    assert rules.hold(b, demand(SALE, order="o3", first=True)).state is HoldState.HELD


def test_a_guest_has_no_first_order():
    with pytest.raises(PersonLimitReached):
        rules.hold(work(budget()), demand(SALE, person="", first=True))


def test_a_guest_never_has_a_promotion_that_is_limited_per_person():
    with pytest.raises(PersonLimitReached):
        rules.hold(work(budget(per_person=5)), demand(SALE, person=""))


def test_an_unknown_promotion_and_a_foreign_currency_are_refused():
    with pytest.raises(PromotionNotFound):
        rules.hold(work(), demand(SALE))
    with pytest.raises(InvalidRequest):
        rules.hold(work(budget(total_uses=1)), demand(SALE, currency="USD"))


def test_a_repetition_gets_the_first_hold_and_another_body_is_refused():
    b = work(budget(total_uses=9))
    first = rules.hold(b, demand(SALE))
    assert rules.hold(b, demand(SALE)) == first
    assert numbers(b)[0] == 1
    with pytest.raises(HoldDiffers):
        rules.hold(b, demand(SALE, amount=101))


def test_redeeming_uses_what_is_held_once():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    outcomes = [rules.redeem(b, key()) for _ in range(2)]
    assert outcomes == [RedeemOutcome.REDEEMED, RedeemOutcome.ALREADY_REDEEMED]
    assert (state(b), numbers(b)) == (CouponState.REDEEMED, (0, 1, 0, 100))


def test_orders_without_hold_are_no_error():
    assert rules.redeem(work(), key()) is RedeemOutcome.NOTHING_HELD
    assert rules.release(work(), key(), ReleaseCause.REFUNDED) is ReleaseOutcome.NOTHING_HELD


def test_releasing_gives_back_once():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    outcomes = [rules.release(b, key(), ReleaseCause.NEVER_MADE) for _ in range(2)]
    assert outcomes == [ReleaseOutcome.RELEASED, ReleaseOutcome.ALREADY_RELEASED]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))


def test_an_expired_hold_gives_its_coupon_back_or_lets_it_expire():
    b = work(coupons=[coupon(expires_at=SOON)])
    rules.hold(b, demand(COUPON))
    assert not rules.expire(b, key())
    after = later(b, SOON)
    assert rules.expire(after, key())
    assert state(after) is CouponState.EXPIRED


def test_a_late_redemption_takes_everything_anew_even_a_coupon_whose_time_ran_out():
    b = work(budget(total_amount=100), coupons=[coupon(expires_at=SOON)])
    rules.hold(b, demand(SALE, COUPON))
    after = later(b, SOON)
    rules.expire(after, key())
    assert rules.redeem(after, key()) is RedeemOutcome.REDEEMED
    assert (state(after), numbers(after)) == (CouponState.REDEEMED, (0, 1, 0, 100))


def test_a_late_redemption_that_finds_the_coupon_gone_is_short_and_takes_nothing():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    b = later(b, SOON)
    rules.expire(b, key())
    rules.hold(b, demand(COUPON, order="o2"))
    assert rules.redeem(b, key()) is RedeemOutcome.SHORT
    assert b.hold(key()).state is HoldState.SHORT
    assert numbers(b) == (0, 0, 0, 0)


def test_what_was_released_is_not_taken_again_by_a_redemption():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    rules.release(b, key(), ReleaseCause.NEVER_MADE)
    assert rules.redeem(b, key()) is RedeemOutcome.NOTHING_HELD
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))


def test_a_released_order_can_hold_other_discounts_or_none_that_are_limited():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    rules.release(b, key(), ReleaseCause.NEVER_MADE)
    again = rules.hold(b, demand(SALE, amount=70))
    assert [item.key for item in again.items] == [SALE]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (1, 0, 70, 0))
    rules.release(b, key(), ReleaseCause.NEVER_MADE)
    assert rules.hold(b, demand()).items == ()


def test_a_return_brings_budget_and_coupon_back_once():
    b = work(budget(total_amount=500), coupons=[coupon()])
    rules.hold(b, demand(SALE, COUPON))
    rules.redeem(b, key())
    assert rules.release(b, key(), ReleaseCause.NEVER_MADE) is ReleaseOutcome.REDEEMED
    outcomes = [rules.release(b, key(), ReleaseCause.REFUNDED) for _ in range(2)]
    assert outcomes == [ReleaseOutcome.RETURNED, ReleaseOutcome.ALREADY_RELEASED]
    assert (state(b), numbers(b)) == (CouponState.ISSUED, (0, 0, 0, 0))
    assert rules.redeem(b, key()) is RedeemOutcome.RETURNED


def test_a_coupon_that_does_not_return_stays_used():
    b = work(coupons=[coupon(returns_on_refund=False)])
    rules.hold(b, demand(COUPON))
    rules.redeem(b, key())
    rules.release(b, key(), ReleaseCause.REFUNDED)
    assert state(b) is CouponState.REDEEMED


def test_a_budget_below_zero_cannot_be_made():
    with pytest.raises(ValueError, match="sale"):
        replace(budget(), held_uses=-1)
