"""What an evaluation answers: discounts to the last minor unit, and why each is as it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from centers.promotion.model import OfferKey, Payer

DELIVERY_REF = "delivery"
"""How an allocation names the delivery fee."""


class Outcome(IntEnum):
    """What became of an offer; the numbers are those of the contract."""

    APPLIED = 1
    CONDITION_NOT_MET = 2
    THRESHOLD_NOT_REACHED = 3
    NOTHING_TO_DISCOUNT = 4
    EXCLUDED = 5
    BUDGET_SPENT = 6
    PERSON_LIMIT = 7
    COUPON_NOT_USABLE = 8


class Cause(IntEnum):
    """Why an offer does not apply; the numbers are those of the contract."""

    OTHER_PLACE = 1
    OTHER_SERVICE_TYPE = 2
    OTHER_TIER = 3
    NOT_FIRST_ORDER = 4
    NOT_BEGUN = 5
    OVER = 6
    OTHER_TIME = 7
    THRESHOLD_NOT_REACHED = 8
    NOTHING_TO_DISCOUNT = 9
    NOT_COMBINABLE = 10
    DEARER_WITH_IT = 11
    BUDGET_SPENT = 12
    PERSON_LIMIT = 13
    GUEST = 14
    ANOTHER_FIRST_ORDER = 15
    COUPON_UNKNOWN = 16
    COUPON_HELD = 17
    COUPON_USED = 18
    COUPON_REVOKED = 19
    COUPON_EXPIRED = 20
    OTHER_CURRENCY = 21
    NO_BENEFIT = 22

    @property
    def outcome(self) -> Outcome:
        """What becomes of an offer that does not apply for this cause."""
        if self <= Cause.OTHER_TIME:
            return Outcome.CONDITION_NOT_MET
        return _OUTCOMES.get(self, Outcome.COUPON_NOT_USABLE)


_OUTCOMES = {
    Cause.THRESHOLD_NOT_REACHED: Outcome.THRESHOLD_NOT_REACHED,
    Cause.NOTHING_TO_DISCOUNT: Outcome.NOTHING_TO_DISCOUNT,
    Cause.NOT_COMBINABLE: Outcome.EXCLUDED,
    Cause.DEARER_WITH_IT: Outcome.EXCLUDED,
    Cause.BUDGET_SPENT: Outcome.BUDGET_SPENT,
    Cause.PERSON_LIMIT: Outcome.PERSON_LIMIT,
    Cause.GUEST: Outcome.PERSON_LIMIT,
    Cause.ANOTHER_FIRST_ORDER: Outcome.PERSON_LIMIT,
    Cause.NO_BENEFIT: Outcome.CONDITION_NOT_MET,
}


@dataclass(frozen=True, slots=True)
class CouponChoice:
    """Which coupons a cart is tried with: those of `coupon_ids`, or the person's own.

    One of `coupon_ids` that does not apply refuses the whole, unless the caller does without the
    unusable ones.
    """

    coupon_ids: tuple[str, ...] = ()
    pick_coupons: bool = False
    without_unusable_coupons: bool = False


class Allocation(NamedTuple):
    """The part of a discount that a line, or the delivery fee, gets."""

    ref: str
    amount: int


@dataclass(frozen=True, slots=True)
class Discount:
    """One discount borne by one payer; the allocations add up to the amount."""

    key: OfferKey
    name: str
    amount: int
    paid_by: Payer
    allocations: tuple[Allocation, ...]
    first_order: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """What became of one offer.

    `cause` is why it does not apply, None when it does. `missing` is what more to spend for
    it, or for its next tier; 0 when nothing is gained. `rival` names the offer that it may
    not be combined with. `benefit_codes` are the benefits of which one would do, sorted.
    """

    key: OfferKey
    name: str
    cause: Cause | None = None
    amount: int = 0
    missing: int = 0
    rival: str = ""
    benefit_codes: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        return Outcome.APPLIED if self.cause is None else self.cause.outcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole answer for a cart.

    `ignores_…` says that no offer depends on that of the person, so that the answer would be the
    same with another; `nothing_to_hold` that an order with these discounts need hold none of them.
    """

    discounts: tuple[Discount, ...]
    explanations: tuple[Explanation, ...]
    payable: int
    ignores_member_tier: bool = False
    ignores_new_customer: bool = False
    ignores_benefits: bool = False
    nothing_to_hold: bool = False

    @property
    def total(self) -> int:
        """The sum of all discounts."""
        return sum(discount.amount for discount in self.discounts)
