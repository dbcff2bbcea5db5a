"""Calls of somebody else's HTTP interface, whose failures a follower understands."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from mesh.edge.reach import Reach
from mesh.edge.transport import SteadyTransport
from mesh.feed.follower_items import PeerAway
from mesh.pure.errors import InvalidRequest, RateLimited
from mesh.pure.limits import LONGEST_PAUSE_SECONDS

CALL_SECONDS = 10.0
# Not the fault of what was sent: our credentials.
_NOT_ADMITTED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_MAX_WORDS = 200


class NotAdmitted(PeerAway):
    """The other side does not let us in; `status` is its answer, 401 or 403.

    Who calls with an account for each chain says that it is the account's fault.
    """

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


class Outside:
    """An HTTP interface at a base address. It is called once: who follows a feed calls again."""

    def __init__(
        self,
        base: str,
        *,
        timeout: float = CALL_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds, for each part of a call; `transport` is for tests."""
        self.base = base
        self.reach = Reach()
        self._client = httpx.AsyncClient(
            base_url=base, timeout=timeout, transport=transport or SteadyTransport()
        )

    async def post(
        self, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send JSON and return the answer, which is a success. Raise as `send` does."""
        return await self.send("POST", path, json=body, headers=headers)

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a form or JSON, or neither, and return the answer, which is a success.

        `content` is JSON that is encoded already, where its very bytes are signed.

        Raise PeerAway when the other side does not answer or fails, NotAdmitted (a PeerAway) when
        it does not let us in, RateLimited when it wants us to wait, InvalidRequest with its
        `status` in the metadata when it refuses what was sent.
        """
        if content is not None:
            headers = {**(headers or {}), "Content-Type": "application/json"}
        try:
            answer = await self._client.request(
                method,
                path,
                params=query,
                data=form,
                json=json,
                content=content,
                headers=headers,
            )
        except httpx.TransportError as exc:
            self.reach.silent()
            raise PeerAway(f"{self._client.base_url.host}: {type(exc).__name__}") from exc
        self.reach.answered()
        status = answer.status_code
        words = f"{self._client.base_url.host} answered {status}."
        if status in _NOT_ADMITTED:
            raise NotAdmitted(words, status)
        if status == HTTPStatus.REQUEST_TIMEOUT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise PeerAway(words)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimited(retry_after_seconds=_seconds(answer.headers.get("retry-after", "")))
        if not answer.is_success:
            raise InvalidRequest(f"Answered {status}: {answer.text[:_MAX_WORDS]}", status=status)
        return answer

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()


def _seconds(text: str) -> int:
    """Return how long it wants us to wait; at most so long, whatever it says."""
    told = int(text) if text.isdecimal() and len(text) <= 6 else 0
    return min(max(1, told), LONGEST_PAUSE_SECONDS)
