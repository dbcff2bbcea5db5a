"""Passes calls on to the process that hosts the service, bytes as they are.

The edge of a platform of several processes authenticates a caller, checks the access table,
and passes the call on with its token, merchant, trace and what is left of its time. The
other process checks again: the edge's own certificate lends nothing to a caller. Refusals
and their details come back unchanged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc

from mesh.context import current
from mesh.errors_wire import dressed
from mesh.methods import Method
from mesh.outgoing import AUTHORIZATION, MERCHANT, RELAYED, TRACE, outgoing

_PASSED_ON = (AUTHORIZATION, MERCHANT)


@dataclass(frozen=True, slots=True)
class RelayedMethod:
    """A method that another process hosts, reached through `channel` (a plain gRPC one)."""

    path: str
    service: str
    streams: bool
    channel: grpc.aio.Channel
    peer: str

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
        send: Any = self.channel.unary_unary(self.path, None, None)
        try:
            reply: bytes = await send(request, timeout=out.timeout, metadata=pairs)
        except grpc.aio.AioRpcError as exc:
            raise dressed(exc, self.peer) from None
        return reply

    async def _stream(self, request: bytes, pairs: list[tuple[str, str]]) -> AsyncIterator[bytes]:
        out = outgoing(None, None, stream=True)
        send: Any = self.channel.unary_stream(self.path, None, None)
        call = send(request, timeout=out.timeout, metadata=pairs)
        try:
            async for reply in call:
                yield reply
        except grpc.aio.AioRpcError as exc:
            raise dressed(exc, self.peer) from None
        finally:
            call.cancel()
