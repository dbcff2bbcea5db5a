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
    """What became of one offer, in a word and a sentence.

    `missing` is what more to spend for it, or for its next tier; 0 when nothing is gained.
    """

    key: OfferKey
    name: str
    outcome: Outcome
    text: str
    amount: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole answer for a cart."""

    discounts: tuple[Discount, ...]
    explanations: tuple[Explanation, ...]
    payable: int

    @property
    def total(self) -> int:
        """The sum of all discounts."""
        return sum(discount.amount for discount in self.discounts)
