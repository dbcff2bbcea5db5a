"""The HTTP side of a process: one Litestar application of all its units, served by uvicorn."""

from __future__ import annotations

import asyncio
import math
import signal
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.utils import formatdate
from functools import partial
from typing import Any, cast

import structlog
import uvicorn
from litestar import Litestar, MediaType, get
from litestar.enums import HttpMethod, ScopeType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.types import ASGIApp, ControllerRouterHandler, Message, Receive, Scope, Send
from uvicorn.server import ServerState

from mesh.call.context import DEFAULT_TIMEOUT_SECONDS, Call, Identity, current, serving
from mesh.call.identity import trace_of
from mesh.edge.client_address import FORWARDED_FOR, Proxies
from mesh.edge.docs_page import TOKEN, DocsPage, show_viewer
from mesh.edge.door_limits import DoorLimits
from mesh.edge.doors import Doors
from mesh.edge.http_connection import Doorkeeper, LimitedConnection
from mesh.edge.json_rule import check_request
from mesh.edge.listener import BACKLOG
from mesh.edge.problem import problem_handlers
from mesh.process.background import Background
from mesh.process.metrics import Metrics

NOBODY = Identity("service", "", "")
TRACE_HEADER = b"zhongtai-trace"
_METHODS = frozenset[str](HttpMethod)
FORWARDED_PROTO = "x-forwarded-proto"
KEEP_ALIVE_SECONDS = 75
SWEEP_SECONDS = 0.5
DATE_SECONDS = 1.0
"""How old the date of an answer may be."""


Tell = Callable[[], Awaitable[str]]
"""Gives a text to be shown."""


def unlimited() -> None:
    """Lift the deadline of the HTTP request being served: its answer is a stream."""
    current().deadline = math.inf


def build_app(
    handlers: Sequence[ControllerRouterHandler],
    metrics: Metrics,
    title: str,
    *,
    limits: DoorLimits | None = None,
    proxies: Proxies | None = None,
    tell: Tell | None = None,
) -> ASGIApp:
    """The application of a process: the handlers of its units, /docs and /metrics.

    `tell` gives the text of /metrics; without it those of this process are told.

    Every request is served inside a call (mesh.call.context) with a trace id and the default
    deadline; whoever authenticates it sets `current().identity`. What a route is handed
    keeps the rule of mesh.edge.json_rule. Refusals become problem+json. Behind one of `proxies`
    the client is the one that the proxy names.
    """

    @get("/metrics", media_type=MediaType.TEXT, include_in_schema=False)
    async def show_metrics() -> str:
        """All metrics in the Prometheus text format."""
        return await tell() if tell else metrics.text()

    plugins: list[OpenAPIRenderPlugin] = [DocsPage()]
    app = Litestar(
        route_handlers=[*handlers, show_metrics, show_viewer],
        exception_handlers=problem_handlers(),
        # After the guards: strangers cost no more than a look-up.
        before_request=check_request,
        openapi_config=OpenAPIConfig(
            title=title,
            version="1",
            path="/docs",
            render_plugins=plugins,
            components=TOKEN,
            security=[{"token": []}],
        ),
        request_max_body_size=(limits or DoorLimits()).http_body_bytes,
        debug=False,
        logging_config=None,
    )
    return Observed(app, metrics, proxies or Proxies())


class Observed:
    """Puts every request into a call, logs it in one line, and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, proxies: Proxies) -> None:
        self._app = app
        self._metrics = metrics
        self._proxies = proxies
        self._log = structlog.get_logger()
        self._streams: set[asyncio.Task[Any]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection event, as ASGI has it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        headers = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]
        }
        self._see_through(scope, headers)
        started = time.monotonic()
        path = f"{scope['method']} {scope['path']}"
        call = Call(NOBODY, path, started + DEFAULT_TIMEOUT_SECONDS, trace_of(headers))
        status = [0]
        with serving(call):
            try:
                await self._app(scope, receive, self._watched(send, call, status))
            finally:
                if call.identity is not NOBODY and "connection" in scope["state"]:
                    scope["state"]["connection"].identified()
                self._forget()
                self._ended(scope, call, status[0], time.monotonic() - started)

    def end_streams(self) -> None:
        """End the answers that have no natural end; their readers reconnect."""
        for task in tuple(self._streams):
            task.cancel()

    def _see_through(self, scope: Any, headers: Mapping[str, str]) -> None:
        """Put the client's own address and scheme in the place of a trusted proxy's."""
        client = scope["client"]
        if client is None or not self._proxies.trusts(client[0]):
            return
        address = self._proxies.client_of(client[0], headers.get(FORWARDED_FOR, ""))
        scope["client"] = (address, client[1])
        if headers.get(FORWARDED_PROTO) in ("http", "https"):
            scope["scheme"] = headers[FORWARDED_PROTO]

    def _watched(self, send: Send, call: Call, status: list[int]) -> Send:
        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                headers = list(message.get("headers", []))
                if any(value.startswith(b"text/event-stream") for _, value in headers):
                    self._remember()
                headers.append((TRACE_HEADER, call.trace_id.encode()))
                message["headers"] = headers
            await send(message)

        return watched

    def _remember(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._streams.add(task)
            task.add_done_callback(self._streams.discard)

    def _forget(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._streams.discard(task)

    def _ended(self, scope: Any, call: Call, status: int, seconds: float) -> None:
        # The template, not the path: ids in it would make endless series.
        template = scope.get("path_template") or "other"
        # A stranger may call a method whatever they like.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        labels = (("method", method), ("path", template))
        code = (("status", str(status)),)
        self._metrics.count(
            "zhongtai_http_requests_total", "HTTP requests served.", (*labels, *code)
        )
        self._metrics.observe("zhongtai_http_seconds", "Seconds of HTTP requests.", seconds, labels)
        identity = call.identity
        self._log.info(
            "http",
            method=call.method,
            status=status,
            ms=round(seconds * 1000, 2),
            caller=f"{identity.kind}:{identity.subject}",
            merchant=identity.merchant_id,
            trace_id=call.trace_id,
            **call.notes,
        )


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
    """uvicorn that listens with a limit on handshakes and sweeps over its connections.

    Without its own signal handlers: the process decides when to stop. Idle, it does nothing at
    all, where uvicorn wakes ten times a second.
    """

    def __init__(
        self, config: uvicorn.Config, listener: socket.socket, tls: ssl.SSLContext | None,
        handshake_seconds: float,
    ) -> None:  # fmt: skip
        super().__init__(config)
        self.server_state = _State()
        self._listener = listener
        self._tls = tls
        self._handshake_seconds = handshake_seconds
        self._ended = asyncio.Event()
        self._connected = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then take connections on the socket of this server."""
        del sockets
        await super().startup(sockets=[])
        self.servers.append(
            await asyncio.get_running_loop().create_server(
                self._connection,
                sock=self._listener,
                backlog=BACKLOG,
                ssl=self._tls,
                ssl_handshake_timeout=self._handshake_seconds if self._tls else None,
            )
        )

    async def main_loop(self) -> None:
        """Return when the server is to end."""
        await self._ended.wait()

    def end(self) -> None:
        """Take no more connections."""
        self.should_exit = True
        self._ended.set()

    async def sweep(self) -> None:
        """End the connections whose time is over, again and again while there are any."""
        while True:
            if not self.server_state.connections:
                self._connected.clear()
                await self._connected.wait()
            await asyncio.sleep(SWEEP_SECONDS)
            now = time.monotonic()
            for connection in tuple(self.server_state.connections):
                if isinstance(connection, LimitedConnection):
                    connection.sweep(now)

    def _connection(self) -> asyncio.Protocol:
        self._connected.set()
        protocol: asyncio.Protocol = self.config.http_protocol_class(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )  # type: ignore[call-arg]
        return protocol


class HttpServer:
    """Serves an application on a bound socket, in the running event loop.

    `tls` makes it HTTPS; certificates that are loaded into the context later are used for
    new connections.
    """

    def __init__(
        self,
        app: ASGIApp,
        listener: socket.socket,
        grace: float,
        keeper: Doorkeeper,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._app = app
        self._listener = listener
        config = uvicorn.Config(
            app,
            loop="none",
            http=cast("type[asyncio.Protocol]", partial(LimitedConnection, keeper)),
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            # Longer than clients keep idle connections, so that they close them, not we: a
            # request must not meet a connection that is just being closed.
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=max(1, math.ceil(grace)),
        )
        self._server = _Server(config, listener, tls, keeper.limits.http_handshake_seconds)
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    async def start(self) -> None:
        """Take requests. Raises RuntimeError when the application does not start."""
        self._task = asyncio.create_task(self._serve())
        while not self._server.started:
            if self._task.done():
                await self._task
                raise RuntimeError("The HTTP application did not start; its log says why.")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Take no more requests, finish what runs within the grace, end streams."""
        if self._task is None:
            self._listener.close()
            return
        self._server.end()
        if isinstance(self._app, Observed):
            self._app.end_streams()
        await self._task

    async def _serve(self) -> None:
        background = Background()
        background.start("http.sweep", self._server.sweep)
        try:
            await self._server.serve(sockets=[self._listener])
        except SystemExit as exc:
            raise RuntimeError("The HTTP application did not start; its log says why.") from exc
        finally:
            await background.stop()
            if self._server.started and not self._server.should_exit:
                # A process whose HTTP side has ended is of no use: it ends, and is started again.
                structlog.get_logger().error("serving HTTP ended by itself")
                signal.raise_signal(signal.SIGTERM)


async def serve(
    handlers: Sequence[ControllerRouterHandler],
    listener: socket.socket,
    doors: Doors,
    metrics: Metrics,
    *,
    grace: float,
    tls: ssl.SSLContext | None = None,
    tell: Tell | None = None,
) -> HttpServer:
    """Serve the handlers of a process on a bound socket, behind its doors; the caller stops it.

    `tell` is as for `build_app`.
    """
    limits, proxies = doors.limits, doors.proxies
    app = build_app(handlers, metrics, "Zhongtai", limits=limits, proxies=proxies, tell=tell)
    keeper = Doorkeeper(doors.limits, doors.proxies, doors.refusals, doors.knows)
    server = HttpServer(app, listener, grace, keeper, tls)
    await server.start()
    return server
