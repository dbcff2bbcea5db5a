"""What is set aside for an order: coupons, budgets and uses. Amounts are minor units."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import IntEnum
from typing import NamedTuple

from centers.promotion.coupons.model import CouponKey
from centers.promotion.model import Limits, OfferKey
from mesh.pure.ids import OrderKey


class HoldState(IntEnum):
    """Where a hold stands; the numbers are those of the contract and of the table."""

    HELD = 1
    REDEEMED = 2
    RELEASED = 3
    EXPIRED = 4
    SHORT = 5
    RETURNED = 6


class RedeemOutcome(IntEnum):
    """What a redemption did to one order; the numbers are those of the contract."""

    REDEEMED = 1
    ALREADY_REDEEMED = 2
    NOTHING_HELD = 3
    SHORT = 4
    RETURNED = 5
    REFUSED = 6


class ReleaseCause(IntEnum):
    """Why what an order holds or has used is given back; the numbers are those of the contract."""

    NEVER_MADE = 0
    CANCELLED = 1
    REJECTED = 2
    REFUNDED = 3


class ReleaseOutcome(IntEnum):
    """What a release did to one order; the numbers are those of the contract."""

    RELEASED = 1
    ALREADY_RELEASED = 2
    NOTHING_HELD = 3
    REDEEMED = 4
    RETURNED = 5
    REFUSED = 6


class PromotionKey(NamedTuple):
    """Names a promotion; sorts in the order in which budgets are locked."""

    merchant_id: str
    promotion_id: str


class PersonKey(NamedTuple):
    """Names a person of a chain; sorts in the order in which first orders are locked."""

    merchant_id: str
    person_id: str


class PersonUse(NamedTuple):
    """A person and a promotion that the person may have only so often."""

    merchant_id: str
    promotion_id: str
    person_id: str


class HoldTerms(NamedTuple):
    """What a hold is for: the order's store and business day, and when it lapses."""

    store_id: str
    day: date
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Budget:
    """What a promotion may cost and what orders have taken of it.

    `held` is of orders that may still be cancelled, `redeemed` of the others. A budget that
    contradicts itself cannot be made (ValueError).
    """

    key: PromotionKey
    currency: str
    limits: Limits
    held_uses: int = 0
    redeemed_uses: int = 0
    held_amount: int = 0
    redeemed_amount: int = 0

    def __post_init__(self) -> None:
        numbers = (self.held_uses, self.redeemed_uses, self.held_amount, self.redeemed_amount)
        if min(numbers) < 0:
            raise ValueError(f"{self.key}: {numbers}")

    def suffices_for(self, amount: int) -> bool:
        """Return whether one more order may take `amount`."""
        limit, uses = self.limits.total_amount, self.limits.total_uses
        if limit is not None and self.held_amount + self.redeemed_amount + amount > limit:
            return False
        return uses is None or self.held_uses + self.redeemed_uses < uses

    def held(self, amount: int, uses: int = 1) -> Budget:
        """Return the budget after an order held `amount`; negative numbers give it back."""
        return replace(self, held_uses=self.held_uses + uses, held_amount=self.held_amount + amount)

    def redeemed(self, amount: int, uses: int = 1) -> Budget:
        """Return the budget after an order used `amount`; negative numbers give it back."""
        return replace(
            self,
            redeemed_uses=self.redeemed_uses + uses,
            redeemed_amount=self.redeemed_amount + amount,
        )


@dataclass(frozen=True, slots=True)
class Uses:
    """How often a person has a promotion: in all, and by day of the hold."""

    total: int = 0
    by_day: tuple[tuple[date, int], ...] = ()

    def on(self, day: date) -> int:
        """Return how often on that day."""
        return dict(self.by_day).get(day, 0)

    def changed(self, day: date, by: int) -> Uses:
        """Return the uses after `by` more on that day."""
        days = dict(self.by_day)
        days[day] = days.get(day, 0) + by
        return Uses(self.total + by, tuple(sorted(days.items())))

    def reach(self, limits: Limits, day: date) -> bool:
        """Return whether the person has it as often as allowed, in all or on a day."""
        in_all, a_day = limits.per_person, limits.per_person_and_day
        return (in_all is not None and self.total >= in_all) or (
            a_day is not None and self.on(day) >= a_day
        )


@dataclass(frozen=True, slots=True)
class HoldItem:
    """One promotion or coupon of a hold, and what it takes off the order, over all payers.

    `first_order` says that it is for a person's first order only.
    """

    key: OfferKey
    amount: int
    first_order: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """What is set aside for one order. Its items change only when it is taken anew."""

    key: OrderKey
    person_id: str
    currency: str
    state: HoldState
    items: tuple[HoldItem, ...]
    # Of all discounts the order has, unlimited ones included.
    digest: bytes
    # The business day on which the person's uses are counted.
    day: date
    expires_at: datetime
    created_at: datetime
    updated_at: datetime
    # Grows with every write; 0 for one that is not written yet.
    version: int = 0

    @property
    def first_order(self) -> PersonKey | None:
        """The person whose first order this is to be; None when nothing depends on that."""
        return _first_order(self.key, self.person_id, self.items)


@dataclass(frozen=True, slots=True)
class HoldDemand:
    """What an order asks to hold; one item per promotion and coupon, sorted."""

    key: OrderKey
    person_id: str
    currency: str
    items: tuple[HoldItem, ...]
    digest: bytes
    day: date
    expires_at: datetime

    @property
    def first_order(self) -> PersonKey | None:
        """The person whose first order this is to be; None when nothing depends on that."""
        return _first_order(self.key, self.person_id, self.items)

    @property
    def owner(self) -> tuple[str, str]:
        """Merchant id and person id."""
        return (self.key.merchant_id, self.person_id)

    def promotions(self) -> Iterable[PromotionKey]:
        """Return the promotions whose budget is concerned; coupons have none."""
        own = (item.key for item in self.items if not item.key.coupon_id)
        return (PromotionKey(self.key.merchant_id, key.promotion_id) for key in own)

    def coupons(self) -> Iterable[CouponKey]:
        """Return the coupons concerned."""
        return (
            CouponKey(self.key.merchant_id, item.key.coupon_id)
            for item in self.items
            if item.key.coupon_id
        )


def gathered(discounts: Iterable[HoldItem]) -> tuple[HoldItem, ...]:
    """Return one item per promotion and coupon, over all payers, by id."""
    items: dict[OfferKey, HoldItem] = {}
    for each in discounts:
        so_far = items.get(each.key, HoldItem(each.key, 0))
        first = so_far.first_order or each.first_order
        items[each.key] = HoldItem(each.key, so_far.amount + each.amount, first)
    return tuple(items[key] for key in sorted(items))


def digest_of(person_id: str, currency: str, items: Iterable[HoldItem]) -> bytes:
    """Return a fingerprint of who holds what, equal for equal demands only."""
    words = [person_id, currency]
    words += [f"{item.key.promotion_id}\t{item.key.coupon_id}\t{item.amount}" for item in items]
    return hashlib.sha256("\n".join(words).encode()).digest()


def _first_order(key: OrderKey, person_id: str, items: Iterable[HoldItem]) -> PersonKey | None:
    if not any(item.first_order for item in items):
        return None
    return PersonKey(key.merchant_id, person_id)
