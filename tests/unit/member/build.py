"""Members and books for tests of rules."""

from datetime import UTC, datetime

from centers.member.model import Credit, CreditKind, EarnItem, Member, MemberStatus, Tier
from centers.member.work import Work

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LADDER = (Tier("base", "Base", 0, 100), Tier("gold", "Gold", 500, 150))


def member(person_id: str = "per_ann", **changes) -> Member:
    """A member with nothing yet."""
    values = {
        "member_id": f"mem_{person_id}",
        "person_id": person_id,
        "status": MemberStatus.ACTIVE,
        "tier_code": "base",
        "balance": 0,
        "owed": 0,
        "growth": 0,
        "spent": 0,
        "entry_count": 0,
        "enrolled_at": NOW,
        "updated_at": NOW,
    }
    return Member(**(values | changes))


def work_of(*members: Member) -> Work:
    """A work of these members on the ladder of two tiers."""
    return Work({each.person_id: each for each in members}, LADDER, NOW)


def order(order_id: str, amount: int, person_id: str = "per_ann", **more) -> EarnItem:
    """A completed order in yuan's fen."""
    return EarnItem(person_id, order_id, amount, "CNY", **more)


def credit(order_id: str, points: int, **changes) -> Credit:
    """Points that an order earned, one per 100 fen."""
    values = {
        "kind": CreditKind.ORDER,
        "credit_id": order_id,
        "person_id": "per_ann",
        "amount": points * 100,
        "currency": "CNY",
        "points": points,
        "growth": points,
        "earned_at": NOW,
    }
    return Credit(**(values | changes))
