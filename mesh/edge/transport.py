"""What HTTP clients of ours send by: a lost connection is called so, whatever stumbles over it."""

from __future__ import annotations

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
