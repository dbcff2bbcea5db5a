"""CrmService: thin, from message to book and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2, crm_pb2_grpc
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai_plugin import each_item

from plugins.crm_ledger import messages
from plugins.crm_ledger.desk import Desk

DEFAULT_PAGE = 100
MAX_PAGE = 500


class CrmServicer(crm_pb2_grpc.CrmServiceServicer):
    """Answers the platform."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    async def PushMembers(
        self, request: pb.PushMembersRequest, context: Any
    ) -> pb.PushMembersResponse:
        """Take memberships as they stand."""
        desk = self._open()

        async def take(message: crm_member_pb2.CrmProfile) -> bool:
            desk.demand_served(message.merchant_id)
            return await desk.book.join(messages.profile_of(message))

        results = await each_item(request.profiles, lambda each: each.profile_id, take)
        desk.faults.after_push()
        return pb.PushMembersResponse(results=results)

    async def LookUpMembers(
        self, request: pb.LookUpMembersRequest, context: Any
    ) -> pb.LookUpMembersResponse:
        """Say how members stand."""
        desk = self._open()
        desk.demand_served(request.merchant_id)
        found = desk.book.members(request.merchant_id, request.member_ids)
        return pb.LookUpMembersResponse(members=map(messages.member_message, found))

    async def PullMembers(
        self, request: pb.PullMembersRequest, context: Any
    ) -> pb.PullMembersResponse:
        """Say who has changed."""
        desk = self._open()
        desk.demand_served(request.merchant_id)
        limit = min(request.page_size or DEFAULT_PAGE, MAX_PAGE)
        found, cursor = desk.book.changes(request.merchant_id, request.after_cursor, limit)
        return pb.PullMembersResponse(members=map(messages.member_message, found), cursor=cursor)

    async def PushPoints(
        self, request: pb.PushPointsRequest, context: Any
    ) -> pb.PushPointsResponse:
        """Take movements of points."""
        desk = self._open()

        async def take(message: crm_movement_pb2.CrmMovement) -> bool:
            desk.demand_served(message.merchant_id)
            return await desk.book.move(messages.movement_of(message))

        results = await each_item(request.movements, lambda each: each.movement_id, take)
        desk.faults.after_push()
        return pb.PushPointsResponse(results=results)

    async def LookUpPoints(
        self, request: pb.LookUpPointsRequest, context: Any
    ) -> pb.LookUpPointsResponse:
        """Say which movements are here."""
        desk = self._open()
        desk.demand_served(request.merchant_id)
        known = desk.book.booked(request.merchant_id, request.movement_ids)
        return pb.LookUpPointsResponse(known_movement_ids=known)

    def _open(self) -> Desk:
        """Return the desk. Raise RetryLater while the CRM is away."""
        desk = self._desk()
        desk.faults.before()
        return desk
