"""The app's RPCs about the customer: log in, stay logged in, who am I."""

from __future__ import annotations

import grpc
from zhongtai.mall.v1 import people_messages_pb2 as pb
from zhongtai.member.v1 import member_requests_pb2
from zhongtai.user.v1 import login_requests_pb2

from gateways.mall.adapt import CHANNEL
from gateways.mall.peers import Peers
from mesh.call.context import current
from mesh.edge.apps import Apps


class PeopleMethods:
    """Logins, and the customer's points."""

    _peers: Peers
    _apps: Apps

    async def Login(self, request: pb.LoginRequest, _: object) -> pb.LoginResponse:
        self._apps.act_for(request.app_id)
        reply = await self._peers.user.Login(
            login_requests_pb2.LoginRequest(
                request_id=request.request_id, channel=CHANNEL, code=request.code
            )
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
