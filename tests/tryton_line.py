"""The line to a real back office, which tests cut, slow down and hold up."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

NameOf = Callable[[str, str, bytes], str]
"""What a call is named by its HTTP method, path and body."""


def rpc_method(verb: str, path: str, body: bytes) -> str:
    """The method of JSON-RPC that is called."""
    return str(json.loads(body)["method"])


class Line:
    """Forwards calls to a back office one by one, and does to them what a test says."""

    def __init__(self, target: str, name_of: NameOf = rpc_method) -> None:
        self.url = ""
        self.calls: Counter[str] = Counter()
        """How often each method was called."""
        self.down = False
        """Nobody answers."""
        self.pause = 0.0
        """Seconds that each call takes longer."""
        self.cut: set[str] = set()
        """Methods whose next answer gets lost, after what was asked is done."""
        self.late: set[str] = set()
        """Methods whose next call gets stuck on its way, and goes on with `release`."""
        self._name_of = name_of
        self._stuck: list[_Call] = []
        self._http = httpx.AsyncClient(base_url=target, timeout=120)

    async def release(self) -> int:
        """Let what is stuck go on; nobody waits for the answers. How many calls it was."""
        stuck, self._stuck = self._stuck, []
        for call in stuck:
            await self._send(call)
        return len(stuck)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        over = asyncio.IncompleteReadError, ConnectionError, httpx.HTTPError
        with contextlib.closing(writer), contextlib.suppress(*over):
            while not self.down:
                call = await _request(reader)
                if self.down:
                    break
                answer = await self._forward(call)
                if answer is None or self.down:
                    break
                writer.write(_head(answer) + answer.content)
                await writer.drain()

    async def _forward(self, call: "_Call") -> httpx.Response | None:
        method = self._name_of(call.verb, call.path, call.body)
        self.calls[method] += 1
        if method in self.late:
            self.late.discard(method)
            self._stuck.append(call)
            return None
        await asyncio.sleep(self.pause)
        answer = await self._send(call)
        if method in self.cut:
            self.cut.discard(method)
            return None
        return answer

    async def _send(self, call: "_Call") -> httpx.Response:
        content, headers = call.body, call.headers
        return await self._http.request(call.verb, call.path, content=content, headers=headers)

    async def close(self) -> None:
        await self._http.aclose()


@dataclass(frozen=True)
class _Call:
    verb: str
    path: str
    headers: dict[str, str]
    body: bytes


async def _request(reader: asyncio.StreamReader) -> _Call:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    given = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(given.get("content-length", "0")))
    exact = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    kept = ("authorization", "content-type", "x-idempotency-key")
    headers = {name: value for name, value in exact.items() if name.lower() in kept}
    verb, path, _ = head[0].split(" ")
    return _Call(verb, path, headers, body)


def _head(answer: httpx.Response) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}",
        f"content-type: {answer.headers.get('content-type', 'text/plain')}",
        f"date: {answer.headers.get('date', '')}",
        f"x-page-generated: {answer.headers.get('x-page-generated', '')}",
        f"content-length: {len(answer.content)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def line_to(target: str, name_of: NameOf = rpc_method) -> AsyncIterator[Line]:
    """A line to an address."""
    line = Line(target, name_of)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        line.down = True
        server.close()
        await line.close()
