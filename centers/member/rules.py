"""Decisions about tiers and about how many points an amount is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from centers.member import errors
from centers.member.model import Benefit, LoyaltyProgramme, Member, MemberStatus, Tier
from mesh.pure.naming import OtherName

DEFAULT_PROGRAMME = LoyaltyProgramme()
DEFAULT_LADDER = (Tier("member", "Member", 0, 100, (OtherName("", "zh", "会员"),)),)


def ladder_of(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """Return the tiers, lowest first. Raise TiersInconsistent when they make no ladder."""
    ladder = tuple(sorted(tiers, key=lambda tier: tier.growth_required))
    starts = [tier.growth_required for tier in ladder]
    codes = {tier.code for tier in ladder}
    if not ladder or starts[0] != 0 or len(set(starts)) < len(ladder) or len(codes) < len(ladder):
        raise errors.TiersInconsistent
    return ladder


def tier_at(growth: int, ladder: Sequence[Tier]) -> Tier:
    """Return the highest tier that a growth value reaches; the ladder is lowest first."""
    reached = [tier for tier in ladder if tier.growth_required <= growth]
    return reached[-1] if reached else ladder[0]


def demand_tiers_of_benefits(benefits: Iterable[Benefit], ladder: Iterable[Tier]) -> None:
    """Raise TierUnknown when a benefit names a tier that the ladder does not have."""
    known = {tier.code for tier in ladder}
    for benefit in benefits:
        for code in benefit.tier_codes:
            if code not in known:
                raise errors.TierUnknown(tier_code=code, benefit_code=benefit.code)


def points_for(amount: int, programme: LoyaltyProgramme, rate_percent: int) -> int:
    """Return whole points that an amount earns at a tier's rate; the rest earns nothing."""
    return amount * rate_percent // (100 * programme.minor_units_per_point)


def growth_for(amount: int, programme: LoyaltyProgramme) -> int:
    """Return whole growth that an amount makes."""
    return amount // programme.minor_units_per_growth


def takes(programme: LoyaltyProgramme, currency: str) -> bool:
    """Return whether amounts of this currency earn points."""
    return programme.currency in ("", currency)


def expiry_of(earned_at: datetime, programme: LoyaltyProgramme) -> datetime | None:
    """Return when points earned at that moment expire; None means never."""
    days = programme.points_valid_days
    return earned_at + timedelta(days=days) if days else None


def share_due(earned: int, amount: int, refunded: int, refund: int) -> int:
    """Return what a refund takes back of what an amount earned, in whole points.

    It is the difference of two rounded-down running shares, so that no order of refunds
    takes more than was earned, and a full refund takes all of it, to the last point.
    """
    return earned * (refunded + refund) // amount - earned * refunded // amount


def demand_spendable(member: Member, points: int) -> None:
    """Raise MemberFrozen, MemberClosed or NotEnoughPoints unless so much can be spent."""
    if member.status is MemberStatus.FROZEN:
        raise errors.MemberFrozen
    demand_open(member)
    demand_balance(member, points)


def demand_balance(member: Member, points: int) -> None:
    """Raise NotEnoughPoints unless the balance has so many."""
    if member.balance < points:
        raise errors.NotEnoughPoints(balance=member.balance, asked=points)


def demand_open(member: Member) -> None:
    """Raise MemberClosed for a membership that has ended."""
    if member.status is MemberStatus.CLOSED:
        raise errors.MemberClosed
