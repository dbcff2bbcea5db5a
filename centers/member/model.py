"""Members, points and tiers, in the words of the trade. Amounts are whole minor units."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from mesh.pure.naming import OtherName


class MemberStatus(IntEnum):
    """Where a membership stands; the numbers are those of the contract and of the table."""

    ACTIVE = 1
    FROZEN = 2
    CLOSED = 3
    MERGED = 4


ENDED = frozenset({MemberStatus.CLOSED, MemberStatus.MERGED})
"""Such a membership has nothing any more."""


class LedgerKind(IntEnum):
    """Why a balance changed; the numbers are those of the contract and of the table."""

    EARN = 1
    REVERSE = 2
    SETTLE = 3
    REDEEM = 4
    UNREDEEM = 5
    EXPIRE = 6
    ADJUST = 7
    FORFEIT = 8
    MERGE = 9
    CRM = 10


class EventKind(IntEnum):
    """What happened to a membership; the numbers are those of the contract."""

    ENROLLED = 1
    POINTS_CHANGED = 2
    TIER_CHANGED = 3
    STATUS_CHANGED = 4
    TOLD_AGAIN = 5


class Outcome(IntEnum):
    """What became of one item of a batch; the numbers are those of the contract."""

    DONE = 1
    ALREADY_DONE = 2
    REFUSED = 3


class CreditKind(IntEnum):
    """Where points came from."""

    ORDER = 1
    GRANT = 2


class BenefitKind(IntEnum):
    """What a benefit is about; the numbers are those of the contract."""

    FREE_DELIVERY = 1
    COUPON_GIFT = 2
    MEMBER_PRICE = 3
    SERVICE = 4


@dataclass(frozen=True, slots=True)
class LoyaltyProgramme:
    """A chain's rules for points. An empty currency means any; 0 days means for ever."""

    currency: str = ""
    minor_units_per_point: int = 100
    minor_units_per_growth: int = 100
    points_valid_days: int = 0


@dataclass(frozen=True, slots=True)
class Tier:
    """One step of the ladder, reached at a growth value; 100 percent is the plain rate."""

    code: str
    name: str
    growth_required: int
    earn_rate_percent: int
    names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something members of certain tiers get."""

    code: str
    name: str
    description: str
    kind: BenefitKind
    tier_codes: tuple[str, ...]
    parameters: dict[str, str] = field(default_factory=dict)
    names: tuple[OtherName, ...] = ()
    description_names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A membership.

    `balance` can be spent; `owed` was taken back after it had been spent; `spent` is what
    was redeemed, taken or forfeited and did not come back. Always:
    balance − owed = points credited − reversed − expired − spent. `revision` rises with each
    change of status or tier that the CRM has not said itself.
    """

    member_id: str
    person_id: str
    status: MemberStatus
    tier_code: str
    balance: int
    owed: int
    growth: int
    spent: int
    entry_count: int
    enrolled_at: datetime
    updated_at: datetime
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Credit:
    """Points that came in one go, and what has become of them apart from being spent.

    For an order, `amount` is what they were earned on and `refunded` what of it was given
    back. `expired` is what of the points ran out of validity.
    """

    kind: CreditKind
    credit_id: str
    person_id: str
    amount: int
    currency: str
    points: int
    growth: int
    earned_at: datetime
    expires_at: datetime | None = None
    refunded: int = 0
    reversed_points: int = 0
    reversed_growth: int = 0
    expired: int = 0

    @property
    def left(self) -> int:
        """Points that were neither taken back nor expired; they may be spent."""
        return self.points - self.reversed_points - self.expired


@dataclass(frozen=True, slots=True)
class Reversal:
    """What one refund took back. `points` counts those that are owed too."""

    order_id: str
    refund_id: str
    amount: int
    points: int
    owed: int
    growth: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger."""

    entry_id: str
    person_id: str
    position: int
    kind: LedgerKind
    points: int
    balance_after: int
    growth: int
    occurred_at: datetime
    order_id: str = ""
    refund_id: str = ""
    redemption_id: str = ""
    reason: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Redemption:
    """Points spent in one go; `unredeemed_at` is None while they are spent."""

    redemption_id: str
    person_id: str
    points: int
    order_id: str
    reason: str
    redeemed_at: datetime
    unredeemed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """What a merge moved beside credits and redemptions, and how the two stood before.

    `spent` is the merged member's; `redeemed` is what of it is in redemptions.
    """

    from_status: MemberStatus
    into_status: MemberStatus
    spent: int
    redeemed: int


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a membership, as readers of the feed are told."""

    kind: EventKind
    member: Member
    entry: Entry | None = None
    previous_tier_code: str = ""


@dataclass(frozen=True, slots=True)
class EarnItem:
    """One completed order."""

    person_id: str
    order_id: str
    amount: int
    currency: str
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EarnResult:
    """What became of an EarnItem; `reason` says why it was refused."""

    order_id: str
    person_id: str
    outcome: Outcome
    reason: str = ""
    points: int = 0
    growth: int = 0


@dataclass(frozen=True, slots=True)
class BroughtBalance:
    """The points that another system keeps of one of its accounts."""

    person_id: str
    account: str
    points: int


@dataclass(frozen=True, slots=True)
class BroughtResult:
    """What became of a BroughtBalance; `points` were brought in all."""

    account: str
    outcome: Outcome
    reason: str = ""
    points: int = 0
    enrolled: bool = False


@dataclass(frozen=True, slots=True)
class ReverseItem:
    """One refund of an order."""

    order_id: str
    refund_id: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class ReverseResult:
    """What became of a ReverseItem; `reason` says why it was refused."""

    order_id: str
    refund_id: str
    person_id: str
    outcome: Outcome
    reason: str = ""
    points: int = 0
    owed: int = 0
    growth: int = 0
