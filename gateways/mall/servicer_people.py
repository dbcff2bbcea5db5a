"""The app's RPCs about the customer: log in, stay logged in, who am I."""

from __future__ import annotations

import grpc
from zhongtai.cart.v1 import messages_pb2 as cart_pb
from zhongtai.mall.v1 import people_messages_pb2 as pb
from zhongtai.member.v1 import member_requests_pb2
from zhongtai.user.v1 import login_requests_pb2

from gateways.mall.adapt import CHANNEL
from gateways.mall.peers import Peers
from mesh.call.context import current
from mesh.edge.apps import Apps
from mesh.edge.guests import Guests


class PeopleMethods:
    """Guests, logins, and the customer's points."""

    _peers: Peers
    _apps: Apps
    _guests: Guests

    async def EnterAsGuest(
        self, request: pb.EnterAsGuestRequest, _: object
    ) -> pb.EnterAsGuestResponse:
        self._apps.act_for(request.app_id)
        reply = await self._peers.user.EnterAsGuest(
            login_requests_pb2.EnterAsGuestRequest(channel=CHANNEL)
        )
        return pb.EnterAsGuestResponse(
            access_token=reply.access_token, access_expire_time=reply.access_expire_time
        )

    async def Login(self, request: pb.LoginRequest, _: object) -> pb.LoginResponse:
        self._apps.act_for(request.app_id)
        guest_id = self._guests.shown_by(request.guest_token)
        reply = await self._peers.user.Login(
            login_requests_pb2.LoginRequest(
                request_id=request.request_id, channel=CHANNEL, code=request.code
            )
        )
        if guest_id:
            # Before it is answered: a login without an answer is repeated, and so is this.
            await self._peers.cart.MergeCarts(
                cart_pb.MergeCartsRequest(guest_id=guest_id, person_id=reply.person.person_id)
            )
        return pb.LoginResponse(
            person_id=reply.person.person_id, tokens=reply.tokens, registered=reply.registered
        )

    async def RefreshTokens(
        self, request: pb.RefreshTokensRequest, _: object
    ) -> pb.RefreshTokensResponse:
        self._apps.act_for(request.app_id)
        reply = await self._peers.user.RefreshToken(
            login_requests_pb2.RefreshTokenRequest(
                request_id=request.request_id, refresh_token=request.refresh_token
            )
        )
        return pb.RefreshTokensResponse(person_id=reply.person_id, tokens=reply.tokens)

    async def GetMe(self, request: pb.GetMeRequest, _: object) -> pb.GetMeResponse:
        person_id = current().identity.subject
        asked = member_requests_pb2.GetMemberRequest(
            person_id=person_id, channel=CHANNEL, language=request.language
        )
        try:
            member = (await self._peers.member.GetMember(asked)).member
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            return pb.GetMeResponse(person_id=person_id)
        return pb.GetMeResponse(
            person_id=person_id,
            tier_name=member.tier_name,
            points_balance=member.points_balance,
        )
