"""Calling the platform from a plug-in, with what Configure gave (Settings.platform).

platform = Platform(settings.platform)
stores = platform.stub(StoreServiceStub)
answer = await platform.call(stores.GetStore, request, merchant_id="demo")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import grpc
from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2

from zhongtai_plugin.errors import infos_of, status_of_call

Stub = TypeVar("Stub")
Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)

CALL_SECONDS = 3.0
_OPTIONS = (
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1000),
)


class Platform:
    """The platform's services, as this plug-in may call them."""

    def __init__(self, access: plugin_pb2.PlatformAccess) -> None:
        self._channel = _channel(access)
        self._token = access.token

    def stub(self, stub_class: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """Return a stub of one of the platform's services."""
        return stub_class(self._channel)

    async def call(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        *,
        merchant_id: str,
        timeout: float = CALL_SECONDS,
    ) -> Answer:
        """Call a method of a stub within a merchant. Raises grpc.aio.AioRpcError."""
        metadata = self._metadata(merchant_id)
        return await method(request, timeout=timeout, metadata=metadata)

    def stream(
        self,
        method: grpc.aio.UnaryStreamMultiCallable[Request, Answer],
        request: Request,
        *,
        merchant_id: str,
    ) -> AsyncIterator[Answer]:
        """Read a stream of a stub within a merchant, for as long as it goes on.

        Raises grpc.aio.AioRpcError where it breaks.
        """
        return aiter(method(request, metadata=self._metadata(merchant_id)))

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close(None)

    def _metadata(self, merchant_id: str) -> tuple[tuple[str, str], ...]:
        authorization = ("authorization", f"Bearer {self._token}")
        return (authorization, ("zhongtai-merchant", merchant_id))


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """Return the ErrorReason with which the platform refused a call; empty when it gave none."""
    return next((info.reason for info in infos_of(status_of_call(error))), "")


def _channel(access: plugin_pb2.PlatformAccess) -> grpc.aio.Channel:
    if not access.tls:
        return grpc.aio.insecure_channel(access.endpoint, _OPTIONS)
    credentials = grpc.ssl_channel_credentials(access.root_certificates or None)
    name = access.server_name
    named = (("grpc.ssl_target_name_override", name),) if name else ()
    return grpc.aio.secure_channel(access.endpoint, credentials, (*_OPTIONS, *named))
