"""IdentityProviderService: a code goes to WeChat, an openid comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import msgspec
import structlog
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import AuthRefused, BadRequest, PluginFault, Rejected, RetryLater
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.steady import steady

from plugins.identity_wechat.accounts import App
from plugins.identity_wechat.session import Session, fault_of, is_known

PATH = "/sns/jscode2session"
CALL_SECONDS = 4.0
"""Shorter than the platform waits for us."""
MAX_CODE = 256


class Wechat:
    """WeChat's login as this installation reaches it. `troubles` are the apps', for Probe."""

    def __init__(self) -> None:
        self.apps: Accounts[App] = Accounts()
        self.channel = ""
        self.troubles: dict[str, str] = {}
        self._http: httpx.AsyncClient | None = None

    def open(self, apps: Accounts[App], channel: str, api_url: str) -> None:
        """Take the mini-programs."""
        self.apps, self.channel, self.troubles = apps, channel, {}
        self._http = steady(httpx.AsyncClient(base_url=api_url))

    async def close(self) -> None:
        """Close the connections. Harmless when repeated."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def session(self, app: App, code: str) -> Session:
        """Return who a code stands for. Raise RetryLater when WeChat does not answer."""
        if self._http is None:
            raise RetryLater("NOT_CONFIGURED", "The mini-programs are not read.")
        query = {
            "appid": app.appid,
            "secret": app.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            async with asyncio.timeout(CALL_SECONDS):
                answer = await self._http.get(PATH, params=query)
            return msgspec.json.decode(answer.raise_for_status().content, type=Session)
        except (httpx.HTTPError, TimeoutError, msgspec.DecodeError) as away:
            # Its own words would hold the address, and that the secret.
            why = type(away).__name__
            raise RetryLater("NO_ANSWER", f"WeChat does not answer ({why}).") from None


class IdentityServicer(identity_provider_pb2_grpc.IdentityProviderServiceServicer):
    """Answers the platform."""

    def __init__(self, wechat: Wechat) -> None:
        self._wechat = wechat

    async def ExchangeCode(
        self, request: pb.ExchangeCodeRequest, context: Any
    ) -> pb.ExchangeCodeResponse:
        """Turn a code into a subject."""
        app = self._app_of(request)
        if not 0 < len(request.code) <= MAX_CODE:
            raise Rejected("CODE_INVALID", "WeChat gives no such code: call wx.login.")
        session = await self._wechat.session(app, request.code)
        if session.errcode:
            raise self._noted(request.merchant_id, session.errcode)
        if not session.openid:
            raise RetryLater("NO_ANSWER", "WeChat answers without an openid.")
        self._wechat.troubles.pop(request.merchant_id, None)
        return pb.ExchangeCodeResponse(
            subject=session.openid, app_id=app.appid, union_id=session.unionid
        )

    async def ListChannels(
        self, request: pb.ListChannelsRequest, context: Any
    ) -> pb.ListChannelsResponse:
        """Return the one channel."""
        if request.page_token:
            raise BadRequest("PAGE_TOKEN_INVALID", "This list has one page.")
        return pb.ListChannelsResponse(channels=[self._wechat.channel])

    def _app_of(self, request: pb.ExchangeCodeRequest) -> App:
        if request.channel != self._wechat.channel:
            raise BadRequest("CHANNEL_UNKNOWN", "This plug-in does not answer for that channel.")
        if request.merchant_id in self._wechat.apps.unusable:
            raise AuthRefused("APP_UNUSABLE", "The chain's mini-program is not set up.")
        app = self._wechat.apps.usable.get(request.merchant_id)
        if app is None:
            raise BadRequest("CHANNEL_UNKNOWN", "The chain has no mini-program here.")
        return app

    def _noted(self, merchant_id: str, errcode: int) -> PluginFault:
        """Return an error as a fault; keep what an operator must mend or no document has."""
        fault = fault_of(errcode)
        if isinstance(fault, AuthRefused) or not is_known(errcode):
            self._wechat.troubles[merchant_id] = f"{fault.code}: {fault.message}"
            structlog.get_logger().warning("wechat refuses", merchant=merchant_id, code=fault.code)
        return fault
