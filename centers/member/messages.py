"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhongtai.member.v1 import member_event_pb2, member_pb2, points_requests_pb2

from centers.member.model import (
    Benefit,
    BenefitKind,
    EarnItem,
    EarnResult,
    Entry,
    Event,
    Member,
    Programme,
    Redemption,
    ReverseItem,
    ReverseResult,
    Tier,
)
from mesh.call.wire import moment, number, stamp
from mesh.pure.errors import InvalidRequest, Violation


def member_message(member: Member, ladder: Sequence[Tier]) -> member_pb2.Member:
    """A membership on the wire."""
    names = {tier.code: tier.name for tier in ladder}
    return member_pb2.Member(
        member_id=member.member_id,
        person_id=member.person_id,
        status=number(member.status),
        tier_code=member.tier_code,
        # A closed membership keeps its last tier, which may be gone.
        tier_name=names.get(member.tier_code, member.tier_code),
        points_balance=member.balance,
        owed_points=member.owed,
        growth_value=member.growth,
        enroll_time=stamp(member.enrolled_at),
        update_time=stamp(member.updated_at),
    )


def entry_message(entry: Entry, member_id: str) -> member_pb2.LedgerEntry:
    """A ledger line on the wire."""
    return member_pb2.LedgerEntry(
        entry_id=entry.entry_id,
        member_id=member_id,
        person_id=entry.person_id,
        position=entry.position,
        kind=number(entry.kind),
        points=entry.points,
        balance_after=entry.balance_after,
        growth=entry.growth,
        order_id=entry.order_id,
        refund_id=entry.refund_id,
        redemption_id=entry.redemption_id,
        reason=entry.reason,
        occur_time=stamp(entry.occurred_at),
        expire_time=stamp(entry.expires_at),
    )


def event_payload(event: Event, ladder: Sequence[Tier], now: datetime) -> bytes:
    """An event as it lies in the feed."""
    entry = entry_message(event.entry, event.member.member_id) if event.entry else None
    message = member_event_pb2.MemberEvent(
        kind=number(event.kind),
        member=member_message(event.member, ladder),
        entry=entry,
        previous_tier_code=event.previous_tier_code,
        occur_time=stamp(now),
    )
    return message.SerializeToString()


def redemption_message(redemption: Redemption, member_id: str) -> member_pb2.Redemption:
    """A redemption on the wire."""
    return member_pb2.Redemption(
        redemption_id=redemption.redemption_id,
        member_id=member_id,
        person_id=redemption.person_id,
        points=redemption.points,
        order_id=redemption.order_id,
        redeem_time=stamp(redemption.redeemed_at),
        unredeem_time=stamp(redemption.unredeemed_at),
    )


def earn_item_of(message: points_requests_pb2.EarnItem) -> EarnItem:
    """An order that earns."""
    return EarnItem(
        person_id=message.person_id,
        order_id=message.order_id,
        amount=message.amount.minor_units,
        currency=message.amount.currency_code,
        completed_at=moment(message, "complete_time"),
    )


def earn_result_message(result: EarnResult, balance: int) -> points_requests_pb2.EarnResult:
    """What became of an order, on the wire."""
    return points_requests_pb2.EarnResult(
        order_id=result.order_id,
        outcome=number(result.outcome),
        reason=result.reason,
        points=result.points,
        growth=result.growth,
        balance=balance,
    )


def earn_refused(
    item: points_requests_pb2.EarnItem, refusal: InvalidRequest
) -> points_requests_pb2.EarnResult:
    """What became of an order whose item is malformed."""
    return points_requests_pb2.EarnResult(
        order_id=item.order_id,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
        reason=refusal.reason,
        refusal_message=refusal.message,
    )


def reverse_item_of(message: points_requests_pb2.ReverseItem) -> ReverseItem:
    """A refund."""
    amount = message.amount
    return ReverseItem(
        message.order_id, message.refund_id, amount.minor_units, amount.currency_code
    )


def reverse_result_message(
    result: ReverseResult, balance: int
) -> points_requests_pb2.ReverseResult:
    """What became of a refund, on the wire."""
    return points_requests_pb2.ReverseResult(
        order_id=result.order_id,
        refund_id=result.refund_id,
        outcome=number(result.outcome),
        reason=result.reason,
        points=result.points,
        owed_points=result.owed,
        growth=result.growth,
        balance=balance,
    )


def reverse_refused(
    item: points_requests_pb2.ReverseItem, refusal: InvalidRequest
) -> points_requests_pb2.ReverseResult:
    """What became of a refund whose item is malformed."""
    return points_requests_pb2.ReverseResult(
        order_id=item.order_id,
        refund_id=item.refund_id,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
        reason=refusal.reason,
        refusal_message=refusal.message,
    )


def programme_message(programme: Programme) -> member_pb2.Programme:
    """The rules for points on the wire."""
    return member_pb2.Programme(
        currency_code=programme.currency,
        minor_units_per_point=programme.minor_units_per_point,
        minor_units_per_growth=programme.minor_units_per_growth,
        points_valid_days=programme.points_valid_days,
    )


def programme_of(message: member_pb2.Programme) -> Programme:
    """The rules for points as they were handed in; nothing is checked yet."""
    return Programme(
        message.currency_code,
        message.minor_units_per_point,
        message.minor_units_per_growth,
        message.points_valid_days,
    )


def tier_message(tier: Tier) -> member_pb2.Tier:
    """A tier on the wire."""
    return member_pb2.Tier(
        code=tier.code,
        name=tier.name,
        growth_required=tier.growth_required,
        earn_rate_percent=tier.earn_rate_percent,
    )


def tier_of(message: member_pb2.Tier) -> Tier:
    """A tier as it was handed in; nothing is checked yet."""
    return Tier(message.code, message.name, message.growth_required, message.earn_rate_percent)


def benefit_message(benefit: Benefit) -> member_pb2.Benefit:
    """A benefit on the wire."""
    return member_pb2.Benefit(
        code=benefit.code,
        name=benefit.name,
        description=benefit.description,
        kind=number(benefit.kind),
        tier_codes=benefit.tier_codes,
        parameters=benefit.parameters,
    )


def benefit_of(message: member_pb2.Benefit) -> Benefit:
    """A benefit as it was handed in. Raises InvalidRequest for a kind it does not know."""
    try:
        kind = BenefitKind(message.kind)
    except ValueError:
        violation = Violation("benefit.kind", "must be one of the kinds of the contract")
        raise InvalidRequest(violations=[violation]) from None
    return Benefit(
        code=message.code,
        name=message.name,
        description=message.description,
        kind=kind,
        tier_codes=tuple(message.tier_codes),
        parameters=dict(message.parameters),
    )
