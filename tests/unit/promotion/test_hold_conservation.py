"""Whatever orders do in whatever order, coupons and budgets are conserved and bounded."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from centers.promotion.coupons.model import Coupon, CouponKey, CouponState
from centers.promotion.holds import rules
from centers.promotion.holds.model import (
    Budget,
    HoldDemand,
    HoldItem,
    HoldState,
    PersonKey,
    PersonUse,
    PromotionKey,
    ReleaseCause,
    Uses,
    digest_of,
    gathered,
)
from centers.promotion.holds.work import Work
from centers.promotion.model import Limits, OfferKey
from mesh.pure.errors import Refusal
from mesh.pure.ids import OrderKey

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
LIMITS = {
    "amount": Limits(total_amount=500),
    "uses": Limits(total_uses=3),
    "person": Limits(per_person=1, per_person_and_day=1),
    "first": Limits(),
}
FIRST = OfferKey("first")
COUNTING = (HoldState.HELD, HoldState.REDEEMED)
orders = st.sampled_from([OrderKey("m", "s", f"o{n}") for n in range(6)])
offers = st.sets(
    st.sampled_from([OfferKey(name) for name in LIMITS] + [OfferKey("t", f"c{n}") for n in "12"]),
    min_size=1,
)


class AnyDayOfACampaign(RuleBasedStateMachine):
    """Random holds of two persons, each written back before the next begins."""

    def __init__(self):
        super().__init__()
        self.now = START
        names = LIMITS.items()
        self.budgets = {n: Budget(PromotionKey("m", n), "CNY", limits) for n, limits in names}
        self.coupons = {n: self._coupon(n) for n in "12"}
        self.holds = {}
        self.first_orders = {}

    def _coupon(self, name):
        whose, ends = ("ann" if name == "1" else "bob"), START + timedelta(minutes=40)
        key = CouponKey("m", f"c{name}")
        return Coupon(key, "t", whose, CouponState.ISSUED, START, ends, START, name == "1")

    def uses(self):
        counted = {}
        for hold in self.holds.values():
            for item in hold.items if hold.state in COUNTING else ():
                key = PersonUse("m", item.key.promotion_id, hold.person_id)
                if not item.key.coupon_id:
                    counted[key] = counted.get(key, Uses()).changed(hold.day, 1)
        return counted

    def write(self, decide):
        rows = (self.budgets.values(), self.coupons.values(), self.holds.values(), self.uses())
        work = Work(self.now, *rows, first_orders=self.first_orders)
        try:
            decide(work)
        except Refusal:
            assert work.is_untouched
        self.budgets |= {new.key.promotion_id: new for _, new in work.changed_budgets()}
        self.coupons |= {one.key.coupon_id[1:]: one for one in work.changed_coupons()}
        self.holds |= {one.key: one for one in work.changed_holds()}
        self.first_orders |= {key: new for key, _, new in work.changed_first_orders()}

    @rule(
        key=orders,
        wanted=offers,
        person=st.sampled_from(["ann", "bob"]),
        amount=st.integers(1, 300),
    )
    def hold(self, key, wanted, person, amount):
        items = gathered(HoldItem(offer, amount, offer == FIRST) for offer in wanted)
        digest = digest_of(person, "CNY", items)
        ends = self.now + timedelta(minutes=9)
        asked = HoldDemand(key, person, "CNY", items, digest, self.now.date(), ends)
        self.write(lambda work: rules.hold(work, asked))

    @rule(keys=st.lists(orders, max_size=4))
    def redeem(self, keys):
        self.write(lambda work: [rules.redeem(work, key) for key in keys])

    @rule(keys=st.lists(orders, max_size=4), cause=st.sampled_from(ReleaseCause))
    def release(self, keys, cause):
        self.write(lambda b: [rules.release(b, key, cause) for key in keys])

    @rule(minutes=st.integers(1, 12))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.write(lambda work: [rules.expire(work, key) for key in self.holds])

    @invariant()
    def budgets_are_the_sums_of_the_holds_and_within_their_limits(self):
        for name, budget in self.budgets.items():
            summed = Counter()
            for hold in self.holds.values():
                for item in hold.items if hold.state in COUNTING else ():
                    if item.key == OfferKey(name):
                        summed[hold.state, "uses"] += 1
                        summed[hold.state, "amount"] += item.amount
            held, used = HoldState.HELD, HoldState.REDEEMED
            assert (budget.held_uses, budget.held_amount) == (
                summed[held, "uses"],
                summed[held, "amount"],
            )
            assert (budget.redeemed_uses, budget.redeemed_amount) == (
                summed[used, "uses"],
                summed[used, "amount"],
            )
            assert summed[held, "amount"] + summed[used, "amount"] <= (
                LIMITS[name].total_amount or 10**9
            )
            assert budget.held_uses + budget.redeemed_uses <= (LIMITS[name].total_uses or 10**9)

    @invariant()
    def a_coupon_is_with_the_one_order_whose_hold_has_it(self):
        for coupon in self.coupons.values():
            offer = OfferKey("t", coupon.key.coupon_id)
            holders = [
                h
                for h in self.holds.values()
                if h.state in COUNTING and offer in {i.key for i in h.items}
            ]
            assert len(holders) <= 1
            for hold in holders:
                assert (coupon.order_id, coupon.person_id) == (hold.key.order_id, hold.person_id)
                assert coupon.state.value == hold.state.value + 1
            if coupon.state is CouponState.HELD:
                assert holders

    @invariant()
    def at_most_one_order_of_a_person_is_the_first(self):
        for person in ("ann", "bob"):
            counting = [h for h in self.holds.values() if h.state in COUNTING and h.first_order]
            theirs = [hold.key.order_id for hold in counting if hold.person_id == person]
            kept = self.first_orders.get(PersonKey("m", person), "")
            assert theirs == ([kept] if kept else [])

    @invariant()
    def nobody_has_a_promotion_more_often_than_allowed(self):
        for key, uses in self.uses().items():
            if key.promotion_id == "person":
                assert uses.total <= 1


AnyDayOfACampaign.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None
)
TestAnyDayOfACampaign = AnyDayOfACampaign.TestCase
