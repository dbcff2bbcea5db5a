"""Protobuf ⇄ model, between memberships and CRM plug-ins."""

from __future__ import annotations

from datetime import datetime

from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_event_pb2, member_pb2
from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2

from centers.member.crm.model import Conflict, CrmState, Drift, Opening
from centers.member.model import MemberStatus
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import moment

_STANDINGS = {
    member_pb2.MEMBER_STATUS_ACTIVE: crm_member_pb2.CRM_STANDING_ACTIVE,
    member_pb2.MEMBER_STATUS_FROZEN: crm_member_pb2.CRM_STANDING_FROZEN,
    member_pb2.MEMBER_STATUS_CLOSED: crm_member_pb2.CRM_STANDING_CLOSED,
    member_pb2.MEMBER_STATUS_MERGED: crm_member_pb2.CRM_STANDING_MERGED,
}
_STATUSES = {
    crm_member_pb2.CRM_STANDING_ACTIVE: MemberStatus.ACTIVE,
    crm_member_pb2.CRM_STANDING_FROZEN: MemberStatus.FROZEN,
    crm_member_pb2.CRM_STANDING_CLOSED: MemberStatus.CLOSED,
}

_state_of = ToModel(
    crm_member_pb2.CrmMember,
    CrmState,
    names={"points_balance": "points"},
    left=["standing", "stored_value", "benefits", "update_time"],
)
drift_message = ToMessage(Drift, pb.CrmDrift)
_conflict = ToMessage(
    Conflict, pb.CrmConflict, names={"find_time": "found_at"}, left=["conflict_id"]
)


def profile_message(member: member_pb2.Member, merchant_id: str) -> crm_member_pb2.CrmProfile:
    """Return a membership as a CRM is told of it."""
    standing = _STANDINGS[member.status]
    return crm_member_pb2.CrmProfile(
        profile_id=f"{member.member_id}/{member.revision}/{standing}/{member.tier_code}",
        merchant_id=merchant_id,
        member_id=member.member_id,
        person_id=member.person_id,
        revision=member.revision,
        standing=standing,
        tier_code=member.tier_code,
        join_time=member.enroll_time,
    )


def movement_message(event: member_event_pb2.MemberEvent) -> crm_movement_pb2.CrmMovement:
    """Return a line of the ledger as a CRM is told of it."""
    entry = event.entry
    movement = crm_movement_pb2.CrmMovement(
        movement_id=f"{entry.member_id}/{entry.position}",
        merchant_id=event.merchant_id,
        member_id=entry.member_id,
        kind=_kind_of(entry.kind),
        points=entry.points,
        position=entry.position,
        balance_after=entry.balance_after,
        order_id=entry.order_id,
        refund_id=entry.refund_id,
        redemption_id=entry.redemption_id,
        note=entry.reason,
        occur_time=entry.occur_time,
    )
    if entry.HasField("expire_time"):
        movement.expire_time.CopyFrom(entry.expire_time)
    return movement


def opening_message(
    event: member_event_pb2.MemberEvent, opening: Opening
) -> crm_movement_pb2.CrmMovement:
    """Return what moved before a line while a CRM was not told; its key is by both ends of that."""
    member, until = event.member, first_line_of(event) - 1
    has_line = event.HasField("entry")
    before = event.entry.balance_after - event.entry.points
    return crm_movement_pb2.CrmMovement(
        movement_id=f"{member.member_id}/opening/{opening.after}/{until}",
        merchant_id=event.merchant_id,
        member_id=member.member_id,
        kind=crm_movement_pb2.CRM_MOVEMENT_KIND_OPENING,
        points=opening.points,
        position=until,
        balance_after=before if has_line else member.points_balance,
        occur_time=event.entry.occur_time if has_line else event.occur_time,
    )


def first_line_of(event: member_event_pb2.MemberEvent) -> int:
    """Return the position of an event's line, or that of the next one where it has none."""
    return event.entry.position if event.HasField("entry") else event.entry_count + 1


def lines_until(event: member_event_pb2.MemberEvent) -> int:
    """Return up to which line an event tells of a ledger."""
    return event.entry.position if event.HasField("entry") else event.entry_count


def state_of(member: crm_member_pb2.CrmMember) -> CrmState:
    """Return a member as a CRM has them; a standing of a later contract is not known."""
    return _state_of(member, status=_STATUSES.get(member.standing))


def account_message(told: bytes) -> pb.CrmAccount:
    """Return what a CRM told last of a member, as it was kept."""
    member = crm_member_pb2.CrmMember.FromString(told)
    account = pb.CrmAccount(crm_member_id=member.crm_member_id, update_time=member.update_time)
    if member.HasField("points_balance"):
        account.points = member.points_balance
    if member.HasField("stored_value"):
        account.stored_value.CopyFrom(member.stored_value)
    for benefit in member.benefits:
        shown = account.benefits.add(code=benefit.code, name=benefit.name)
        if benefit.HasField("quantity"):
            shown.quantity = benefit.quantity
        if benefit.HasField("expire_time"):
            shown.expire_time.CopyFrom(benefit.expire_time)
    return account


def benefits_of(told: bytes, now: datetime) -> list[str]:
    """Return the codes of what a member has at a CRM, by what was kept of them; none has ended."""
    member = crm_member_pb2.CrmMember.FromString(told)
    if member.standing == crm_member_pb2.CRM_STANDING_CLOSED:
        return []
    return [each.code for each in member.benefits if _is_good(each, now)]


def _is_good(benefit: crm_member_pb2.CrmBenefit, now: datetime) -> bool:
    if benefit.HasField("quantity") and benefit.quantity <= 0:
        return False
    ends_at = moment(benefit, "expire_time")
    return ends_at is None or now < ends_at


def conflict_message(conflict: Conflict) -> pb.CrmConflict:
    """Return something that could not be taken over."""
    return _conflict(conflict, conflict_id=f"{conflict.crm_member_id}/{conflict.field}")


def _kind_of(kind: member_pb2.LedgerKind) -> str:
    """Return the name of a line's kind; one of a CRM is of another that the chain had before."""
    is_crm = kind == member_pb2.LEDGER_KIND_CRM
    name = member_pb2.LedgerKind.Name(member_pb2.LEDGER_KIND_ADJUST if is_crm else kind)
    return name.replace("LEDGER", "CRM_MOVEMENT")
