"""One HTTP connection within its limits: uvicorn's protocol, with what it does not bound.

httptools hands over URL and headers of any length, and nothing in uvicorn ends a request that
is never sent in full. Here bytes and connections are counted before they are kept, and one
sweep over all connections ends those whose time is over.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from mesh.call.context import new_trace_id
from mesh.edge.client_address import Proxies, peer_of
from mesh.edge.door_limits import DoorLimits
from mesh.edge.places import Places
from mesh.edge.problem import CONTENT_TYPE, of_status
from mesh.edge.refusals import Refusals

# A refusal has this long to be read before the connection is cut.
LAST_WORDS_SECONDS = 1.0
# Bytes on the wire per byte of a body that comes in the smallest chunks there are.
CHUNKING = 8
NO_LIMIT = ""


@dataclass(frozen=True, slots=True)
class Early:
    """A refusal that is given before the application is asked; `limit` is empty for none."""

    status: int
    limit: str
    words: str


MALFORMED = Early(HTTPStatus.BAD_REQUEST, NO_LIMIT, "The request is not HTTP.")
LONG_URL = Early(HTTPStatus.REQUEST_URI_TOO_LONG, "http_url_bytes", "The URL is too long.")
LONG_HEADERS = Early(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "http_header_bytes", "The headers are too long."
)
MANY_HEADERS = Early(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "http_headers", "There are too many headers."
)
BIG_BODY = Early(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "http_body_bytes", "The body is too big.")
BIG_STRANGE_BODY = Early(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "http_body_bytes_before_identity",
    "The body is too big for a caller that shows no valid token.",
)  # fmt: skip
SLOW_HEADERS = Early(
    HTTPStatus.REQUEST_TIMEOUT, "http_header_seconds", "The headers did not come in time."
)
SLOW_BODY = Early(HTTPStatus.REQUEST_TIMEOUT, "http_body_seconds", "The body did not come in time.")
SLOW_READER = Early(0, "http_write_seconds", "")
MANY_PIPELINED = Early(
    HTTPStatus.TOO_MANY_REQUESTS, "http_pipelined_requests",
    "Too many requests were sent before the first was answered.",
)  # fmt: skip
NO_PLACE = Early(
    HTTPStatus.SERVICE_UNAVAILABLE, "http_connections", "There are too many connections."
)
NO_PLACE_FOR_PEER = Early(
    HTTPStatus.TOO_MANY_REQUESTS, "http_connections_per_address",
    "There are too many connections from this address.",
)  # fmt: skip
NO_PLACE_FOR_STRANGER = Early(
    HTTPStatus.TOO_MANY_REQUESTS, "http_connections_before_identity",
    "There are too many connections from this address that showed no valid token.",
)  # fmt: skip


class Doorkeeper:
    """What all connections of a process share: limits, places, and who counts refusals.

    `knows` tells whether an authorization header shows a valid identity.
    """

    def __init__(
        self, limits: DoorLimits, proxies: Proxies, refusals: Refusals, knows: Callable[[str], bool]
    ) -> None:
        self.limits = limits
        self.refusals = refusals
        self._proxies = proxies
        self._knows = knows
        total, each = limits.http_connections, limits.http_connections_per_address
        self._all = Places("http_connections", total)
        self._peers = Places("http_connections_per_address", each)
        self._strangers = Places(
            "http_connections_before_identity", min(each, limits.http_connections_before_identity)
        )

    def admit(self, address: str) -> Place | Early:
        """Return a place for a connection from `address`, or why there is none."""
        if not self._all.take(None):
            return NO_PLACE
        if self._proxies.trusts(address):
            return Place((self._all, None))
        peer = peer_of(address)
        if not self._peers.take(peer):
            self._all.give_back(None)
            return NO_PLACE_FOR_PEER
        if not self._strangers.take(peer):
            self._all.give_back(None)
            self._peers.give_back(peer)
            return NO_PLACE_FOR_STRANGER
        return Place((self._all, None), (self._peers, peer), stranger=(self._strangers, peer))

    def body_bytes(self, headers: list[tuple[bytes, bytes]]) -> int:
        """Return how big the body of a request with these headers may be."""
        shown = next((value for name, value in headers if name == b"authorization"), b"")
        if shown and self._knows(shown.decode("latin-1")):
            return self.limits.http_body_bytes
        return self.limits.http_body_bytes_before_identity


class Place:
    """What one connection holds of the shared places, until it ends."""

    def __init__(
        self, *held: tuple[Places, str | None], stranger: tuple[Places, str] | None = None
    ) -> None:
        self._held = held
        self._stranger = stranger

    def identified(self) -> None:
        """Count no longer among those that have shown no identity."""
        if self._stranger is not None:
            places, peer = self._stranger
            places.give_back(peer)
            self._stranger = None

    def leave(self) -> None:
        """Give everything back."""
        self.identified()
        for places, holder in self._held:
            places.give_back(holder)
        self._held = ()


class _Stop(Exception):
    """Ends the parsing of a request that has been refused."""


class LimitedConnection(HttpToolsProtocol):
    """A connection that is refused and ended when it goes beyond the limits."""

    def __init__(self, keeper: Doorkeeper, **options: Any) -> None:
        super().__init__(**options)
        self._keeper = keeper
        self._place: Place | None = None
        self._refusal: Early | None = None
        self._closed_at = math.inf
        self._in_head = True
        self._begun = False
        self._due_at = math.inf
        self._write_due_at = math.inf
        self._fed = 0
        self._head_bytes = 0
        self._body_bytes = 0
        self._body_limit = 0

    def identified(self) -> None:
        """Note that a request on this connection came from a known identity."""
        if self._place is not None:
            self._place.identified()

    def sweep(self, now: float) -> None:
        """End the connection if what it should have done by `now` is not done."""
        if now >= self._closed_at:
            self.transport.abort()
        elif now >= self._write_due_at:
            self._keeper.refusals.count(SLOW_READER.limit, self._address)
            self.transport.abort()
        elif now >= self._due_at:
            self._due_at = math.inf
            self._refuse(SLOW_HEADERS if self._in_head else SLOW_BODY)

    def shutdown(self) -> None:
        """End the connection with the server, after the answer under way."""
        if self._refusal is None:
            super().shutdown()
        else:
            self.transport.abort()

    # asyncio's side

    def connection_made(self, transport: Any) -> None:
        """Take a place, or refuse."""
        super().connection_made(transport)
        admitted = self._keeper.admit(self._address)
        if isinstance(admitted, Early):
            self._refuse(admitted)
            return
        self._place = admitted
        self._due_at = time.monotonic() + self._keeper.limits.http_header_seconds

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        if self._place is not None:
            self._place.leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, within the limits."""
        if self._refusal is not None:
            return
        self._unset_keepalive_if_required()
        in_head, self._fed = self._in_head, self._fed + len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # Answered as what it is besides; nobody here speaks anything but HTTP.
        except httptools.HttpParserError:
            self._refuse(self._refusal or MALFORMED)
            return
        if self._in_head != in_head:
            self._fed = 0
        elif self._fed > self._most_overhead():
            self._refuse(LONG_HEADERS)

    def pause_writing(self) -> None:
        """The other side does not take what we send; it has some time for it."""
        super().pause_writing()
        self._write_due_at = time.monotonic() + self._keeper.limits.http_write_seconds

    def resume_writing(self) -> None:
        """The other side takes it again."""
        super().resume_writing()
        self._write_due_at = math.inf

    # the parser's side

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        if len(self.pipeline) >= self._keeper.limits.http_pipelined_requests:
            self._stop(MANY_PIPELINED)
        # The application tells the connection whom it serves.
        self.scope["state"]["connection"] = self
        self._begun = True
        self._head_bytes = self._body_bytes = 0
        self._body_limit = self._keeper.limits.http_body_bytes_before_identity
        self._due_at = time.monotonic() + self._keeper.limits.http_header_seconds

    def on_url(self, url: bytes) -> None:
        """A piece of the URL."""
        super().on_url(url)
        if len(self.url) > self._keeper.limits.http_url_bytes:
            self._stop(LONG_URL)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer after the body."""
        super().on_header(name, value)
        self._head_bytes += len(name) + len(value)
        if self._head_bytes > self._keeper.limits.http_header_bytes:
            self._stop(LONG_HEADERS)
        if len(self.headers) > self._keeper.limits.http_headers:
            self._stop(MANY_HEADERS)

    def on_headers_complete(self) -> None:
        """The request is known; its body may follow."""
        self._in_head = False
        self._due_at = time.monotonic() + self._keeper.limits.http_body_seconds
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._body_bytes += len(body)
        if self._body_bytes > self._body_limit:
            self._body_limit = self._keeper.body_bytes(self.headers)
            if self._body_bytes > self._body_limit:
                known = self._body_limit == self._keeper.limits.http_body_bytes
                self._stop(BIG_BODY if known else BIG_STRANGE_BODY)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is here in full; what follows is another one."""
        self._in_head = True
        self._begun = False
        self._fed = 0
        self._due_at = math.inf
        super().on_message_complete()

    # refusing

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _most_overhead(self) -> int:
        """Return how many bytes may have come without a request, or beside its body, so far."""
        most = self._keeper.limits.http_header_bytes
        return most if self._in_head else most + CHUNKING * self._body_bytes

    def _stop(self, refusal: Early) -> None:
        self._refusal = refusal
        raise _Stop

    def _refuse(self, refusal: Early) -> None:
        """Say why, as far as the other side can still be told, and end the connection."""
        self._refusal = refusal
        self._due_at = math.inf
        if refusal.limit:
            self._keeper.refusals.count(refusal.limit, self._address)
        cycle = self.cycle
        answering = cycle is not None and not cycle.response_complete
        # What is in the midst of an answer, or belongs to an earlier request, is no place
        # for words about this one.
        silent = refusal is SLOW_HEADERS and not self._begun
        if silent or (answering and (self._in_head or cycle.response_started)):
            self.transport.close()
            return
        if answering:
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.write(_words_of(refusal))
        # Closed at once, what the other side still sends would wipe out the answer.
        self.transport.pause_reading()
        self._closed_at = time.monotonic() + LAST_WORDS_SECONDS


def _words_of(refusal: Early) -> bytes:
    trace_id = new_trace_id()
    body = of_status(refusal.status, refusal.words, trace_id, limit=refusal.limit).encoded()
    head = (
        f"content-type: {CONTENT_TYPE}\r\ncontent-length: {len(body)}\r\n"
        f"zhongtai-trace: {trace_id}\r\nconnection: close\r\n\r\n"
    )
    return STATUS_LINE[refusal.status] + head.encode("ascii") + body
