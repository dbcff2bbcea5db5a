"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhongtai.member.v1 import member_event_pb2, member_pb2, points_requests_pb2

from centers.member.model import (
    Benefit,
    BroughtBalance,
    BroughtResult,
    EarnItem,
    EarnResult,
    Entry,
    Event,
    LoyaltyProgramme,
    Member,
    Redemption,
    ReverseItem,
    ReverseResult,
    Tier,
)
from centers.member.work import Work
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment
from mesh.pure.errors import InvalidRequest
from mesh.pure.naming import OWN, Reader

_member = ToMessage(
    Member,
    member_pb2.Member,
    names={
        "points_balance": "balance",
        "owed_points": "owed",
        "growth_value": "growth",
        "enroll_time": "enrolled_at",
        "update_time": "updated_at",
    },
    left=["tier_name"],
)
_entry = ToMessage(
    Entry,
    member_pb2.LedgerEntry,
    names={"occur_time": "occurred_at", "expire_time": "expires_at"},
    left=["member_id"],
)
_event = ToMessage(
    Event,
    member_event_pb2.MemberEvent,
    names={"entry_count": "member.entry_count"},
    left=["member", "entry", "occur_time", "merchant_id"],
)
_redemption = ToMessage(
    Redemption,
    member_pb2.Redemption,
    names={"redeem_time": "redeemed_at", "unredeem_time": "unredeemed_at"},
    left=["member_id"],
)
brought_message = ToMessage(
    BroughtResult, points_requests_pb2.BroughtResult, left=["refusal_message"]
)
_earn_result = ToMessage(
    EarnResult, points_requests_pb2.EarnResult, left=["balance", "refusal_message"]
)
_reverse_result = ToMessage(
    ReverseResult,
    points_requests_pb2.ReverseResult,
    names={"owed_points": "owed"},
    left=["balance", "refusal_message"],
)

programme_message = ToMessage(
    LoyaltyProgramme, member_pb2.Programme, names={"currency_code": "currency"}
)
programme_of = ToModel(member_pb2.Programme, LoyaltyProgramme, names={"currency_code": "currency"})
tier_message = ToMessage(Tier, member_pb2.Tier)
tier_of = ToModel(member_pb2.Tier, Tier)
benefit_message = ToMessage(Benefit, member_pb2.Benefit)
benefit_of = ToModel(member_pb2.Benefit, Benefit)


def benefit_as_read(benefit: Benefit, reader: Reader) -> member_pb2.Benefit:
    """Return a benefit as a reader is shown it; with all of its names to who reads as nobody."""
    if reader == OWN:
        return benefit_message(benefit)
    description = reader.choose(benefit.description, benefit.description_names)
    name = reader.name_of(benefit)
    read = replace(benefit, name=name, description=description, names=(), description_names=())
    return benefit_message(read)


def member_message(
    member: Member, ladder: Sequence[Tier], reader: Reader = OWN
) -> member_pb2.Member:
    """Return a membership with the name of its tier, its own or that of a reader."""
    message = _member(member)
    names = {tier.code: reader.name_of(tier) for tier in ladder}
    # A closed membership keeps its last tier, which may be gone.
    message.tier_name = names.get(member.tier_code, member.tier_code)
    return message


def entry_message(entry: Entry, member_id: str) -> member_pb2.LedgerEntry:
    """Return a line of a member's ledger."""
    message = _entry(entry)
    message.member_id = member_id
    return message


def redemption_message(redemption: Redemption, member_id: str) -> member_pb2.Redemption:
    """Return a redemption of a member."""
    message = _redemption(redemption)
    message.member_id = member_id
    return message


def event_payload(event: Event, ladder: Sequence[Tier], merchant_id: str, now: datetime) -> bytes:
    """Return an event as it lies in the feed."""
    message = _event(event)
    message.merchant_id = merchant_id
    message.member.CopyFrom(member_message(event.member, ladder))
    if event.entry is not None:
        message.entry.CopyFrom(entry_message(event.entry, event.member.member_id))
    message.occur_time.FromDatetime(now)
    return message.SerializeToString()


def adjusted(entry: Entry, work: Work) -> points_requests_pb2.AdjustPointsResponse:
    """Return the answer to points that were granted or taken by hand."""
    member = work.members[entry.person_id]
    return points_requests_pb2.AdjustPointsResponse(
        entry=entry_message(entry, member.member_id),
        member=member_message(member, work.ladder),
    )


def earn_item_of(message: points_requests_pb2.EarnItem) -> EarnItem:
    """Return an order that earns."""
    return EarnItem(
        person_id=message.person_id,
        order_id=message.order_id,
        amount=message.amount.minor_units,
        currency=message.amount.currency_code,
        completed_at=moment(message, "complete_time"),
    )


def earn_result_message(result: EarnResult, balance: int) -> points_requests_pb2.EarnResult:
    """Return what became of an order."""
    message = _earn_result(result)
    message.balance = balance
    return message


def earn_refused(
    item: points_requests_pb2.EarnItem, refusal: InvalidRequest
) -> points_requests_pb2.EarnResult:
    """Return what became of an order whose item is malformed."""
    return points_requests_pb2.EarnResult(
        order_id=item.order_id,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
        reason=refusal.reason,
        refusal_message=refusal.message,
    )


def brought_of(message: points_requests_pb2.BroughtBalance) -> BroughtBalance:
    """Return the balance of an account of another system."""
    return BroughtBalance(message.person_id, message.account, message.points)


def brought_refused(
    item: points_requests_pb2.BroughtBalance, refusal: InvalidRequest
) -> points_requests_pb2.BroughtResult:
    """Return what became of an account whose item is malformed."""
    return points_requests_pb2.BroughtResult(
        account=item.account,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
        reason=refusal.reason,
        refusal_message=refusal.message,
    )


def reverse_item_of(message: points_requests_pb2.ReverseItem) -> ReverseItem:
    """Return a refund."""
    amount = message.amount
    return ReverseItem(
        message.order_id, message.refund_id, amount.minor_units, amount.currency_code
    )


def reverse_result_message(
    result: ReverseResult, balance: int
) -> points_requests_pb2.ReverseResult:
    """Return what became of a refund."""
    message = _reverse_result(result)
    message.balance = balance
    return message


def reverse_refused(
    item: points_requests_pb2.ReverseItem, refusal: InvalidRequest
) -> points_requests_pb2.ReverseResult:
    """Return what became of a refund whose item is malformed."""
    return points_requests_pb2.ReverseResult(
        order_id=item.order_id,
        refund_id=item.refund_id,
        outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
        reason=refusal.reason,
        refusal_message=refusal.message,
    )
