"""The limit for one HTTP answer: a bare uvicorn that gives bytes from memory."""

from __future__ import annotations

import asyncio
import socket
import sys
from asyncio.subprocess import PIPE
from typing import Any

import psutil
import uvicorn

from bench.load import Result
from bench.reader import read

BODY = b"{" + b" " * 20_000 + b"}"
"""As large as a menu of sixty dishes."""


async def _answer(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-length", str(len(BODY)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


def serve() -> None:
    """Serve until the process is ended; prints the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(_answer, lifespan="off", log_level="error", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


async def measure(concurrency: int, seconds: float) -> Result:
    """Read the body from another process."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.http", stdout=PIPE)
    if child.stdout is None:
        raise RuntimeError("the HTTP server says no port")
    port = int(await child.stdout.readline())
    url = f"http://127.0.0.1:{port}/"
    try:
        server = psutil.Process(child.pid)
        name = "bare uvicorn answer"
        return await read(name, url, {}, server, concurrency=concurrency, seconds=seconds)
    finally:
        child.terminate()
        await child.wait()


if __name__ == "__main__":
    serve()
