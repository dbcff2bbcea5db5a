"""Hears at once which tills may not come in any more: the platform tells what it has revoked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import grpc
import structlog
from zhongtai.user.v1 import revocation_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub
from zhongtai_plugin import Background
from zhongtai_plugin.platform import Platform

PAUSE_SECONDS = 1.0

Tell = Callable[[str, str], None]
"""Is called with the chain and the till."""


class ShutOut:
    """Listens for the tills of each chain whose tills come here."""

    def __init__(self, platform: Platform, tell: Tell) -> None:
        self._platform = platform
        self._tell = tell
        self._chains: set[str] = set()
        self._work = Background()

    def listen(self, merchant_id: str) -> None:
        """Listen for the tills of a chain from now on; harmless when repeated."""
        if merchant_id not in self._chains:
            self._chains.add(merchant_id)
            self._work.start("shut-out tills", lambda: self._follow(merchant_id))

    async def close(self) -> None:
        """Listen no more."""
        await self._work.stop()

    async def _follow(self, merchant_id: str) -> None:
        """Without the stream a till is asked about soon anyway, so a break is no trouble."""
        while True:
            stub = self._platform.stub(UserServiceStub)
            request = revocation_pb2.WatchRevocationsRequest()
            try:
                async for reply in self._platform.stream(
                    stub.WatchRevocations, request, merchant_id=merchant_id
                ):
                    for each in reply.revocations:
                        self._tell(each.merchant_id, each.subject)
            except grpc.aio.AioRpcError as error:
                structlog.get_logger().info("revocations are not heard", status=error.code().name)
            await asyncio.sleep(PAUSE_SECONDS)
