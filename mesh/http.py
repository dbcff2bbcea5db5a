"""The HTTP side of a process: one Litestar application of all its units, served by uvicorn."""

from __future__ import annotations

import asyncio
import errno
import math
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from litestar import Litestar, MediaType, get
from litestar.enums import ScopeType
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.types import ASGIApp, ControllerRouterHandler, Message, Receive, Scope, Send

from mesh.context import DEFAULT_TIMEOUT_SECONDS, Call, Identity, current, serving
from mesh.docs_page import DocsPage
from mesh.identity import trace_of
from mesh.json_rule import check_request
from mesh.metrics import Metrics
from mesh.problem import problem_handlers
from mesh.server import PortTaken

NOBODY = Identity("service", "", "")
TRACE_HEADER = b"zhongtai-trace"
MAX_BODY_BYTES = 4 * 1024 * 1024
BACKLOG = 1024
KEEP_ALIVE_SECONDS = 75


def unlimited() -> None:
    """Lift the deadline of the HTTP request being served: its answer is a stream."""
    current().deadline = math.inf


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as exc:
        listener.close()
        why = "another program holds it" if exc.errno == errno.EADDRINUSE else exc.strerror
        raise PortTaken(f"Cannot listen on {host}:{port}: {why}.") from exc
    listener.setblocking(False)
    return listener


def build_app(handlers: Sequence[ControllerRouterHandler], metrics: Metrics, title: str) -> ASGIApp:
    """The application of a process: the handlers of its units, /docs and /metrics.

    Every request is served inside a call (mesh.context) with a trace id and the default
    deadline; whoever authenticates it sets `current().identity`. What a route is handed
    keeps the rule of mesh.json_rule. Refusals become problem+json.
    """

    @get("/metrics", media_type=MediaType.TEXT, include_in_schema=False, sync_to_thread=False)
    def show_metrics() -> str:
        """All metrics of this process in the Prometheus text format."""
        return metrics.text()

    plugins: list[OpenAPIRenderPlugin] = [DocsPage()]
    app = Litestar(
        route_handlers=[*handlers, show_metrics],
        exception_handlers=problem_handlers(),
        # After the guards: strangers cost no more than a look-up.
        before_request=check_request,
        openapi_config=OpenAPIConfig(
            title=title, version="1", path="/docs", render_plugins=plugins
        ),
        request_max_body_size=MAX_BODY_BYTES,
        debug=False,
        logging_config=None,
    )
    return Observed(app, metrics)


class Observed:
    """Puts every request into a call, logs it in one line, and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
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
        started = time.monotonic()
        path = f"{scope['method']} {scope['path']}"
        call = Call(NOBODY, path, started + DEFAULT_TIMEOUT_SECONDS, trace_of(headers))
        status = [0]
        with serving(call):
            try:
                await self._app(scope, receive, self._watched(send, call, status))
            finally:
                self._forget()
                self._ended(scope, call, status[0], time.monotonic() - started)

    def end_streams(self) -> None:
        """End the answers that have no natural end; their readers reconnect."""
        for task in tuple(self._streams):
            task.cancel()

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
        labels = (("method", scope["method"]), ("path", template))
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


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the process decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class HttpServer:
    """Serves an application on a bound socket, in the running event loop."""

    def __init__(self, app: ASGIApp, listener: socket.socket, grace: float) -> None:
        self._app = app
        self._listener = listener
        config = uvicorn.Config(
            app,
            loop="none",
            http="httptools",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            # Longer than clients keep idle connections, so that they close them, not we: a
            # request must not meet a connection that is just being closed.
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=max(1, math.ceil(grace)),
        )
        self._server = _Server(config)
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
        self._server.should_exit = True
        if isinstance(self._app, Observed):
            self._app.end_streams()
        await self._task

    async def _serve(self) -> None:
        try:
            await self._server.serve(sockets=[self._listener])
        except SystemExit as exc:
            raise RuntimeError("The HTTP application did not start; its log says why.") from exc
