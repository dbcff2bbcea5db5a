"""A small HTTP/1.1 client that posts notices over connections it keeps open.

Any failure is an OSError or TimeoutError: the notice is sent again later, so nothing finer
is needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httptools

_CHUNK = 64 * 1024
_IDLE_PER_ORIGIN = 64


class _Answer:
    """An answer as it is read."""

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.complete = False
        self.keeps_alive = False

    def on_message_complete(self) -> None:
        self.complete = True
        # Behind the message the parser has forgotten it.
        self.keeps_alive = self.parser.should_keep_alive()


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def exchange(self, request: bytes) -> tuple[int, bool]:
        """Send a request; the status, and whether the connection may be used again."""
        self.writer.write(request)
        answer = _Answer()
        while not answer.complete:
            data = await self.reader.read(_CHUNK)
            if not data:
                raise ConnectionResetError("closed before the answer was complete")
            try:
                answer.parser.feed_data(data)
            except httptools.HttpParserError as wrong:
                raise ConnectionError(f"not HTTP: {wrong}") from None
        return answer.parser.get_status_code(), answer.keeps_alive

    def close(self) -> None:
        self.writer.close()


class Poster:
    """Posts JSON bodies; keeps idle connections per origin."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._idle: dict[str, list[_Connection]] = defaultdict(list)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Post and return the status. Raise OSError or TimeoutError."""
        target = urlsplit(url)
        request = _request(target, headers, body)
        idle = self._idle[f"{target.scheme}://{target.netloc}"]
        async with asyncio.timeout(self._timeout):
            if idle:
                # The other side may have closed it meanwhile; then a new one is tried.
                with contextlib.suppress(OSError):
                    return await self._use(idle.pop(), idle, request)
            return await self._use(await _connect(target), idle, request)

    def close(self) -> None:
        """Close the idle connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def _use(self, connection: _Connection, idle: list[_Connection], request: bytes) -> int:
        keep = False
        try:
            status, keep = await connection.exchange(request)
        finally:
            if keep and len(idle) < _IDLE_PER_ORIGIN:
                idle.append(connection)
            else:
                connection.close()
        return status


async def _connect(target: SplitResult) -> _Connection:
    secure = target.scheme == "https"
    port = target.port or (443 if secure else 80)
    context = ssl.create_default_context() if secure else None
    return _Connection(*await asyncio.open_connection(target.hostname, port, ssl=context))


def _request(target: SplitResult, headers: Mapping[str, str], body: bytes) -> bytes:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    lines = [
        f"POST {path} HTTP/1.1",
        f"host: {target.netloc}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
