"""Protobuf ⇄ the words of the stand-in."""

from __future__ import annotations

import hashlib

from google.protobuf.message import Message
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import crm_member_pb2 as pb
from zhongtai.plugin.v1 import crm_movement_pb2
from zhongtai_plugin import BadRequest

from plugins.crm_ledger.model import ACTIVE, CLOSED, FROZEN, MERGED, Member, Movement, Profile

_STANDINGS = {
    pb.CRM_STANDING_ACTIVE: ACTIVE,
    pb.CRM_STANDING_FROZEN: FROZEN,
    pb.CRM_STANDING_CLOSED: CLOSED,
    pb.CRM_STANDING_MERGED: MERGED,
}
_TOLD = {word: number for number, word in _STANDINGS.items()} | {MERGED: pb.CRM_STANDING_CLOSED}
_KINDS = {
    number: name.removeprefix("CRM_MOVEMENT_KIND_").lower()
    for name, number in crm_movement_pb2.CrmMovementKind.items()
    if number
}


def profile_of(message: pb.CrmProfile) -> Profile:
    """Return a membership. Raise BadRequest where something is missing, or not known."""
    standing = _STANDINGS.get(message.standing, "")
    whole = message.profile_id and message.member_id and message.tier_code and message.revision > 0
    if not (whole and standing):
        raise BadRequest("FIELDS_MISSING", "Keys, revision, standing and tier are required.")
    return Profile(
        message.merchant_id,
        message.profile_id,
        message.member_id,
        message.revision,
        standing,
        message.tier_code,
        _digest(message),
    )


def movement_of(message: crm_movement_pb2.CrmMovement) -> Movement:
    """Return points. Raise BadRequest where something is missing, or not known."""
    kind = _KINDS.get(message.kind, "")
    whole = message.movement_id and message.member_id and message.position > 0
    if not (whole and kind and message.points):
        raise BadRequest("FIELDS_MISSING", "Keys, kind, points and position are required.")
    return Movement(
        message.merchant_id,
        message.movement_id,
        message.member_id,
        kind,
        message.points,
        message.position,
        _digest(message),
    )


def member_message(member: Member) -> pb.CrmMember:
    """Return a member as the platform is told."""
    message = pb.CrmMember(
        crm_member_id=member.crm_member_id,
        member_id=member.member_id,
        standing=_TOLD[member.standing],
        tier_code=member.tier_code,
        points_balance=member.points,
        stored_value=Money(minor_units=member.stored_value, currency_code=member.currency),
        benefits=[
            pb.CrmBenefit(code=each.code, name=each.name, quantity=each.quantity)
            for each in member.benefits
        ],
        revision=member.revision,
        known_revision=member.known_revision,
        known_position=member.known_position,
    )
    message.update_time.FromNanoseconds(member.updated)
    return message


def _digest(message: Message) -> str:
    return hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()
