"""Revoked tokens: a short list in the memory of every process, fed by the user center.

A token is looked up at each use, by its id, its login and its subject: three look-ups in a
dict. An entry vanishes when the last token that it speaks of has ended, so that the list is
as long as what was revoked lately. While the user center is away a process goes on with the
list it has.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable

import grpc
import structlog
from zhongtai.user.v1 import revocation_pb2, user_service_pb2_grpc

from mesh.call.context import Identity, as_call
from mesh.process.tokens import Verified

OFFERED_IN = "zhongtai.user.v1"
"""The package of the service that tells of revocations."""

AGAIN_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 2.0
_LOGIN, _TOKEN = "login", "token"

_Key = tuple[str, str, str]


class RevokedTokens:
    """What is revoked, as far as this process knows."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        # Merchant, kind and subject → tokens issued before which moment, kept until which one.
        self._entries: dict[_Key, tuple[float, float]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def covers(self, token: Verified) -> bool:
        """Return whether a token is revoked."""
        entries = self._entries
        if not entries:
            return False
        merchant, identity = token.merchant_id, token.identity
        return (
            (merchant, _TOKEN, token.token_id) in entries
            or (merchant, _LOGIN, token.login_id) in entries
            or entries.get((merchant, identity.kind, identity.subject), (0.0,))[0] > token.issued_at
        )

    def add(self, revocations: Iterable[revocation_pb2.Revocation]) -> None:
        """Take more in, and forget those whose tokens have ended.

        A revocation is never taken back, so what is known stays, whatever is told now: the user
        center's database may be one that was restored, and that has lost it.
        """
        for each in revocations:
            key = (each.merchant_id, each.kind, each.subject)
            told = (
                each.issued_before.ToNanoseconds() / 1e9,
                each.expire_time.ToNanoseconds() / 1e9,
            )
            before, ends = map(max, told, self._entries.get(key, told))
            self._entries[key] = (before, ends)
        now = self._clock()
        ended = [key for key, (_before, end) in self._entries.items() if end <= now]
        for key in ended:
            del self._entries[key]


class RevocationFollower:
    """Keeps a list true, by the user center's feed."""

    def __init__(
        self, tokens: RevokedTokens, channel: grpc.aio.Channel, identity: Identity
    ) -> None:
        self._tokens = tokens
        self._stub = user_service_pb2_grpc.UserServiceStub(channel)
        self._identity = identity
        self._loaded = asyncio.Event()
        self._log = structlog.get_logger()

    async def loaded(self, seconds: float) -> bool:
        """Wait until the list was whole for the first time; whether it is."""
        try:
            async with asyncio.timeout(seconds):
                await self._loaded.wait()
        except TimeoutError:
            self._log.warning("revoked tokens are not known yet: the user center does not answer")
        return self._loaded.is_set()

    async def run(self) -> None:
        """Follow for ever; begins again soon when the connection breaks."""
        pause = AGAIN_SECONDS
        while True:
            try:
                await self._follow()
                pause = AGAIN_SECONDS
            except grpc.aio.AioRpcError as exc:
                if exc.code() is not grpc.StatusCode.UNAVAILABLE:
                    raise
                pause = min(LONGEST_PAUSE_SECONDS, 2 * pause)
            await asyncio.sleep(pause)

    async def _follow(self) -> None:
        with as_call(self._identity, "revocations", timeout=math.inf):
            stream = self._stub.WatchRevocations(revocation_pb2.WatchRevocationsRequest())
            async for reply in stream:
                self._tokens.add(reply.revocations)
                if reply.up_to_date:
                    self._loaded.set()
