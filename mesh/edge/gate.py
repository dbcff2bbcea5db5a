"""The gate of a REST channel: who comes in, how often, and that no message comes twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from mesh.call.context import Identity, current
from mesh.call.identity import bearer_token
from mesh.edge.door_limits import DoorLimits
from mesh.edge.places import Places
from mesh.edge.ratelimit import RateLimit
from mesh.edge.replays import NONCE, TIMESTAMP, ReplayGuard
from mesh.edge.shared_nonces import SharedNonces
from mesh.process.host import HostContext
from mesh.process.peers import RUN_FOLDER
from mesh.process.settings import integer
from mesh.process.tokens import TokenVerifier
from mesh.pure.errors import AccessDenied, Unauthenticated

DEFAULT_RATE = 50
DEFAULT_LOGIN_RATE = 20

Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of one channel; `person`, `customer` and `stranger` are Litestar guards.

    `people` bounds the requests of one person, `strangers` those of one network address;
    `streams` the live answers that a person holds at once.
    """

    channel: str
    verifier: TokenVerifier
    people: RateLimit
    strangers: RateLimit
    replays: ReplayGuard = field(default_factory=ReplayGuard)
    streams: Places = field(default_factory=lambda: stream_places(DoorLimits()))

    @classmethod
    def read(cls, host: HostContext, channel: str) -> Gate:
        """Return the gate of a gateway, its rates read from the gateway's settings.

        For the unit "mall" these are ZHONGTAI_MALL_RATE_PER_SECOND, requests of one customer,
        and ZHONGTAI_MALL_LOGINS_PER_SECOND, logins of one network address, both on the long
        run. Raise SettingInvalid.
        """
        prefix = f"ZHONGTAI_{host.unit.upper()}"
        settings, most = host.settings, 100_000
        rate = integer(settings, f"{prefix}_RATE_PER_SECOND", DEFAULT_RATE, min=1, max=most)
        logins = integer(
            settings, f"{prefix}_LOGINS_PER_SECOND", DEFAULT_LOGIN_RATE, min=1, max=most
        )
        return cls(
            channel,
            host.verifier,
            people=RateLimit(rate, 4 * rate),
            strangers=RateLimit(logins, 10 * logins),
            replays=ReplayGuard(shared=_nonces_of(host)),
            streams=stream_places(DoorLimits.read(settings)),
        )

    def __deepcopy__(self, _memo: object) -> Gate:
        """Return the gate itself: Litestar copies the guards of each route, all share one gate."""
        return self

    async def person(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Let a person of the channel in; what changes something must be new.

        From then on the call is the person's. Raise Unauthenticated, AccessDenied, RateLimited
        or InvalidRequest.
        """
        identity = self._known(connection)
        if identity.guest_id:
            raise AccessDenied("Log in first: this is not for guests.")
        self._serve(connection, identity)

    async def customer(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Let a person or a guest of the channel in, as `person` does.

        Guests are also counted by their network address: a new one is made with each entry.
        """
        identity = self._known(connection)
        if identity.guest_id:
            self.people.admit(_address_of(connection))
        self._serve(connection, identity)

    def still_open(self, connection: Connection) -> bool:
        """Return whether the person who was let in would be let in now."""
        try:
            self.verifier.verify(bearer_token(connection.headers.get("authorization", "")))
        except Unauthenticated:
            return False
        return True

    async def stranger(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Let in who wants to log in. Raise RateLimited, InvalidRequest or Unauthenticated."""
        address = _address_of(connection)
        self.strangers.admit(address)
        self._admit_new(connection, address)

    def hold_stream(self) -> None:
        """Count a live answer to the person until it has ended. Raise RateLimited."""
        subject, task = person().subject, asyncio.current_task()
        self.streams.demand(subject)
        if task is not None:
            task.add_done_callback(lambda _ended: self.streams.give_back(subject))

    def _known(self, connection: Connection) -> Identity:
        """Return who shows a token of the channel. Raise Unauthenticated or AccessDenied."""
        token = bearer_token(connection.headers.get("authorization", ""))
        if not token:
            raise Unauthenticated
        identity = self.verifier.verify(token)
        if identity.kind not in ("person", "guest"):
            raise AccessDenied("This channel serves persons.")
        if identity.channel != self.channel:
            raise AccessDenied("This person logged in through another channel.")
        return identity

    def _serve(self, connection: Connection, identity: Identity) -> None:
        """Make the call the customer's. Raise RateLimited, InvalidRequest or Unauthenticated."""
        self.people.admit(identity.subject)
        self._admit_new(connection, identity.subject)
        current().identity = identity

    def _admit_new(self, connection: Connection, sender: str) -> None:
        if connection.scope.get("method") in ("GET", "HEAD"):
            return
        headers = connection.headers
        self.replays.admit(sender, headers.get(TIMESTAMP, ""), headers.get(NONCE, ""))


def _address_of(connection: Connection) -> str:
    return connection.client.host if connection.client else ""


def stream_places(limits: DoorLimits) -> Places:
    """Return how many live answers a person may have at once."""
    return Places("http_streams_per_person", limits.http_streams_per_person)


def _nonces_of(host: HostContext) -> SharedNonces | None:
    """Return the messages that workers have taken; None where each process remembers its own."""
    return SharedNonces(host.home / RUN_FOLDER / f"{host.unit}.nonces") if host.beside else None


def person() -> Identity:
    """Return the person whose request is served."""
    return current().identity
