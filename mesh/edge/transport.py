"""What HTTP clients of ours send by: a lost connection is called so, whatever stumbles over it."""

from __future__ import annotations

import itertools
from typing import Any

import httpx


class SteadyTransport(httpx.AsyncHTTPTransport):
    """Calls a lost connection by its name also when it was lost in the moment it opened.

    uvloop has forgotten the socket by then, and anyio trips over that.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raise httpx.TransportError."""
        try:
            return await super().handle_async_request(request)
        except AttributeError as exc:
            raise httpx.ConnectError("lost as it opened", request=request) from exc


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
