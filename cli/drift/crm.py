"""Where the members of a CRM differ from ours: both sides are asked now, and compared."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import grpc
from zhongtai.member.v1 import crm_requests_pb2 as pb
from zhongtai.member.v1 import member_pb2

from cli.audit.centers import Centers
from mesh.call.errors_wire import refusal_of

CENTER = "member"
READERS = ("told", "members")
"""What the names of the readers of a CRM end with."""

MISSING = "the CRM does not know this member: a sync (StartCrmSync), or their next change, tells it"
STRANGER = "nobody here is whom the CRM names, or another of its members is: correct it at the CRM"
BELOW_ZERO = "more was spent here than the CRM has: decide it (ResolveCrmConflict), or set it there"
NOBODYS = "nobody has this membership here any more: take the points away at the CRM, or move them"
POINTS = "where the CRM keeps points, correct them there; otherwise adjust them here (AdjustPoints)"
TIER = (
    "the ladder has no such tier, or orders have earned a higher one: correct the tier at the CRM"
)
STATUS = "nobody is closed or opened again by a CRM: close the member here, or open them at the CRM"
NOT_BOUND = "CRM_NOT_BOUND"
ENDED = frozenset({member_pb2.MEMBER_STATUS_CLOSED, member_pb2.MEMBER_STATUS_MERGED})
_UNKNOWN = member_pb2.MEMBER_STATUS_UNSPECIFIED
COLUMNS = ("chain", "member", "at the crm", "what", "here", "crm", "what to do")


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of a member that differs; `crm_member` is empty where the CRM has none.

    Points here are without those that the CRM has not been told yet.
    """

    chain: str
    member: str
    crm_member: str
    what: str
    here: str
    crm: str
    advice: str


async def differences(centers: Centers, merchants: list[str]) -> list[Difference]:
    """Return what differs of merchants; none named means all that have a CRM. Raise AioRpcError."""
    found: list[Difference] = []
    for merchant in merchants or await centers.merchants(CENTER):
        try:
            async for drift in centers.crm_drifts(merchant):
                found += of_member(merchant, drift)
        except grpc.aio.AioRpcError as exc:
            if merchants or refusal_of(exc).reason != NOT_BOUND:
                raise
            continue
        found += [
            stranger(merchant, conflict)
            async for conflict in centers.crm_conflicts(merchant)
            if conflict.field == "member_id"
        ]
    return found


def of_member(merchant: str, drift: pb.CrmDrift) -> list[Difference]:
    """Return in an operator's words what differs of a member, each by itself."""
    who = (merchant, drift.member_id, drift.crm_member_id)
    if not drift.crm_member_id:
        return [Difference(*who, "points", str(drift.our_points), "-", MISSING)]
    found = []
    here = drift.our_points - drift.points_underway
    if drift.HasField("crm_points") and drift.crm_points != here:
        found.append(Difference(*who, "points", str(here), str(drift.crm_points), _advice(drift)))
    if drift.crm_tier_code not in ("", drift.our_tier_code):
        found.append(Difference(*who, "tier", drift.our_tier_code, drift.crm_tier_code, TIER))
    both_ended = {drift.our_status, drift.crm_status} <= ENDED
    if not both_ended and drift.crm_status not in (_UNKNOWN, drift.our_status):
        ours, theirs = (_word(each) for each in (drift.our_status, drift.crm_status))
        found.append(Difference(*who, "status", ours, theirs, STATUS))
    return found


def stranger(merchant: str, conflict: pb.CrmConflict) -> Difference:
    """Return a member of the CRM who is nobody here."""
    crm_member = conflict.crm_member_id
    return Difference(merchant, "-", crm_member, "member", "-", conflict.crm_value, STRANGER)


def cells(each: Difference) -> tuple[str, ...]:
    """Return a difference as a row of the table."""
    return tuple(map(str, astuple(each)))


def _advice(drift: pb.CrmDrift) -> str:
    if drift.our_status in ENDED:
        return NOBODYS
    return BELOW_ZERO if drift.crm_points + drift.points_underway < 0 else POINTS


def _word(status: member_pb2.MemberStatus) -> str:
    return member_pb2.MemberStatus.Name(status).removeprefix("MEMBER_STATUS_")
