"""IdentityProviderService: thin, over the codes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import BadRequest, Rejected

from plugins.identity_sandbox import codes

UseOnce = Callable[[str], Awaitable[bool]]
"""Notes down the use of a code; False when it was used before."""


class IdentityServicer(identity_provider_pb2_grpc.IdentityProviderServiceServicer):
    """Answers the platform."""

    def __init__(self, channels: Callable[[], Sequence[str]], use_once: UseOnce) -> None:
        self._channels = channels
        self._use_once = use_once

    async def ExchangeCode(
        self, request: pb.ExchangeCodeRequest, context: Any
    ) -> pb.ExchangeCodeResponse:
        """Turn a code into a subject."""
        self._check(request.channel, request.merchant_id)
        person = codes.person_of(request.code)
        if person is None:
            raise Rejected("CODE_INVALID", "This is no code of the sandbox, such as demo-anna.")
        app_id = codes.app_of(request.merchant_id, request.channel)
        if person.once and not await self._use_once(f"{app_id}\n{request.code.lower()}"):
            raise Rejected("CODE_USED", "This code was used before: get a new one.")
        return pb.ExchangeCodeResponse(
            subject=codes.subject_of(app_id, person.name),
            app_id=app_id,
            union_id=codes.union_of(request.merchant_id, person.family) if person.family else "",
            nickname=person.nickname,
        )

    async def VerifyPhone(
        self, request: pb.VerifyPhoneRequest, context: Any
    ) -> pb.VerifyPhoneResponse:
        """Turn a proof into a number."""
        self._check(request.channel, request.merchant_id)
        phone = codes.phone_of(request.code)
        if not phone:
            raise Rejected("CODE_INVALID", "This is no phone code of the sandbox.")
        return pb.VerifyPhoneResponse(phone=phone)

    async def ListChannels(
        self, request: pb.ListChannelsRequest, context: Any
    ) -> pb.ListChannelsResponse:
        """Return the channels, all on one page: there are few."""
        if request.page_token:
            raise BadRequest("PAGE_TOKEN_INVALID", "This list has one page.")
        return pb.ListChannelsResponse(channels=sorted(self._channels()))

    def _check(self, channel: str, merchant_id: str) -> None:
        if channel not in self._channels():
            raise BadRequest("CHANNEL_UNKNOWN", "This plug-in does not answer for that channel.")
        if not merchant_id:
            raise BadRequest("MERCHANT_MISSING", "merchant_id is required")
