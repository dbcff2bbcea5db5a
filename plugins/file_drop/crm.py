"""CrmService: thin, from message to books and files and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2, crm_pb2_grpc
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai_plugin import BadRequest, Rejected, page_limit

from plugins.file_drop.books import Books
from plugins.file_drop.members import STANDINGS, write_points, write_profiles
from plugins.file_drop.outgoing import MOST, Outgoing
from plugins.file_drop.place import Place
from plugins.file_drop.sheets import TO_CRM, points_sheet, profiles_sheet

MAX_KEY = 100


class CrmDesk:
    """What answers the platform about members while the plug-in is configured."""

    def __init__(self, books: Books, place: Place) -> None:
        self.place = place
        self.members = books.members
        self.profiles: Outgoing[crm_member_pb2.CrmProfile] = Outgoing(
            "profiles",
            books,
            place,
            key=lambda profile: profile.profile_id,
            chain=lambda profile: profile.merchant_id,
            wrong=_wrong_profile,
            content=profiles_sheet,
            numbered_with=TO_CRM,
            is_old=self._is_old,
            effect=write_profiles,
        )
        self.points: Outgoing[crm_movement_pb2.CrmMovement] = Outgoing(
            "points",
            books,
            place,
            key=lambda movement: movement.movement_id,
            chain=lambda movement: movement.merchant_id,
            wrong=_wrong_movement,
            content=points_sheet,
            numbered_with=TO_CRM,
            is_old=self._demand_member,
            effect=write_points,
        )

    def _is_old(self, profile: crm_member_pb2.CrmProfile) -> bool:
        written = self.members.revision_of(profile.merchant_id, profile.member_id)
        return profile.revision <= written

    def _demand_member(self, movement: crm_movement_pb2.CrmMovement) -> bool:
        if not self.members.is_known(movement.merchant_id, movement.member_id):
            raise Rejected("MEMBER_UNKNOWN", "This member was never pushed.")
        return False


class CrmServicer(crm_pb2_grpc.CrmServiceServicer):
    """Answers the platform."""

    def __init__(self, desk: Callable[[], CrmDesk]) -> None:
        self._desk = desk

    async def PushMembers(
        self, request: pb.PushMembersRequest, context: Any
    ) -> pb.PushMembersResponse:
        """Write memberships out."""
        return pb.PushMembersResponse(results=await self._desk().profiles.take(request.profiles))

    async def LookUpMembers(
        self, request: pb.LookUpMembersRequest, context: Any
    ) -> pb.LookUpMembersResponse:
        """Say how members stand at the CRM once it has imported all files."""
        if not 1 <= len(request.member_ids) <= MOST:
            raise BadRequest("BATCH_SIZE", f"1 to {MOST} members can be looked up.")
        desk = self._desk()
        await desk.place.of(request.merchant_id)
        found = desk.members.looked_up(request.merchant_id, request.member_ids)
        return pb.LookUpMembersResponse(members=found)

    async def PullMembers(
        self, request: pb.PullMembersRequest, context: Any
    ) -> pb.PullMembersResponse:
        """Say who has changed, by lists or by what was written out."""
        desk, limit = self._desk(), page_limit(request.page_size)
        await desk.place.of(request.merchant_id)
        found, cursor = desk.members.changes(request.merchant_id, request.after_cursor, limit)
        return pb.PullMembersResponse(members=found, cursor=cursor)

    async def PushPoints(
        self, request: pb.PushPointsRequest, context: Any
    ) -> pb.PushPointsResponse:
        """Write movements of points out."""
        return pb.PushPointsResponse(results=await self._desk().points.take(request.movements))

    async def LookUpPoints(
        self, request: pb.LookUpPointsRequest, context: Any
    ) -> pb.LookUpPointsResponse:
        """Say which movements have been written out."""
        desk = self._desk()
        await desk.place.of(request.merchant_id)
        known = desk.points.known(request.merchant_id, request.movement_ids)
        return pb.LookUpPointsResponse(known_movement_ids=known)


def _wrong_profile(profile: crm_member_pb2.CrmProfile) -> str:
    """Return what is missing; empty when nothing is."""
    if not 0 < len(profile.profile_id) <= MAX_KEY:
        return f"profile_id must have 1 to {MAX_KEY} characters"
    if not (profile.member_id and profile.tier_code and profile.revision > 0):
        return "member_id, tier_code and revision are required"
    return "" if profile.standing in STANDINGS else "standing is required"


def _wrong_movement(movement: crm_movement_pb2.CrmMovement) -> str:
    """Return what is missing; empty when nothing is."""
    if not 0 < len(movement.movement_id) <= MAX_KEY:
        return f"movement_id must have 1 to {MAX_KEY} characters"
    if not (movement.member_id and movement.position > 0):
        return "member_id and position are required"
    if movement.kind not in crm_movement_pb2.CrmMovementKind.values()[1:]:
        return "kind is required"
    return "" if movement.points else "points must not be zero"
