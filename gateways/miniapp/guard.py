"""Who may come in, how often, and that nobody repeats what somebody else has sent."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from gateways.miniapp.adapt import CHANNEL
from mesh.call.context import Identity, current
from mesh.call.identity import bearer_token
from mesh.edge.door_limits import DoorLimits
from mesh.edge.places import Places
from mesh.edge.ratelimit import RateLimit
from mesh.process.tokens import TokenVerifier
from mesh.pure.errors import AccessDenied, InvalidRequest, RateLimited, Unauthenticated, Violation

TIMESTAMP = "zhongtai-timestamp"
NONCE = "zhongtai-nonce"
WINDOW_SECONDS = 300
MAX_NONCES = 1_000_000

_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)

Connection = ASGIConnection[Any, Any, Any, Any]


class ReplayGuard:
    """Refuses a message whose time is off by more than five minutes, or that came before.

    Remembers nonces for as long as their time would pass. Each process remembers its own:
    behind several gateways the balancer must keep a customer on one of them.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, max_nonces: int = MAX_NONCES
    ) -> None:
        self._clock = clock
        self._max_nonces = max_nonces
        # Hashes instead of texts: a busy gateway remembers hundreds of thousands.
        self._seen: set[int] = set()
        self._seen_at: dict[int, list[int]] = {}
        self._oldest = 0

    def admit(self, sender: str, timestamp: str, nonce: str) -> None:
        """Take note of a message. Raises InvalidRequest, Unauthenticated or RateLimited."""
        violations = []
        if not timestamp.isdecimal() or len(timestamp) > 12:
            violations.append(Violation(TIMESTAMP, "must be the time in seconds since 1970"))
        if not _NONCE.fullmatch(nonce):
            violations.append(Violation(NONCE, "must be 8 to 64 of A-Z a-z 0-9 _ -, never used"))
        if violations:
            raise InvalidRequest(violations=violations)
        now, sent_at = int(self._clock()), int(timestamp)
        if abs(now - sent_at) > WINDOW_SECONDS:
            raise Unauthenticated(f"{TIMESTAMP} is more than 5 minutes off: set the clock.")
        self._forget(now - WINDOW_SECONDS)
        message = hash((sender, nonce))
        if message in self._seen:
            raise Unauthenticated("This message came before: make a new nonce.")
        if len(self._seen) >= self._max_nonces:
            raise RateLimited(retry_after_seconds=1)
        self._seen.add(message)
        self._seen_at.setdefault(sent_at, []).append(message)

    def _forget(self, oldest: int) -> None:
        """Forget what was sent before `oldest`: its time refuses it from now on."""
        if oldest <= self._oldest:
            return
        self._oldest = oldest
        for second in [sent_at for sent_at in self._seen_at if sent_at < oldest]:
            self._seen.difference_update(self._seen_at.pop(second))


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of the channel, as Litestar guards."""

    verifier: TokenVerifier
    replays: ReplayGuard
    people: RateLimit
    strangers: RateLimit
    streams: Places = field(default_factory=lambda: stream_places(DoorLimits()))

    def __deepcopy__(self, _memo: object) -> Gate:
        """The gate itself: Litestar copies the guards of each route, and all share one gate."""
        return self

    async def person(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Lets a person with a token in; what changes something must be new."""
        token = bearer_token(connection.headers.get("authorization", ""))
        if not token:
            raise Unauthenticated
        identity = self.verifier.verify(token)
        if identity.kind != "person":
            raise AccessDenied("This channel serves persons.")
        if identity.channel != CHANNEL:
            raise AccessDenied("This person logged in through another channel.")
        self.people.admit(identity.subject)
        self._admit_new(connection, identity.subject)
        current().identity = identity

    def still_open(self, connection: Connection) -> bool:
        """Whether the person who was let in would be let in now."""
        try:
            self.verifier.verify(bearer_token(connection.headers.get("authorization", "")))
        except Unauthenticated:
            return False
        return True

    async def stranger(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Lets somebody in who wants to log in."""
        address = connection.client.host if connection.client else ""
        self.strangers.admit(address)
        self._admit_new(connection, address)

    def hold_stream(self) -> None:
        """Count a live answer to the person until it has ended. Raises RateLimited."""
        subject, task = person().subject, asyncio.current_task()
        self.streams.demand(subject)
        if task is not None:
            task.add_done_callback(lambda _ended: self.streams.give_back(subject))

    def _admit_new(self, connection: Connection, sender: str) -> None:
        if connection.scope.get("method") in ("GET", "HEAD"):
            return
        headers = connection.headers
        self.replays.admit(sender, headers.get(TIMESTAMP, ""), headers.get(NONCE, ""))


def stream_places(limits: DoorLimits) -> Places:
    """How many live answers a person may have at once."""
    return Places("http_streams_per_person", limits.http_streams_per_person)


def person() -> Identity:
    """The person whose request is served."""
    return current().identity
