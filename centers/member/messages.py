"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from google.protobuf.message import Message
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
from mesh.call.wire import stamp
from mesh.pure.errors import InvalidRequest
from mesh.pure.naming import OWN, Reader

Result = TypeVar("Result")

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
entry_message = ToMessage(
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
redemption_message = ToMessage(
    Redemption,
    member_pb2.Redemption,
    names={"redeem_time": "redeemed_at", "unredeem_time": "unredeemed_at"},
    left=["member_id"],
)
earn_item_of = ToModel(
    points_requests_pb2.EarnItem,
    EarnItem,
    names={"complete_time": "completed_at"},
    currencies={"amount": "currency"},
)
reverse_item_of = ToModel(
    points_requests_pb2.ReverseItem, ReverseItem, currencies={"amount": "currency"}
)
brought_of = ToModel(points_requests_pb2.BroughtBalance, BroughtBalance)
earn_result_message = ToMessage(
    EarnResult, points_requests_pb2.EarnResult, left=["balance", "refusal_message"]
)
reverse_result_message = ToMessage(
    ReverseResult,
    points_requests_pb2.ReverseResult,
    names={"owed_points": "owed"},
    left=["balance", "refusal_message"],
)
brought_message = ToMessage(
    BroughtResult, points_requests_pb2.BroughtResult, left=["refusal_message"]
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
    names = {tier.code: reader.name_of(tier) for tier in ladder}
    # A closed membership keeps its last tier, which may be gone.
    return _member(member, tier_name=names.get(member.tier_code, member.tier_code))


def event_payload(event: Event, ladder: Sequence[Tier], merchant_id: str, now: datetime) -> bytes:
    """Return an event as it lies in the feed."""
    member_id = event.member.member_id
    message = _event(
        event,
        merchant_id=merchant_id,
        member=member_message(event.member, ladder),
        entry=entry_message(event.entry, member_id=member_id) if event.entry else None,
        occur_time=stamp(now),
    )
    return message.SerializeToString()


def adjusted(entry: Entry, work: Work) -> points_requests_pb2.AdjustPointsResponse:
    """Return the answer to points that were granted or taken by hand."""
    member = work.members[entry.person_id]
    return points_requests_pb2.AdjustPointsResponse(
        entry=entry_message(entry, member_id=member.member_id),
        member=member_message(member, work.ladder),
    )


def refused(
    result: Callable[..., Result], *names: str
) -> Callable[[Message, InvalidRequest], Result]:
    """Return what makes the result of a malformed item, with the fields that name the item."""

    def refuse(item: Message, refusal: InvalidRequest) -> Result:
        return result(
            **{name: getattr(item, name) for name in names},
            outcome=points_requests_pb2.ITEM_OUTCOME_REFUSED,
            reason=refusal.reason,
            refusal_message=refusal.message,
        )

    return refuse


earn_refused = refused(points_requests_pb2.EarnResult, "order_id")
reverse_refused = refused(points_requests_pb2.ReverseResult, "order_id", "refund_id")
brought_refused = refused(points_requests_pb2.BroughtResult, "account")
