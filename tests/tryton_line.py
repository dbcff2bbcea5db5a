"""The line to Tryton, which tests cut, slow down and hold up."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx


class Line:
    """Forwards calls to Tryton one by one, and does to them what a test says."""

    def __init__(self, target: str) -> None:
        self.url = ""
        self.calls: Counter[str] = Counter()
        """How often each method was called."""
        self.down = False
        """Nobody answers."""
        self.pause = 0.0
        """Seconds that each call takes longer."""
        self.cut: set[str] = set()
        """Methods whose next answer gets lost, after Tryton has done what was asked."""
        self.late: set[str] = set()
        """Methods whose next call gets stuck on its way, and comes to Tryton with `release`."""
        self._stuck: list[tuple[str, dict[str, str], bytes]] = []
        self._http = httpx.AsyncClient(base_url=target, timeout=120)

    async def release(self) -> int:
        """Let what is stuck come to Tryton; nobody waits for the answers. How many calls it was."""
        stuck, self._stuck = self._stuck, []
        for path, headers, body in stuck:
            await self._http.post(path, content=body, headers=headers)
        return len(stuck)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, httpx.HTTPError):
            while not self.down:
                path, headers, body = await _request(reader)
                answer = await self._forward(path, headers, body)
                if answer is None or self.down:
                    break
                writer.write(_head(answer) + answer.content)
                await writer.drain()
        writer.close()

    async def _forward(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> httpx.Response | None:
        method = str(json.loads(body)["method"])
        self.calls[method] += 1
        if method in self.late:
            self.late.discard(method)
            self._stuck.append((path, headers, body))
            return None
        await asyncio.sleep(self.pause)
        answer = await self._http.post(path, content=body, headers=headers)
        if method in self.cut:
            self.cut.discard(method)
            return None
        return answer

    async def close(self) -> None:
        await self._http.aclose()


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    given = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(given["content-length"]))
    exact = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    kept = ("authorization", "content-type")
    return (
        head[0].split(" ")[1],
        {name: value for name, value in exact.items() if name.lower() in kept},
        body,
    )


def _head(answer: httpx.Response) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}",
        f"content-type: {answer.headers.get('content-type', 'text/plain')}",
        f"date: {answer.headers.get('date', '')}",
        f"content-length: {len(answer.content)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def line_to(target: str) -> AsyncIterator[Line]:
    """A line to an address."""
    line = Line(target)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        line.down = True
        server.close()
        await line.close()
