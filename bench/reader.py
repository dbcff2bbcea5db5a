"""One HTTP address read again and again by connections that are kept."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import psutil

from bench.load import Result, run_load


class Reader:
    """One kept connection that sends the same GET.

    A client library would cost more than what is read.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url = urlsplit(url)
        lines = [f"{name}: {value}" for name, value in headers.items()]
        head = [f"GET {self._url.path}?{self._url.query} HTTP/1.1", f"host: {self._url.netloc}"]
        self._request = "\r\n".join([*head, *lines, "", ""]).encode()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self) -> tuple[int, dict[str, str]]:
        """Return the status and the headers of the answer; its body is read and dropped."""
        if self._streams is None:
            host, port = self._url.hostname, self._url.port
            self._streams = await asyncio.open_connection(host, port)
        reader, writer = self._streams
        writer.write(self._request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip().split("\r\n")
        named = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in named}
        await reader.readexactly(int(headers.get("content-length", 0)))
        return int(first.split()[1]), headers

    def close(self) -> None:
        """End the connection."""
        if self._streams is not None:
            self._streams[1].close()


async def read(
    name: str,
    url: str,
    headers: dict[str, str],
    server: psutil.Process,
    *,
    expected: int = 200,
    concurrency: int,
    seconds: float,
) -> Result:
    """Read it from so many connections; raise RuntimeError when a status is not as expected.

    `server` is the process that answers: what it takes of a processor is told beside the rate,
    since this client takes nearly as much of the same machine.
    """
    answered, before = 0, server.cpu_times()
    readers = [Reader(url, headers) for _ in range(concurrency)]
    free = list(readers)

    async def get() -> None:
        nonlocal answered
        reader = free.pop()
        status, _ = await reader.get()
        if status != expected:
            raise RuntimeError(f"{url} answered {status}, not {expected}")
        free.append(reader)
        answered += 1

    result = await run_load(name, get, concurrency=concurrency, seconds=seconds)
    after = server.cpu_times()
    used = after.user + after.system - before.user - before.system
    result.server_us = 1_000_000 * used / answered
    for reader in readers:
        reader.close()
    return result
