"""The workbench of a batch of holds: rows locked for it, and all its decisions change.

A batch is one transaction: lock the rows, put them on a bench, decide one order after the
other, write the bench back. A decision that raises has changed nothing on the bench.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from centers.promotion.holds import (
    Budget,
    Coupon,
    CouponKey,
    CouponState,
    Hold,
    HoldState,
    OrderKey,
    PersonKey,
    PersonUse,
    PromotionKey,
    Uses,
)
from centers.promotion.model import OfferKey
from centers.promotion.states import COUPON, HOLD


class HoldBench:
    """Working copies of locked budgets, coupons and holds, at the moment `now`."""

    def __init__(
        self,
        now: datetime,
        budgets: Iterable[Budget] = (),
        coupons: Iterable[Coupon] = (),
        holds: Iterable[Hold] = (),
        uses: Mapping[PersonUse, Uses] | None = None,
        *,
        first_orders: Mapping[PersonKey, str] | None = None,
    ) -> None:
        self.now = now
        self._budgets = {budget.key: budget for budget in budgets}
        self._budgets_before = dict(self._budgets)
        self._coupons = {coupon.key: coupon for coupon in coupons}
        self._coupons_before = dict(self._coupons)
        self._holds = {hold.key: hold for hold in holds}
        self._holds_before = dict(self._holds)
        self._uses = dict(uses or {})
        self._first_orders = dict(first_orders or {})
        self._first_orders_before = dict(self._first_orders)

    # --- reading

    def budget(self, key: PromotionKey) -> Budget | None:
        """The budget as the decisions so far have left it; None for an unknown promotion."""
        return self._budgets.get(key)

    def coupon(self, key: CouponKey) -> Coupon | None:
        """The coupon as it stands now."""
        return self._coupons.get(key)

    def hold(self, key: OrderKey) -> Hold | None:
        """The order's hold as it stands now, if it has one."""
        return self._holds.get(key)

    def uses(self, key: PersonUse) -> Uses:
        """How often the person has the promotion now."""
        return self._uses.get(key, Uses())

    def first_order(self, key: PersonKey) -> str:
        """The order that is, or is to be, the person's first; empty when there is none."""
        return self._first_orders.get(key, "")

    # --- changing

    def put_budget(self, budget: Budget) -> None:
        """Replace a budget."""
        self._budgets[budget.key] = budget

    def count_use(self, key: PersonUse, day: date, by: int) -> None:
        """Count uses of a promotion by a person."""
        self._uses[key] = self.uses(key).changed(day, by)

    def put_first_order(self, key: PersonKey, order_id: str) -> None:
        """Let an order be the person's first; empty: none is."""
        self._first_orders[key] = order_id

    def put_coupon(self, coupon: Coupon, state: CouponState, order_id: str) -> None:
        """Move a coupon to a state, which the state table must allow."""
        if not COUPON.allows(coupon.state, state):
            raise ValueError(f"a coupon cannot go from {coupon.state!r} to {state!r}")
        self._coupons[coupon.key] = replace(
            coupon, state=state, order_id=order_id, updated_at=self.now
        )

    def put_hold(
        self,
        hold: Hold,
        state: HoldState,
        *,
        expires_at: datetime | None = None,
    ) -> Hold:
        """Move a hold to a state, which the state table must allow; give it as it is then."""
        if state is not hold.state and not HOLD.allows(hold.state, state):
            raise ValueError(f"a hold cannot go from {hold.state!r} to {state!r}")
        after = replace(
            hold,
            state=state,
            expires_at=expires_at or hold.expires_at,
            updated_at=self.now,
        )
        self._holds[after.key] = after
        return after

    # --- what is to be written

    def changed_budgets(self) -> list[tuple[Budget, Budget]]:
        """Before and after of each budget that is another now, in the order of the locks."""
        pairs = ((self._budgets_before[key], self._budgets[key]) for key in sorted(self._budgets))
        return [(old, new) for old, new in pairs if old != new]

    def changed_coupons(self) -> list[Coupon]:
        """Each coupon that is another now, in the order of the locks."""
        before = self._coupons_before
        return [self._coupons[key] for key in sorted(before) if self._coupons[key] != before[key]]

    def changed_holds(self) -> list[Hold]:
        """Each hold that is new or another now, in the order of the locks."""
        before = self._holds_before
        changed = (key for key, hold in self._holds.items() if before.get(key) != hold)
        return [self._holds[key] for key in sorted(changed)]

    def changed_first_orders(self) -> list[tuple[PersonKey, str, str]]:
        """Each person whose first order is another now, with the one before and the new one."""
        pairs = ((key, self._first_orders_before.get(key, "")) for key in self._first_orders)
        changed = ((key, old, self._first_orders[key]) for key, old in pairs)
        return sorted(each for each in changed if each[1] != each[2])

    def dropped_items(self) -> list[tuple[OrderKey, OfferKey]]:
        """What a hold taken anew no longer has, with its order."""
        dropped = []
        for hold in self.changed_holds():
            before = self._holds_before.get(hold.key, hold)
            kept = {item.key for item in hold.items}
            gone = (item.key for item in before.items if item.key not in kept)
            dropped += [(hold.key, key) for key in gone]
        return dropped

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        changed = self.changed_budgets() or self.changed_coupons() or self.changed_holds()
        return not (changed or self.changed_first_orders())
