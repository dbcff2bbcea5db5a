"""CrmService: thin, from message to the accounts and back."""

from __future__ import annotations

from typing import Any

from zhongtai.plugin.v1 import crm_member_pb2, crm_pb2_grpc
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai_plugin import each_item, page_limit
from zhongtai_plugin.pretix.pace import Pace

from plugins.crm_pretix.pretix import Pretix

BEGIN_SECONDS = 10.0
"""No more are begun after that: the platform waits 30 seconds for an answer."""


class CrmServicer(crm_pb2_grpc.CrmServiceServicer):
    """Answers the platform."""

    def __init__(self, pretix: Pretix) -> None:
        self._pretix = pretix

    async def PushMembers(
        self, request: pb.PushMembersRequest, context: Any
    ) -> pb.PushMembersResponse:
        """Take memberships as they stand, as many as there is time for."""
        pace = Pace(BEGIN_SECONDS)

        async def take(profile: crm_member_pb2.CrmProfile) -> bool:
            async with pace.turn():
                members = self._pretix.of(profile.merchant_id)
                await members.demand_read()
                return await members.join(profile)

        results = await each_item(request.profiles, lambda each: each.profile_id, take)
        pace.demand_any(len(results))
        return pb.PushMembersResponse(results=results)

    async def LookUpMembers(
        self, request: pb.LookUpMembersRequest, context: Any
    ) -> pb.LookUpMembersResponse:
        """Say how members stand."""
        members = self._pretix.of(request.merchant_id)
        return pb.LookUpMembersResponse(members=members.look_up(list(request.member_ids)))

    async def PullMembers(
        self, request: pb.PullMembersRequest, context: Any
    ) -> pb.PullMembersResponse:
        """Say who has changed."""
        limit = page_limit(request.page_size)
        found, cursor = self._pretix.of(request.merchant_id).changes(request.after_cursor, limit)
        return pb.PullMembersResponse(members=found, cursor=cursor)
