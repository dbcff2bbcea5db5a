"""What a coupon is: a template says what coupons are worth, each coupon is one person's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple


class CouponState(IntEnum):
    """Where a coupon stands; the numbers are those of the contract and of the table."""

    ISSUED = 1
    HELD = 2
    REDEEMED = 3
    EXPIRED = 4
    REVOKED = 5


class TemplateState(IntEnum):
    """Whether coupons of a template are still issued; the numbers are those of the contract."""

    OPEN = 1
    CLOSED = 2


class CouponKey(NamedTuple):
    """Names a coupon; sorts in the order in which coupons are locked."""

    merchant_id: str
    coupon_id: str


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon of one person."""

    key: CouponKey
    template_id: str
    person_id: str
    state: CouponState
    issued_at: datetime
    expires_at: datetime
    updated_at: datetime
    returns_on_refund: bool = False
    order_id: str = ""

    def is_over(self, now: datetime) -> bool:
        """Return whether its time is over."""
        return self.expires_at <= now


@dataclass(frozen=True, slots=True)
class TemplateTerms:
    """How coupons of a template are issued: how many, and for how long they are good.

    `total_count` and `count_per_person` are 0 for no limit. None can be used from `ends_at` on.
    """

    code: str
    total_count: int
    count_per_person: int
    validity: timedelta
    claimable: bool = False
    returns_on_refund: bool = False
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A coupon template with how many coupons were issued."""

    template_id: str
    state: TemplateState
    terms: TemplateTerms
    issued_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CouponFilter:
    """Which coupons of a person a list shows; None means any.

    `good_at` leaves out those whose time is over at that moment.
    """

    person_id: str
    states: tuple[CouponState, ...] | None = None
    good_at: datetime | None = None
