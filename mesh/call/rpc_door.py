"""Who may come in at the gRPC door, how often and how many at once.

All of it is decided before the request is read: what nobody reads, gRPC's flow control holds
back at the sender.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager

from mesh.call.context import Identity
from mesh.edge.client_address import FORWARDED_FOR, Proxies, address_of, peer_of
from mesh.edge.door_limits import DoorLimits
from mesh.edge.places import Places
from mesh.edge.ratelimit import RateLimit
from mesh.edge.refusals import Refusals
from mesh.pure.errors import InvalidRequest, RateLimited

BURST_SECONDS = 4
MOST_SLOW_REFUSALS = 4_000


class RpcDoor:
    """The limits of gRPC calls, by identity, and by address before there is one.

    Our own units, who show a certificate, are not limited.
    """

    def __init__(self, limits: DoorLimits, proxies: Proxies, refusals: Refusals) -> None:
        self.limits = limits
        self._proxies = proxies
        self._refusals = refusals
        self._customers = _Class("customer", limits)
        self._systems = _Class("system", limits)
        strangers = limits.grpc_rate_before_identity
        self._strangers = RateLimit(
            strangers, strangers * BURST_SECONDS, limit="grpc_rate_before_identity"
        )
        # Refusals that are held back; beyond these they are given at once.
        self.slow = Places("grpc_refusal_seconds", MOST_SLOW_REFUSALS)
        self.checks = Places(
            "health_checks_per_address", limits.health_checks_per_address, limits.health_checks
        )
        self.watches = Places(
            "health_watches_per_address", limits.health_watches_per_address, limits.health_watches
        )
        self.reflections = Places(
            "reflections_per_address", limits.reflections_per_address, limits.reflections
        )

    def public_options(self) -> tuple[tuple[str, int], ...]:
        """Options of a server that strangers reach."""
        limits = self.limits
        return (
            ("grpc.max_allowed_incoming_connections", limits.grpc_connections),
            ("grpc.max_concurrent_streams", limits.grpc_streams_per_connection),
            ("grpc.server_handshake_timeout_ms", limits.grpc_handshake_seconds * 1000),
            ("grpc.max_connection_idle_ms", limits.grpc_idle_seconds * 1000),
            # Between the soft and the hard limit gRPC refuses by chance; we do not roll dice.
            ("grpc.max_metadata_size", limits.grpc_metadata_bytes),
            ("grpc.absolute_max_metadata_size", limits.grpc_metadata_bytes),
            ("grpc.max_receive_message_length", limits.grpc_message_bytes),
            # A peer that went silently away is noticed.
            ("grpc.keepalive_time_ms", 60_000),
            ("grpc.keepalive_timeout_ms", 20_000),
            # A sender may not be ahead of its reader by more than the window of HTTP/2.
            ("grpc.http2.bdp_probe", 0),
        )

    def peer(self, grpc_peer: str, metadata: Mapping[str, str]) -> str:
        """Return the name under which the sender of a call is counted."""
        address = address_of(grpc_peer)
        return peer_of(self._proxies.client_of(address, metadata.get(FORWARDED_FOR, "")))

    def stranger(self, peer: str) -> None:
        """Count a call without a valid identity. Raise RateLimited when there are too many."""
        with self._counted(peer):
            self._strangers.admit(peer)

    @contextmanager
    def place(self, places: Places, holder: Hashable, peer: str) -> Iterator[None]:
        """Hold one of the places inside the block. Raise RateLimited."""
        with self._counted(peer):
            places.demand(holder)
        try:
            yield
        finally:
            places.give_back(holder)

    def admit(
        self, identity: Identity, peer: Callable[[], str], *, streams: bool
    ) -> Admitted | None:
        """Let a known caller in; `leave` when the call has ended. None for a unit of ours.

        `peer` is asked only for the log. Raise RateLimited.
        """
        if identity.is_internal:
            return None
        allowed = self._customers if identity.is_customer else self._systems
        holder = (identity.kind, identity.merchant_id, identity.subject)
        places = allowed.streams if streams else allowed.calls
        try:
            allowed.rate.admit(holder)
            places.demand(holder)
        except RateLimited as refused:
            self._refusals.count(refused.metadata["limit"], peer())
            raise
        return Admitted(places, holder)

    def demand_size(self, identity: Identity, size: int, peer: Callable[[], str]) -> None:
        """Count a message that is too big for its sender. Raise InvalidRequest.

        Looked at before it is parsed: looking at what is in it costs more than its bytes.
        """
        most = self.limits.grpc_message_bytes_per_customer
        if identity.is_customer and size > most:
            self._refusals.count("grpc_message_bytes_per_customer", peer())
            raise InvalidRequest(f"The request has {size} bytes; {most} are the most.")

    @contextmanager
    def _counted(self, peer: str) -> Iterator[None]:
        try:
            yield
        except RateLimited as refused:
            self._refusals.count(refused.metadata["limit"], peer)
            raise


class Admitted:
    """The place that a call holds until it ends."""

    __slots__ = ("_holder", "_places")

    def __init__(self, places: Places, holder: Hashable) -> None:
        self._places = places
        self._holder = holder

    def leave(self) -> None:
        """Give it back."""
        self._places.give_back(self._holder)


class _Class:
    """What callers of one class may do: customers, or systems."""

    def __init__(self, name: str, limits: DoorLimits) -> None:
        rate = f"grpc_rate_per_{name}"
        per_second = getattr(limits, rate)
        self.rate = RateLimit(per_second, per_second * BURST_SECONDS, limit=rate)
        calls, streams = f"grpc_calls_per_{name}", f"grpc_streams_per_{name}"
        self.calls = Places(calls, getattr(limits, calls))
        self.streams = Places(streams, getattr(limits, streams))
