"""HTTP clients whose calls leave nothing behind when they are given up.

    http = steady(httpx.AsyncClient(base_url=url, limits=limits))

httpcore forgets the connection of a request that is cancelled just when it got it, or just when its
answer ends; after some of these the client has no place left for anybody. Needs httpx.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx


def steady(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """Return the client, so that a call of it may be cancelled at any moment."""
    # It offers no way to keep what it has found out about proxies.
    client._transport = _Steady(client._transport)  # noqa: SLF001
    client._mounts = {  # noqa: SLF001
        pattern: transport and _Steady(transport)
        for pattern, transport in client._mounts.items()  # noqa: SLF001
    }
    return client


class _Steady(httpx.AsyncBaseTransport):
    """Sends by another transport, and cleans up behind a request that is given up."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raise httpx.TransportError."""
        try:
            response = await self._transport.handle_async_request(request)
        except BaseException:
            await self._close_nobodys()
            raise
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _ClosedInFull(response.stream)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def _close_nobodys(self) -> None:
        """Close the connections that are busy for no request, and give others their places."""
        if not isinstance(self._transport, httpx.AsyncHTTPTransport):
            return
        pool = self._transport._pool  # noqa: SLF001 - it offers no way
        used = {id(each.connection) for each in pool._requests}  # noqa: SLF001
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
