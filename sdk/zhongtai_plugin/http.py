"""A small HTTP server for a plug-in's own interface, on the plug-in's event loop.

Needs uvicorn (`pip install zhongtai-sdk[http]`). Routes are exact paths or end in one
{name}; a handler gets a Request and returns an Answer. Kept this small on purpose: the
outside of a plug-in is a handful of routes. What is no text, or JSON that cannot be walked, is
refused before a handler sees it (zhongtai_plugin.door).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import math
import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import structlog
import uvicorn
from uvicorn.server import ServerState

from zhongtai_plugin.door import (
    Unfit,
    demand_header_texts,
    demand_sound_json,
    read_path,
    read_query,
)
from zhongtai_plugin.errors import BadRequest
from zhongtai_plugin.info import SettingRefused

MAX_BODY_BYTES = 4 * 1024 * 1024
DATE_SECONDS = 1.0
"""How old the date of an answer may be."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. Header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    path_value: str = ""

    def bearer(self) -> str:
        """Return the token of the Authorization header; empty when there is none."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def number(self, name: str, default: float, *, most: float) -> float:
        """Return a parameter from 0 to `most`; less or more is brought there. Raise BadRequest."""
        try:
            given = float(self.query.get(name, default))
        except ValueError:
            given = math.nan
        if math.isnan(given):
            raise BadRequest("QUERY_INVALID", f"{name} must be a number")
        return min(max(given, 0.0), most)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: a body, or a stream of chunks."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    stream: AsyncIterator[bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Awaitable[Answer]]


def problem(status: int, code: str, detail: str) -> Answer:
    """Return an RFC 9457 answer."""
    body = {"type": "about:blank", "status": status, "title": code, "code": code, "detail": detail}
    return Answer(status, json.dumps(body).encode(), "application/problem+json")


def same_secret(given: str, expected: str) -> bool:
    """Compare two secrets without telling by the time how much of them agrees."""
    return hmac.compare_digest(given.encode(), expected.encode())


def guarded(handler: Handler, token: str) -> Handler:
    """Return a handler that answers who shows the token, and 401 to anybody else."""

    async def handle(request: Request) -> Answer:
        if not same_secret(request.bearer(), token):
            return problem(401, "UNAUTHENTICATED", "The token of this interface is needed.")
        return await handler(request)

    return handle


class HttpEdge:
    """Serves routes on one port. `origins` are web origins whose pages may call it."""

    def __init__(self, routes: Mapping[tuple[str, str], Handler], origins: str = "") -> None:
        self._exact = {key: handler for key, handler in routes.items() if "{" not in key[1]}
        self._open = {
            (method, path.partition("{")[0]): handler
            for (method, path), handler in routes.items()
            if "{" in path
        }
        self._origins = frozenset(origins.split())
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self, host: str, port: int, setting: str = "http_port") -> None:
        """Listen; raises SettingRefused naming `setting` when the port is not to be had."""
        listener = await _listener(host, port, setting)
        self.url = f"http://{_reachable(host)}:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self,
            log_config=None,
            access_log=False,
            server_header=False,
            # Nobody is in front of it, and nothing here reads a caller's address.
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(_serve(self._server, listener))

    async def stop(self) -> None:
        """Finish requests under way and stop listening."""
        if self._server is None or self._serving is None:
            return
        self._server.end()
        await self._serving
        self._server = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One ASGI call."""
        if scope["type"] != "http":
            return None
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        extra = self._allowance(headers.get("origin", ""))
        if scope["method"] == "OPTIONS":
            return await _send(send, Answer(204, headers=extra))
        try:
            answer = await self._answer(_read(scope, headers, await _body(receive)))
        except _CutOff:
            return None  # What came in part is no request, and nobody is there to be told.
        except _TooLarge:
            answer = problem(413, "BODY_TOO_LARGE", "At most 4 MiB.")
        except Unfit as unfit:
            answer = problem(400, "REQUEST_INVALID", str(unfit))
        if answer.stream is None:
            return await _send(send, answer, extra)
        return await _send_stream(send, receive, answer, extra)

    async def _answer(self, request: Request) -> Answer:
        handler = self._exact.get((request.method, request.path))
        if handler is None:
            head, _, tail = request.path.rpartition("/")
            handler = self._open.get((request.method, f"{head}/")) if tail else None
            request = Request(
                request.method, request.path, request.query, request.headers, request.body, tail
            )
        if handler is None:
            return problem(404, "NOT_FOUND", f"There is no {request.method} {request.path}.")
        try:
            return await handler(request)
        except sqlite3.OperationalError as full:
            structlog.get_logger().error("the journal failed", path=request.path, reason=str(full))
            return problem(503, "STORAGE", "The plug-in cannot write its state: try again later.")
        except Exception:  # noqa: BLE001 - the caller is told
            structlog.get_logger().exception("request failed", path=request.path)
            return problem(500, "INTERNAL", "A defect in the plug-in; its log says more.")

    def _allowance(self, origin: str) -> dict[str, str]:
        if not origin or (origin not in self._origins and "*" not in self._origins):
            return {}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-headers": "authorization, content-type, last-event-id",
            "access-control-allow-methods": "GET, POST",
            "access-control-max-age": "600",
            "vary": "origin",
        }


def _read(scope: Any, headers: Mapping[str, str], body: bytes) -> Request:
    """Return the request as handlers see it. Raise Unfit (zhongtai_plugin.door)."""
    path, query = read_path(scope["raw_path"]), read_query(scope["query_string"])
    demand_header_texts(headers)
    demand_sound_json(body)
    return Request(scope["method"], path, query, headers, body)


class _State(ServerState):
    """uvicorn's shared state, which says the date when it is asked for it, and not every second."""

    def __init__(self) -> None:
        self._said_at = -math.inf
        super().__init__()

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer: its date."""
        now = time.monotonic()
        if now - self._said_at >= DATE_SECONDS:
            self._said_at = now
            self._headers = [(b"date", formatdate(usegmt=True).encode())]
        return self._headers

    @default_headers.setter
    def default_headers(self, headers: list[tuple[bytes, bytes]]) -> None:
        self._headers = headers


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the plug-in decides when to end.

    Idle, it does nothing at all, where uvicorn wakes ten times a second.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.server_state = _State()
        self._ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        """Return when the server is to end."""
        await self._ended.wait()

    def end(self) -> None:
        """Take no more connections."""
        self.should_exit = True
        self._ended.set()


async def _serve(server: _Server, listener: socket.socket) -> None:
    """Serve until told to stop. Ends the plug-in, so that it is started again, when it fails."""
    try:
        await server.serve([listener])
    finally:
        if not server.should_exit:
            structlog.get_logger().error("serving HTTP ended by itself")
            signal.raise_signal(signal.SIGTERM)


def _reachable(host: str) -> str:
    """Return how a listening address is written in a URL of this machine."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - recognised, not chosen
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


async def _listener(host: str, port: int, setting: str) -> socket.socket:
    """Return a bound socket; a predecessor that is just ending is waited for."""
    for attempt in range(20):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(512)
        except OSError as taken:
            listener.close()
            if attempt == 19:
                raise SettingRefused(
                    setting, f"{host}:{port} cannot be used ({taken.strerror}); choose another"
                ) from taken
            await asyncio.sleep(0.1)
        else:
            listener.setblocking(False)
            return listener
    raise AssertionError


class _CutOff(Exception):
    """The connection ended before the request was here in full."""


class _TooLarge(Exception):
    """The body has more than MAX_BODY_BYTES."""


async def _body(receive: Any) -> bytes:
    """Return the body. Raise _CutOff, _TooLarge."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _CutOff
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY_BYTES:
            raise _TooLarge
        if not message.get("more_body"):
            return b"".join(parts) if len(parts) > 1 else parts[0]


def _head(answer: Answer, extra: Mapping[str, str] | None) -> dict[str, Any]:
    fields = {"content-type": answer.content_type, **answer.headers, **(extra or {})}
    return {
        "type": "http.response.start",
        "status": answer.status,
        "headers": [(key.encode(), value.encode()) for key, value in fields.items()],
    }


async def _send(send: Any, answer: Answer, extra: Mapping[str, str] | None = None) -> None:
    start = _head(answer, extra)
    start["headers"].append((b"content-length", str(len(answer.body)).encode()))
    await send(start)
    await send({"type": "http.response.body", "body": answer.body})


async def _send_stream(
    send: Any, receive: Any, answer: Answer, extra: Mapping[str, str] | None
) -> None:
    await send(_head(answer, extra))

    async def forward() -> None:
        if answer.stream is None:
            return
        async for chunk in answer.stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = [asyncio.create_task(forward()), asyncio.create_task(until_gone())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    with contextlib.suppress(Exception):
        await send({"type": "http.response.body", "body": b""})
