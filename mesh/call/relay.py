"""Passes calls on to the process that hosts the service, bytes as they are.

The edge of a platform of several processes authenticates a caller, checks the access table,
and passes the call on with its token, merchant, trace and what is left of its time. The
other process checks again: the edge's own certificate lends nothing to a caller. Refusals
and their details come back unchanged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from mesh.call.context import DEFAULT_TIMEOUT_SECONDS, current
from mesh.call.contract import services_of
from mesh.call.errors_wire import dressed
from mesh.call.methods import Method
from mesh.call.outgoing import AUTHORIZATION, MERCHANT, RELAYED, TRACE, outgoing
from mesh.call.retries import RetryBudget, RetryPolicy, sent_with_retries

_PASSED_ON = (AUTHORIZATION, MERCHANT)


@dataclass(frozen=True, slots=True)
class Peer:
    """A process that hosts services: its plain gRPC channel, and what may be repeated there.

    `name` is that of the unit, under which a failing connection is reported.
    """

    name: str
    channel: grpc.aio.Channel
    policy: RetryPolicy
    budget: RetryBudget


@dataclass(frozen=True, slots=True)
class RelayedMethod:
    """A method that another process hosts."""

    path: str
    service: str
    streams: bool
    request_type: type[Message]
    peer: Peer

    def bound_to(self, metadata: Mapping[str, str]) -> Method:
        """The method as the dispatcher runs it, for one call that came with that metadata."""
        pairs = [(key, metadata[key]) for key in _PASSED_ON if key in metadata]
        pairs.append((RELAYED, "1"))
        forward = self._stream if self.streams else self._unary

        def handler(request: bytes, _context: object) -> Any:
            return forward(request, [*pairs, (TRACE, current().trace_id)])

        name = self.path.rpartition("/")[2]
        return Method(self.path, self.service, name, bytes, bytes, self.streams, handler)

    async def _unary(self, request: bytes, pairs: list[tuple[str, str]]) -> bytes:
        out = outgoing(None, None, stream=False)
        send: Any = self.peer.channel.unary_unary(self.path, None, None)

        async def once(seconds: float) -> bytes:
            reply: bytes = await send(request, timeout=seconds, metadata=pairs)
            return reply

        limit = DEFAULT_TIMEOUT_SECONDS if out.timeout is None else out.timeout
        try:
            return await sent_with_retries(
                once, limit, lambda: self._may_repeat(request), self.peer.budget
            )
        except grpc.aio.AioRpcError as exc:
            raise dressed(exc, self.peer.name) from None

    def _may_repeat(self, request: bytes) -> bool:
        # Opened only after a broken connection, to see whether it carries a request_id.
        try:
            message = self.request_type.FromString(request)
        except DecodeError:
            return False
        return self.peer.policy.may_repeat(self.path, message)

    async def _stream(self, request: bytes, pairs: list[tuple[str, str]]) -> AsyncIterator[bytes]:
        out = outgoing(None, None, stream=True)
        send: Any = self.peer.channel.unary_stream(self.path, None, None)
        call = send(request, timeout=out.timeout, metadata=pairs)
        try:
            async for reply in call:
                yield reply
        except grpc.aio.AioRpcError as exc:
            raise dressed(exc, self.peer.name) from None
        finally:
            call.cancel()


def relayed_methods(peer: Peer, proto_packages: Iterable[str]) -> dict[str, RelayedMethod]:
    """Return all methods of the contract's packages that the peer hosts, by path."""
    return {
        path: RelayedMethod(
            path,
            service.full_name,
            method.server_streaming,
            GetMessageClass(method.input_type),
            peer,
        )
        for package in proto_packages
        for service in services_of(package)
        for method in service.methods
        if (path := f"/{service.full_name}/{method.name}")
    }
