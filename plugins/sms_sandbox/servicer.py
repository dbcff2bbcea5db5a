"""SmsProviderService: thin, over the inbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from zhongtai.plugin.v1 import sms_provider_pb2 as pb
from zhongtai.plugin.v1 import sms_provider_pb2_grpc
from zhongtai_plugin import BadRequest, Rejected

from plugins.sms_sandbox.inbox import Inbox, Text

ALL = "*"
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_CODE = re.compile(r"[0-9]{4,8}", re.ASCII)
_REFUSED = "0404"
"""Nothing is sent to numbers with this end, so that a refusal can be tried."""


class SmsServicer(sms_provider_pb2_grpc.SmsProviderServiceServicer):
    """Answers the platform."""

    def __init__(self, chains: Callable[[], frozenset[str]], inbox: Callable[[], Inbox]) -> None:
        self._chains = chains
        self._inbox = inbox

    async def SendCode(self, request: pb.SendCodeRequest, context: Any) -> pb.SendCodeResponse:
        """Show a code at its phone."""
        self._check(request)
        expires_at = request.expire_time.ToDatetime(tzinfo=UTC)
        text = Text(
            request.merchant_id, request.message_id, request.phone, request.code, expires_at
        )
        if not self._inbox().knows(text):
            if expires_at <= datetime.now(UTC):
                raise Rejected("EXPIRED", "The time of this code is over.")
            if request.phone.endswith(_REFUSED):
                raise Rejected("PHONE_REFUSED", "Nothing is sent to numbers that end in 0404.")
        return pb.SendCodeResponse(already_known=await self._inbox().send(text))

    def _check(self, request: pb.SendCodeRequest) -> None:
        if not self._chains() & {ALL, request.merchant_id}:
            raise Rejected("CHAIN_UNKNOWN", "This plug-in does not send for that chain.")
        if not request.message_id:
            raise BadRequest("MESSAGE_ID_MISSING", "message_id is required")
        if not _PHONE.fullmatch(request.phone):
            raise BadRequest("PHONE_INVALID", "A phone is a plus sign and 7 to 15 digits.")
        if not _CODE.fullmatch(request.code):
            raise BadRequest("CODE_INVALID", "A code is 4 to 8 digits.")
