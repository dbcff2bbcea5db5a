"""The page on loopback, by the standard library's server; what it is asked is done on our loop.

Only a page from here may ask for anything: one of elsewhere can neither send JSON here nor read.
Whoever calls back for the plug-in's back office may come from anywhere.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from socket import socket
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.calls import Json
from zhongtai_plugin.play.host import Host
from zhongtai_plugin.play.site import Site

LOOPBACK = "127.0.0.1"
NOTICES = "/notices"
MOST_BYTES = 32 * 1024 * 1024
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
)

Done = TypeVar("Done")


class Server(ThreadingHTTPServer):
    """The page's server, with what its requests need."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, host: Host, site: Site, port: int) -> None:
        """Listen on a port, 0 for any that is free. Raise OSError."""
        super().__init__((LOOPBACK, port), _Request)
        self.host, self.site = host, site
        self.page = (files("zhongtai_plugin.play") / "page.html").read_bytes()
        self._loop = asyncio.get_running_loop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """Say nothing of a page that was closed before it had its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def on_loop(self, work: Coroutine[object, object, Done]) -> Done:
        """Have work done on the event loop, and return what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


@contextmanager
def serving(host: Host, site: Site, port: int) -> Iterator[Server]:
    """Serve the page as long as this lasts. Raise CannotPlay."""
    try:
        server = Server(host, site, port)
    except OSError as problem:
        raise CannotPlay(f"Port {port} cannot be used: {problem.strerror}.") from None
    threading.Thread(target=server.serve_forever, name="page", daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Request(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        """Answer with the page, or with what it asks for."""
        if not self._is_from_here():
            self._answer(403, "text/plain", b"Only pages from here may ask.")
        elif self.path == "/":
            self._answer(200, "text/html; charset=utf-8", self.server.page)
        elif work := self._question():
            self._answer_json(work)
        else:
            self._answer(404, "text/plain", b"There is nothing here.")

    def do_POST(self) -> None:
        """Do what the page wishes, or hand over a notice."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            return self._answer(411, "text/plain", b"Say how long it is: content-length.")
        if int(length) > MOST_BYTES:
            return self._answer(413, "text/plain", b"That is too long.")
        body = self.rfile.read(int(length))
        if self.path.startswith(NOTICES):
            return self._notice(body)
        is_json = self.headers.get_content_type() == "application/json"
        if self.path != "/do" or not is_json or not self._is_from_here():
            return self._answer(403, "text/plain", b"Only pages from here may ask.")
        try:
            wish: object = json.loads(body)
        except ValueError as problem:
            return self._answer_problem(f"This is no JSON: {problem}.")
        return self._answer_json(self.server.site.do(wish))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for the plug-in."""

    def _question(self) -> Coroutine[object, object, Json] | None:
        """Return what answers the question of an address; None for one that asks nothing."""
        address, site = urlsplit(self.path), self.server.site
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if address.path == "/told":
            return site.told()
        if address.path == "/sample":
            return site.sample(asked.get("call", ""), asked.get("items", "1"))
        return site.after(asked.get("number", "0")) if address.path == "/after" else None

    def _notice(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = self.server.on_loop(
            self.server.host.noticed(headers, urlsplit(self.path).query, body)
        )
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told.body)

    def _is_from_here(self) -> bool:
        here = {f"{name}:{self.server.server_port}" for name in (LOOPBACK, "localhost")}
        origin = urlsplit(self.headers.get("origin") or "").netloc
        return self.headers.get("host") in here and (not origin or origin in here)

    def _answer_json(self, work: Coroutine[object, object, Json]) -> None:
        try:
            found = self.server.on_loop(work)
        except CannotPlay as problem:
            return self._answer_problem(str(problem))
        return self._answer(200, "application/json", json.dumps(found).encode())

    def _answer_problem(self, words: str) -> None:
        self._answer(400, "application/json", json.dumps({"problem": words}).encode())

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-security-policy", POLICY)
        self.send_header("cache-control", "no-store")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
