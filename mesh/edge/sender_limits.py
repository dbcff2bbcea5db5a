"""How many signed messages are taken, so that bad ones do not crowd out good ones.

Who proves itself by a signature is nobody before it is verified. So three things are counted: what
one address sends, what came under one name (a provider, a platform's account), and what of an
address proved bad, which uses up its share many times over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar

import grpc

from mesh.call.errors_wire import refusal_of
from mesh.edge.client_address import peer_of
from mesh.edge.places import Places
from mesh.edge.ratelimit import RateLimit
from mesh.process.host import HostContext
from mesh.process.settings import integer
from mesh.pure.errors import RateLimited

T = TypeVar("T")

DEFAULT_RATE = 2000
DEFAULT_ADDRESS_RATE = 500
DEFAULT_AT_ONCE = 512

BAD_COSTS = 50
"""A message that proved bad counts as so many good ones, against the address that sent it."""

BAD = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.NOT_FOUND,
    }
)


def prefix_of(host: HostContext, part: str = "") -> str:
    """Return how the settings of a gateway begin, or those of a part of it: "ZHONGTAI_HUB"."""
    return "_".join(["ZHONGTAI", host.unit.upper(), *([part.upper()] if part else [])])


class SenderLimits:
    """Counts messages by their sender's address and by the name they come under.

    `per_second` is for one name, `per_address` for one address; `at_once` of one name, and a
    quarter of that of one address, are worked on at a time. `unit` begins the limits' names, as
    refusals tell them.
    """

    def __init__(self, unit: str, per_second: int, per_address: int, at_once: int) -> None:
        self._names = RateLimit(per_second, per_second, limit=f"{unit}_per_second")
        burst = max(2 * per_address, BAD_COSTS)
        self._addresses = RateLimit(per_address, burst, limit=f"{unit}_per_address")
        self._name_places = Places(f"{unit}_at_once", at_once)
        self._address_places = Places(f"{unit}_at_once", max(1, at_once // 4))

    @classmethod
    def read(cls, host: HostContext, part: str = "") -> SenderLimits:
        """Return the limits of a gateway, or of a part of it, read from its settings.

        For the unit "notices" these are ZHONGTAI_NOTICES_PER_SECOND, messages under one name,
        ZHONGTAI_NOTICES_PER_SECOND_AND_ADDRESS, and ZHONGTAI_NOTICES_AT_ONCE. Raise
        SettingInvalid.
        """
        prefix, settings = prefix_of(host, part), host.settings
        rate, each, at_once = DEFAULT_RATE, DEFAULT_ADDRESS_RATE, DEFAULT_AT_ONCE
        return cls(
            host.unit,
            integer(settings, f"{prefix}_PER_SECOND", rate, min=1, max=1_000_000),
            integer(settings, f"{prefix}_PER_SECOND_AND_ADDRESS", each, min=1, max=1_000_000),
            integer(settings, f"{prefix}_AT_ONCE", at_once, min=1, max=100_000),
        )

    @contextmanager
    def admitted(self, name: str, address: str) -> Iterator[Message]:
        """Hold a place for a message. Raise RateLimited."""
        peer = peer_of(address)
        # The address first: what it may not send uses up nothing of the name's share.
        self._addresses.admit(peer)
        mine, all_of_it = self._address_places, self._name_places
        with mine.held_by((name, peer)), all_of_it.held_by(name):
            self._names.admit(name)
            yield Message(self._addresses, peer)


class Message:
    """One message that is being worked on."""

    def __init__(self, addresses: RateLimit, peer: str) -> None:
        self._addresses = addresses
        self._peer = peer

    async def judged(self, work: Callable[[], Awaitable[T]], status: Callable[[T], int]) -> T:
        """Do the work; charge the sender when the message proves bad."""
        try:
            reply = await work()
        except grpc.aio.AioRpcError as exc:
            if refusal_of(exc).code in BAD:
                self.charge()
            raise
        if HTTPStatus.BAD_REQUEST <= status(reply) < HTTPStatus.INTERNAL_SERVER_ERROR:
            self.charge()
        return reply

    def charge(self) -> None:
        """Count the message as bad, against its sender."""
        try:
            self._addresses.admit(self._peer, BAD_COSTS - 1)
        except RateLimited:
            # It has less than that left: all of it is gone.
            self._addresses.empty(self._peer)
