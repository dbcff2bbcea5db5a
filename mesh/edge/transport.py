"""What HTTP clients of ours send by: a lost connection is called so, whatever stumbles over it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import httpx


class SteadyTransport(httpx.AsyncHTTPTransport):
    """Calls a lost connection by its name also when it was lost in the moment it opened.

    uvloop has forgotten the socket by then, and anyio trips over that. And a request that is given
    up leaves nothing behind: httpcore forgets the connection of one that is cancelled just when it
    got it, and after some of these the pool has no place left for anybody.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raise httpx.TransportError."""
        try:
            response = await super().handle_async_request(request)
        except AttributeError as exc:
            raise httpx.ConnectError("lost as it opened", request=request) from exc
        except BaseException:
            await self._close_nobodys()
            raise
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _ClosedInFull(response.stream)
        return response

    async def _close_nobodys(self) -> None:
        """Close the connections that are busy for no request, and give others their places."""
        pool = self._pool
        used = {id(each.connection) for each in pool._requests}  # noqa: SLF001 - it offers no way
        nobodys = [
            each
            for each in pool.connections
            if id(each) not in used and not (each.is_idle() or each.is_closed())
        ]
        for each in nobodys:
            pool._connections.remove(each)  # noqa: SLF001
        nobodys += pool._assign_requests_to_connections()  # noqa: SLF001
        await pool._close_connections(nobodys)  # noqa: SLF001


class _ClosedInFull(httpx.AsyncByteStream):
    """An answer whose end nothing cuts short: its connection is free then, or closed."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body:
            yield piece

    async def aclose(self) -> None:
        await asyncio.shield(asyncio.ensure_future(self._body.aclose()))


class SpreadTransport(httpx.AsyncBaseTransport):
    """Sends by several pools in turn, for who has many requests under way at once.

    A pool looks through all of its connections at every request, so many small ones are quicker
    than a large one.
    """

    def __init__(self, pools: int, **options: Any) -> None:
        """`options` are those of each SteadyTransport."""
        self._pools = [SteadyTransport(**options) for _ in range(pools)]
        self._turns = itertools.cycle(self._pools)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raise httpx.TransportError."""
        return await next(self._turns).handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools:
            await pool.aclose()
