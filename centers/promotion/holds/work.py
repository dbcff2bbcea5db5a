"""The unit of work of a batch of holds: rows locked for it, and everything its decisions change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from centers.promotion.coupons.model import Coupon, CouponKey, CouponState
from centers.promotion.coupons.states import COUPON
from centers.promotion.holds.model import (
    Budget,
    Hold,
    HoldState,
    PersonKey,
    PersonUse,
    PromotionKey,
    Uses,
)
from centers.promotion.holds.states import HOLD
from centers.promotion.model import OfferKey
from mesh.pure.ids import OrderKey
from mesh.pure.working_set import WorkingSet


class Work:
    """Locked budgets, coupons and holds at the moment `now`, and what becomes of them.

    `uses` is how often persons have the promotions of the locked budgets; `first_orders` is
    the order that is the first of each locked person.
    """

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
        self._budgets = WorkingSet.of(budgets, lambda budget: budget.key)
        self._coupons = WorkingSet.of(coupons, lambda coupon: coupon.key)
        self._holds = WorkingSet.of(holds, lambda hold: hold.key)
        self._uses = dict(uses or {})
        self._first_orders = WorkingSet(first_orders or {})

    def budget(self, key: PromotionKey) -> Budget | None:
        """Return the budget as it stands now; None for an unknown promotion."""
        return self._budgets.get(key)

    def coupon(self, key: CouponKey) -> Coupon | None:
        """Return the coupon as it stands now; None for an unknown one."""
        return self._coupons.get(key)

    def hold(self, key: OrderKey) -> Hold | None:
        """Return the order's hold as it stands now, if it has one."""
        return self._holds.get(key)

    def uses(self, key: PersonUse) -> Uses:
        """Return how often the person has the promotion now."""
        return self._uses.get(key, Uses())

    def first_order(self, key: PersonKey) -> str:
        """Return the order that is, or is to be, the person's first; empty when there is none."""
        return self._first_orders.get(key) or ""

    def put_budget(self, budget: Budget) -> None:
        """Replace a budget."""
        self._budgets.put(budget.key, budget)

    def count_use(self, key: PersonUse, day: date, by: int) -> None:
        """Count uses of a promotion by a person."""
        self._uses[key] = self.uses(key).changed(day, by)

    def put_first_order(self, key: PersonKey, order_id: str) -> None:
        """Let an order be the person's first; empty: none is."""
        self._first_orders.put(key, order_id)

    def put_coupon(self, coupon: Coupon, state: CouponState, order_id: str) -> None:
        """Move a coupon to a state, which the state table must allow."""
        if not COUPON.allows(coupon.state, state):
            raise ValueError(f"a coupon cannot go from {coupon.state!r} to {state!r}")
        after = replace(coupon, state=state, order_id=order_id, updated_at=self.now)
        self._coupons.put(after.key, after)

    def put_hold(self, hold: Hold, state: HoldState, *, expires_at: datetime | None = None) -> Hold:
        """Move a hold to a state, which the state table must allow, and return it."""
        if state is not hold.state and not HOLD.allows(hold.state, state):
            raise ValueError(f"a hold cannot go from {hold.state!r} to {state!r}")
        after = replace(
            hold, state=state, expires_at=expires_at or hold.expires_at, updated_at=self.now
        )
        self._holds.put(after.key, after)
        return after

    def changed_budgets(self) -> list[tuple[Budget, Budget]]:
        """Return before and after of each budget that is another now, by key."""
        return [(old, new) for old, new in self._budgets.changes() if old is not None]

    def changed_coupons(self) -> list[Coupon]:
        """Return each coupon that is another now, by key."""
        return [after for _, after in self._coupons.changes()]

    def changed_holds(self) -> list[Hold]:
        """Return each hold that is new or another now, by key."""
        return [after for _, after in self._holds.changes()]

    def changed_first_orders(self) -> list[tuple[PersonKey, str, str]]:
        """Return each person whose first order is another now: the one before, and the new one."""
        first = self._first_orders
        pairs = ((key, first.before(key) or "", first[key]) for key in first.changed())
        return [(key, old, new) for key, old, new in pairs if old != new]

    def dropped_items(self) -> list[tuple[OrderKey, OfferKey]]:
        """Return what a hold taken anew no longer has, with its order."""
        dropped = []
        for before, after in self._holds.changes():
            kept = {item.key for item in after.items}
            gone = (item.key for item in (before.items if before else ()))
            dropped += [(after.key, offer) for offer in gone if offer not in kept]
        return dropped

    @property
    def is_untouched(self) -> bool:
        """Whether there is nothing to write."""
        changed = self.changed_budgets() or self.changed_coupons() or self.changed_holds()
        return not (changed or self.changed_first_orders())
