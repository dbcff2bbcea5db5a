"""The form of what CRMs tell, and of requests about them."""

from __future__ import annotations

from zhongtai.member.v1 import crm_requests_pb2
from zhongtai.plugin.v1 import crm_member_pb2

from mesh.pure import limits
from mesh.pure.validation import Check

MOST_BENEFITS = 50
MAX_CONFLICT_ID = 80
MAX_TIER_CODE = 40


def check_member(member: crm_member_pb2.CrmMember) -> None:
    """Raise InvalidRequest unless a CRM's member can be read."""
    check = Check()
    check.text("crm_member_id", member.crm_member_id, max=limits.MAX_CODE)
    check.identifier("member_id", member.member_id, required=False)
    check.text("tier_code", member.tier_code, min=0, max=MAX_TIER_CODE)
    most = limits.MAX_POINTS
    check.integer("points_balance", member.points_balance, min=-most, max=most)
    check.that(member.revision > 0, "revision", "is required")
    for name in ("known_revision", "known_position"):
        check.that(getattr(member, name) >= 0, name, "must not be negative")
    if member.HasField("stored_value"):
        check.amount("stored_value.minor_units", member.stored_value.minor_units)
        check.currency("stored_value.currency_code", member.stored_value.currency_code)
    check.count("benefits", member.benefits, min=0, max=MOST_BENEFITS)
    for index, benefit in enumerate(member.benefits):
        at = check.at(f"benefits[{index}]")
        at.text("code", benefit.code, max=limits.MAX_CODE)
        at.text("name", benefit.name, max=120)
    check.raise_if_any()


def check_start(request_id: str) -> None:
    """Raise InvalidRequest unless a sync can be started by it."""
    check = Check()
    check.request_id(request_id)
    check.raise_if_any()


def check_resolve(request_id: str, conflict_id: str, decision: int) -> bool:
    """Return whether a decision is for our value. Raise InvalidRequest unless it is one."""
    check = Check()
    check.request_id(request_id)
    check.text("conflict_id", conflict_id, max=MAX_CONFLICT_ID)
    ours = crm_requests_pb2.CRM_CONFLICT_DECISION_KEEP_OURS
    check.one_of("decision", decision, (ours, crm_requests_pb2.CRM_CONFLICT_DECISION_TAKE_CRM))
    check.raise_if_any()
    return decision == ours
