"""The words of the stand-in CRM."""

from __future__ import annotations

from dataclasses import dataclass

ACTIVE, FROZEN, CLOSED, MERGED = "active", "frozen", "closed", "merged"
"""Where a member stands."""

BY_HAND = "by_hand"
"""The kind of a line of the ledger that the desk wrote."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A membership as it is pushed. `digest` is of its content."""

    merchant_id: str
    profile_id: str
    member_id: str
    revision: int
    standing: str
    tier_code: str
    digest: str


@dataclass(frozen=True, slots=True)
class Movement:
    """Points as they are pushed. `digest` is of their content."""

    merchant_id: str
    movement_id: str
    member_id: str
    kind: str
    points: int
    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger; `digest` is of the content of what was pushed."""

    movement_id: str
    kind: str
    points: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """Something that a member has beside points; `quantity` is None where it is not counted."""

    code: str
    name: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the CRM has them. `member_id` is the platform's, empty where it is not known.

    `stored_value` is in minor units of `currency`, `updated` in nanoseconds since 1970.
    """

    merchant_id: str
    crm_member_id: str
    member_id: str
    standing: str
    tier_code: str
    points: int
    stored_value: int
    currency: str
    benefits: tuple[Benefit, ...]
    revision: int
    known_revision: int
    known_position: int
    updated: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What the desk changes of a member; what is None stays. Points are added, or taken."""

    member_id: str | None = None
    standing: str | None = None
    tier_code: str | None = None
    points: int | None = None
    stored_value: int | None = None
    benefits: tuple[Benefit, ...] | None = None
