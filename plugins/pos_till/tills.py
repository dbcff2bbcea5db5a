"""Who may talk to this till server: the tills that the platform's store center knows.

A till shows the secret that CreateTill or RotateTillSecret gave, and the store center is asked
(AuthenticateTill) which till that is. A yes is believed for FRESH_SECONDS, so that a till that
is busy does not have it asked for each call; a till that is disabled, or whose secret was
changed, is out at once, since the platform tells what it revokes (`shut_out.py`), and at the
latest after that time. While the platform cannot be asked, a till that it let in
goes on for AWAY_SECONDS: a shop must be able to work while the center is away.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import grpc
import structlog
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.store.v1 import till_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub
from zhongtai_plugin import RetryLater
from zhongtai_plugin.platform import Platform, reason_of

from plugins.pos_till.shut_out import ShutOut

ALL_STORES = "*"
FRESH_SECONDS = 5.0
AWAY_SECONDS = 24 * 3600.0
MAX_ASKED_AT_ONCE = 32
"""Calls of the store center under way: strangers who try secrets out wait for each other."""

_SECRET = re.compile(r"([A-Za-z0-9_.:-]{1,128})\.[A-Za-z0-9_:-]{1,128}\.[A-Za-z0-9_-]{32,64}")


@dataclass(frozen=True, slots=True)
class Till:
    """An authenticated till."""

    till_id: str
    merchant_id: str
    stores: tuple[str, ...]

    @property
    def all_stores(self) -> bool:
        """Whether it serves every store of its chain."""
        return ALL_STORES in self.stores

    @property
    def own_store(self) -> str:
        """The one store that it serves; empty where it serves several."""
        return "" if self.all_stores or len(self.stores) != 1 else self.stores[0]

    def may_see(self, merchant_id: str, store_id: str) -> bool:
        """Return whether orders of a store are its business."""
        return merchant_id == self.merchant_id and (self.all_stores or store_id in self.stores)


class PlatformAway(RetryLater):
    """The platform cannot be asked, and did not let this till in lately."""

    def __init__(self) -> None:
        super().__init__("PLATFORM_AWAY", "The platform does not answer: try again later.")


@dataclass(slots=True)
class _Known:
    """A till that was let in; both times are of the clock."""

    till: Till
    confirmed_at: float
    asked_at: float


class Tills:
    """The tills of the platform, by the secret that they show."""

    def __init__(
        self,
        access: plugin_pb2.PlatformAccess | None,
        clock: Callable[[], float] = time.monotonic,
        when_shut_out: Callable[[], None] = lambda: None,
    ) -> None:
        """Without `access` there is no platform to ask, and nobody is let in.

        `when_shut_out` is called when a till may be out that was in.
        """
        self._platform = Platform(access) if access else None
        self._when_shut_out = when_shut_out
        self._shut_out = ShutOut(self._platform, self._forget) if self._platform else None
        self._clock = clock
        # By a hash: a secret is not kept, not even in memory.
        self._known: dict[bytes, _Known] = {}
        self._asking: dict[bytes, asyncio.Task[Till | None]] = {}
        self._places = asyncio.Semaphore(MAX_ASKED_AT_ONCE)
        self._times_shut_out = 0
        self._log = structlog.get_logger()

    async def close(self) -> None:
        """Close the connection to the platform."""
        if self._shut_out is not None:
            await self._shut_out.close()
        if self._platform is not None:
            await self._platform.close()

    async def find(self, secret: str) -> Till | None:
        """Return the till that shows a secret; None when it may not come in. Raise PlatformAway."""
        if not _SECRET.fullmatch(secret):
            return None
        key = hashlib.sha256(secret.encode()).digest()
        known = self._known.get(key)
        if known and self._clock() - known.asked_at < FRESH_SECONDS:
            return known.till
        try:
            return await self._look_up_once(key, secret)
        except PlatformAway:
            return self._while_away(key)

    async def _look_up_once(self, key: bytes, secret: str) -> Till | None:
        """Look a till up, once for all who show the same secret at the same time."""
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._look_up(key, secret))
            task.add_done_callback(lambda _done: self._asking.pop(key))
        return await asyncio.shield(task)

    async def _look_up(self, key: bytes, secret: str) -> Till | None:
        while True:
            # What the answer says was true no later than when it was asked for.
            asked_at, shut_out = self._clock(), self._times_shut_out
            till = await self._ask(secret)
            if shut_out == self._times_shut_out:
                break  # Else a till was shut out meanwhile, which may be this one.
        if till is None:
            self._known.pop(key, None)
        else:
            self._remember(key, till, asked_at)
            if self._shut_out is not None:
                self._shut_out.listen(till.merchant_id)
        return till

    def _remember(self, key: bytes, till: Till, now: float) -> None:
        self._known = {
            each: known
            for each, known in self._known.items()
            if now - known.confirmed_at < AWAY_SECONDS
        }
        self._known[key] = _Known(till, now, now)

    def _forget(self, merchant_id: str, till_id: str) -> None:
        """Ask about a till anew, since what was known of it is true no more."""
        self._times_shut_out += 1
        before = len(self._known)
        self._known = {
            key: known
            for key, known in self._known.items()
            if (known.till.merchant_id, known.till.till_id) != (merchant_id, till_id)
        }
        if len(self._known) < before:
            self._when_shut_out()

    def _while_away(self, key: bytes) -> Till:
        known, now = self._known.get(key), self._clock()
        if known is None or now - known.confirmed_at >= AWAY_SECONDS:
            raise PlatformAway
        known.asked_at = now
        return known.till

    async def _ask(self, secret: str) -> Till | None:
        if self._platform is None:
            raise PlatformAway
        merchant_id = secret.rsplit(".", 2)[0]
        request = till_pb2.AuthenticateTillRequest(secret=secret)
        method = self._platform.stub(StoreServiceStub).AuthenticateTill
        try:
            async with self._places:
                answer = await self._platform.call(method, request, merchant_id=merchant_id)
        except grpc.aio.AioRpcError as error:
            if reason_of(error) == "TILL_CREDENTIALS_WRONG":
                return None
            # Whatever else it says, it does not say that the till may not come in.
            self._log.warning("a till could not be looked up", status=error.code().name)
            raise PlatformAway from None
        store_id = answer.till.store_id
        return Till(answer.till.till_id, merchant_id, (store_id or ALL_STORES,))
