"""What a CRM says of a member, and what that makes of the membership here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centers.member.model import Credit, MemberStatus


@dataclass(frozen=True, slots=True)
class CrmState:
    """A member as a CRM has them.

    `member_id` is the one here, empty where the CRM does not know it; `status` and `points` are
    None, and `tier_code` is empty, where the CRM does not know them. `known_revision` and
    `known_position` say which of our changes are in it.
    """

    crm_member_id: str
    member_id: str
    status: MemberStatus | None
    tier_code: str
    points: int | None
    revision: int
    known_revision: int
    known_position: int


@dataclass(frozen=True, slots=True)
class Link:
    """What is kept of a member of a CRM: who it is here (empty: nobody), and how late that is.

    One that is `closed` gives way to another who is the same person.
    """

    crm_member_id: str
    person_id: str
    revision: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Points of a member that moved since, and the balance to which that has led."""

    points: int
    balance: int


@dataclass(frozen=True, slots=True)
class Opening:
    """Points that moved behind the line `after` of a ledger while the CRM was not told of it."""

    after: int
    points: int


@dataclass(frozen=True, slots=True)
class Underway:
    """What the CRM does not have in its state of a member, and what it may take back.

    `points` have moved here since; `granted` are the credits by which a CRM raised the growth.
    """

    points: int = 0
    granted: Sequence[Credit] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a CRM says and that could not be taken over."""

    crm_member_id: str
    field: str
    member_id: str
    our_value: str
    crm_value: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Drift:
    """A member whose points, tier or status differ.

    `crm_member_id` is empty where the CRM does not know the member; `points_underway` are those of
    ours that the CRM has not been told yet.
    """

    member_id: str
    crm_member_id: str
    our_points: int
    crm_points: int | None
    our_tier_code: str
    crm_tier_code: str
    points_underway: int
    our_status: MemberStatus
    crm_status: MemberStatus | None
