"""Identity providers: where this center calls the plug-ins of channels."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

import grpc
from zhongtai.plugin.v1 import identity_provider_pb2 as provider_pb2
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1.identity_provider_pb2_grpc import IdentityProviderServiceStub

from centers.user import errors
from centers.user.checks import MAX_NAME_LENGTH, MAX_SUBJECT_LENGTH, is_phone
from centers.user.model import Proof
from mesh.call.pages import each_page
from mesh.plugins.faults import PluginBadRequest, PluginRejected
from mesh.plugins.handle import PluginHandle
from mesh.plugins.host import PluginHost
from mesh.pure.errors import PluginUnavailable

Request = TypeVar("Request", provider_pb2.ExchangeCodeRequest, provider_pb2.VerifyPhoneRequest)
Answer = TypeVar("Answer", provider_pb2.ExchangeCodeResponse, provider_pb2.VerifyPhoneResponse)

KIND = "identity"
_CHANNEL_UNKNOWN = "CHANNEL_UNKNOWN"


class IdentityProviders:
    """The identity plug-ins, each found by the channels it answers for."""

    def __init__(self, plugins: PluginHost) -> None:
        self._plugins = plugins
        self._handle_of: dict[str, PluginHandle] = {}

    async def exchange_code(self, channel: str, code: str, merchant_id: str) -> Proof:
        """Return the channel's account behind a code.

        Raise ChannelNotServed, LoginCodeRejected, PluginUnavailable.
        """
        request = provider_pb2.ExchangeCodeRequest(
            channel=channel, code=code, merchant_id=merchant_id
        )
        handle = await self._serving(channel)
        stub = handle.stub(IdentityProviderServiceStub)
        answer = await self._ask(handle, stub.ExchangeCode, request)
        if not 0 < len(answer.subject) <= MAX_SUBJECT_LENGTH or not answer.subject.isprintable():
            raise PluginUnavailable("The identity provider gave no usable subject.")
        name = "".join(filter(str.isprintable, answer.nickname))[:MAX_NAME_LENGTH]
        return Proof(channel, answer.subject, answer.app_id, answer.union_id, name)

    async def verify_phone(self, channel: str, code: str, merchant_id: str) -> str:
        """Return the phone that a channel has verified, in E.164. Raise as `exchange_code`."""
        request = provider_pb2.VerifyPhoneRequest(
            channel=channel, code=code, merchant_id=merchant_id
        )
        handle = await self._serving(channel)
        if not handle.can(plugin_pb2.CAPABILITY_IDENTITY_PHONE):
            raise errors.ChannelNotServed(channel=channel)
        stub = handle.stub(IdentityProviderServiceStub)
        answer = await self._ask(handle, stub.VerifyPhone, request)
        if not is_phone(answer.phone):
            raise PluginUnavailable("The identity provider gave no usable phone.")
        return answer.phone

    async def _ask(
        self,
        handle: PluginHandle,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
    ) -> Answer:
        try:
            return await handle.call(method, request)
        except PluginRejected:
            raise errors.LoginCodeRejected from None
        except PluginBadRequest as fault:
            if fault.code == _CHANNEL_UNKNOWN:
                self._handle_of.clear()
                raise errors.ChannelNotServed(channel=request.channel) from None
            raise

    async def _serving(self, channel: str) -> PluginHandle:
        """Return the plug-in that answers for a channel; ask all when it is not known."""
        installed = self._plugins.of_kind(KIND)
        known = self._handle_of.get(channel)
        if known in installed:  # else an operator has removed it
            return known
        unreachable: PluginUnavailable | None = None
        found: dict[str, PluginHandle] = {}
        for handle in installed:
            try:
                for name in await self._channels_of(handle):
                    found.setdefault(name, handle)
            except PluginUnavailable as trouble:
                unreachable = trouble
        self._handle_of |= found
        if channel in found:
            return found[channel]
        # One that is down may be the one: "come back" is true, "not served" may not be.
        raise unreachable or errors.ChannelNotServed(channel=channel)

    async def _channels_of(self, handle: PluginHandle) -> list[str]:
        stub = handle.stub(IdentityProviderServiceStub)
        request = provider_pb2.ListChannelsRequest(page_size=200)
        ask = partial(handle.call, stub.ListChannels, repeatable=True)
        return [channel async for page in each_page(ask, request) for channel in page.channels]
