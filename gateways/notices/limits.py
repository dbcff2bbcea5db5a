"""How many messages are taken, so that a flood of bad ones does not crowd out the good ones.

Nobody shows an identity here; only the plug-in that verifies a signature knows a good message
from a bad one. So three things are counted: what one address sends, what came for one provider,
and what of an address proved bad, which uses up its share many times over.
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
from mesh.pure.errors import RateLimited

T = TypeVar("T")

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


class NoticeLimits:
    """Counts messages by address and by provider.

    `per_second` is for one provider, `per_address` for one address; `at_once` of one
    provider, and a quarter of that of one address, are worked on at a time.
    """

    def __init__(self, per_second: int, per_address: int, at_once: int) -> None:
        self._providers = RateLimit(per_second, per_second, limit="notices_per_second")
        burst = max(2 * per_address, BAD_COSTS)
        self._addresses = RateLimit(per_address, burst, limit="notices_per_address")
        self._provider_places = Places("notices_at_once", at_once)
        self._address_places = Places("notices_at_once", max(1, at_once // 4))

    @contextmanager
    def admitted(self, provider: str, address: str) -> Iterator[Message]:
        """Hold a place for a message. Raises RateLimited."""
        peer = peer_of(address)
        # The address first: what it may not send uses up nothing of the provider's share.
        self._addresses.admit(peer)
        mine, all_of_it = self._address_places, self._provider_places
        with mine.held_by((provider, peer)), all_of_it.held_by(provider):
            self._providers.admit(provider)
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
                self._charge()
            raise
        if HTTPStatus.BAD_REQUEST <= status(reply) < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._charge()
        return reply

    def _charge(self) -> None:
        try:
            self._addresses.admit(self._peer, BAD_COSTS - 1)
        except RateLimited:
            # It has less than that left: all of it is gone.
            self._addresses.empty(self._peer)
