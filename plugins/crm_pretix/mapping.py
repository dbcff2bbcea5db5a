"""The platform's members as pretix's customers, and pretix's as how they stand: pure.

A member is one customer, under an address of e-mail that follows from the member's id and cannot
be delivered: pretix takes no second customer under an address, and finds one by it. Who a customer
is stands in `external_identifier`, and whose a gift card is in its `conditions`, so that both are
found again when what is remembered here is lost. Nothing of the person goes to pretix.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import crm_member_pb2 as pb
from zhongtai_plugin import BadRequest
from zhongtai_plugin.money import fraction_digits

from plugins.crm_pretix.model import Customer, Member, Profile, Row

MARK = "zhongtai."
"""What the name of a member of the platform begins with, in pretix."""
_DOMAIN = "zhongtai.invalid"
"""A domain that nobody can ever have (RFC 6761)."""
_ENDED = (pb.CRM_STANDING_CLOSED, pb.CRM_STANDING_MERGED)


def profile_of(message: pb.CrmProfile) -> Profile:
    """Return a membership. Raise BadRequest where something is missing, or not known."""
    is_known = message.standing in pb.CrmStanding.values() and message.standing
    whole = message.profile_id and message.member_id and message.tier_code and message.revision > 0
    if not (whole and is_known):
        raise BadRequest("FIELDS_MISSING", "Keys, revision, standing and tier are required.")
    return Profile(message.merchant_id, message.member_id, message.revision, message.standing)


def digest_of(message: pb.CrmProfile) -> bytes:
    """Return what tells a profile from another one under its id."""
    return hashlib.sha256(message.SerializeToString(deterministic=True)).digest()


def email_of(chain: str, member_id: str) -> str:
    """Return the address under which a member is a customer once: of 128 bits."""
    return f"{hashlib.sha256(f'{chain}/{member_id}'.encode()).hexdigest()[:32]}@{_DOMAIN}"


def mark_of(member_id: str) -> str:
    """Return what a member is named in pretix."""
    return MARK + member_id


def customer_body(profile: Profile) -> dict[str, Any]:
    """Return a new customer as pretix takes one: nobody is written to."""
    return {
        "email": email_of(profile.merchant_id, profile.member_id),
        "external_identifier": mark_of(profile.member_id),
        "is_active": is_active_of(profile.standing),
        "is_verified": False,
        "send_email": False,
    }


def card_body(member: Member, currency: str) -> dict[str, Any]:
    """Return a member's gift card as pretix takes one: empty, and without an end."""
    return {
        "secret": member.secret,
        "value": "0.00",
        "currency": currency,
        "testmode": False,
        "expires": None,
        "conditions": mark_of(member.member_id),
    }


def is_active_of(standing: int) -> bool:
    """Return whether a member who stands so may use their account in pretix."""
    return standing == pb.CRM_STANDING_ACTIVE


def is_to_be_set(profile: Profile, member: Member) -> bool:
    """Return whether pretix must be told how a member stands.

    What its people did since it was read last is undone only where ours has changed as well.
    """
    differs = member.is_active != is_active_of(profile.standing)
    return (differs or profile.standing != member.standing) and not member.gone


def customer_of(row: Row) -> Customer:
    """Return a customer as pretix tells of one."""
    name = str(row["external_identifier"] or "")
    return Customer(
        identifier=str(row["identifier"]),
        member_id=name.removeprefix(MARK) if name.startswith(MARK) else "",
        is_active=bool(row["is_active"]),
        modified=datetime.fromisoformat(row["last_modified"]).timestamp(),
    )


def owner_of(card: Row) -> str:
    """Return the member whose gift card it is; empty for any other."""
    conditions = str(card["conditions"] or "")
    mine = conditions.startswith(MARK) and not card["testmode"]
    return conditions.removeprefix(MARK) if mine else ""


def value_of(card: Row, currency: str, now: datetime) -> int:
    """Return what is on a card in minor units; nothing on one that has ended."""
    ends = card["expires"]
    if card["currency"] != currency or (ends and datetime.fromisoformat(ends) <= now):
        return 0
    return int(Decimal(str(card["value"])).scaleb(fraction_digits(currency)))


def chosen(customers: Iterable[Customer], known: str) -> Customer:
    """Return who a member is, of several customers: the one who is known, else the first."""
    return min(customers, key=lambda each: (each.identifier != known, each.identifier))


def standing_of(member: Member) -> pb.CrmStanding:
    """Return where a membership stands in pretix: it knows no more than whether one is active."""
    if member.gone:
        return pb.CRM_STANDING_CLOSED
    if member.is_active:
        return pb.CRM_STANDING_ACTIVE
    return pb.CRM_STANDING_CLOSED if member.standing in _ENDED else pb.CRM_STANDING_FROZEN


def state_of(member: Member, currency: str) -> pb.CrmMember:
    """Return a member as the platform is told."""
    state = pb.CrmMember(
        crm_member_id=member.identifier,
        member_id=member.member_id,
        standing=standing_of(member),
        stored_value=Money(minor_units=member.value, currency_code=currency),
        revision=member.revision,
        known_revision=member.known_revision,
    )
    state.update_time.FromDatetime(datetime.fromtimestamp(member.modified, UTC))
    return state
