"""The app's RPCs about buying in groups."""

from __future__ import annotations

from zhongtai.groupbuy.v1 import group_buy_service_pb2 as group_pb
from zhongtai.mall.v1 import group_messages_pb2 as pb
from zhongtai.ordercontrol.v1.messages_pb2 import OrderDraft

from gateways.mall import adapt
from gateways.mall.peers import Peers
from mesh.call.context import current, passed


class GroupMethods:
    """Offers to groups, and places in them."""

    _peers: Peers

    async def ListGroupOffers(
        self, request: pb.ListGroupOffersRequest, _: object
    ) -> pb.ListGroupOffersResponse:
        reply = await self._peers.group_buy.ListOffers(
            group_pb.ListOffersRequest(
                store_id=adapt.demanded(request, "store_id"),
                page_size=request.page_size,
                page_token=request.page_token,
                channel=adapt.CHANNEL,
                language=request.language,
            )
        )
        return pb.ListGroupOffersResponse(
            offers=map(adapt.offer, reply.offers), next_page_token=reply.next_page_token
        )

    async def ListGroups(self, request: pb.ListGroupsRequest, _: object) -> pb.ListGroupsResponse:
        asked = group_pb.ListGroupsRequest(
            page_size=request.page_size, page_token=request.page_token
        )
        if request.offer_id:
            asked.offer_id, asked.state = request.offer_id, group_pb.GROUP_STATE_OPEN
        else:
            asked.person_id = current().identity.subject
        reply = await self._peers.group_buy.ListGroups(asked)
        return pb.ListGroupsResponse(groups=reply.groups, next_page_token=reply.next_page_token)

    async def GetGroup(self, request: pb.GetGroupRequest, _: object) -> pb.GetGroupResponse:
        asked = group_pb.GetGroupRequest(
            group_id=request.group_id, channel=adapt.CHANNEL, language=request.language
        )
        reply = await self._peers.group_buy.GetGroup(asked)
        return pb.GetGroupResponse(group=reply.group, offer=adapt.offer(reply.offer))

    async def OpenGroup(self, request: pb.OpenGroupRequest, _: object) -> pb.OpenGroupResponse:
        passed(adapt.NODE)
        reply = await self._peers.group_buy.OpenGroup(
            group_pb.OpenGroupRequest(
                request_id=request.request_id,
                offer_id=request.offer_id,
                store_id=request.store_id,
                draft=_draft(request),
                expected_total=adapt.given(request, "expected_total"),
            )
        )
        return pb.OpenGroupResponse(group=reply.group, order=adapt.order(reply.order))

    async def JoinGroup(self, request: pb.JoinGroupRequest, _: object) -> pb.JoinGroupResponse:
        passed(adapt.NODE)
        reply = await self._peers.group_buy.JoinGroup(
            group_pb.JoinGroupRequest(
                request_id=request.request_id,
                group_id=request.group_id,
                store_id=request.store_id,
                draft=_draft(request),
                expected_total=adapt.given(request, "expected_total"),
            )
        )
        return pb.JoinGroupResponse(group=reply.group, order=adapt.order(reply.order))


def _draft(request: pb.OpenGroupRequest | pb.JoinGroupRequest) -> OrderDraft:
    lines = [request.line] if request.HasField("line") else []
    # The store of a place is said beside its draft.
    return adapt.draft("", lines, request.wishes)
