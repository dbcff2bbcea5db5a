"""Committed events handed from worker to worker, so that none has to look for what others wrote.

Each worker connects to a socket of each other one, in the state folder, and sends what it has
committed. Nobody waits for anybody: while one is not connected, or does not read, the sender says
that it was not told, and it is notified as any process is. Whoever connects or leaves may have
committed something that was not sent, so all feeds are looked at then.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from mesh.feed.events import Event
from mesh.process.background import Background
from mesh.process.peers import socket_file

MOST_UNREAD_BYTES = 8 * 1024 * 1024
"""Of one that does not read; it is notified instead of what comes after these."""
AGAIN_SECONDS = 0.5
_LENGTH_BYTES = 4

_Told = tuple[str, list[Event]]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Told).decode

Take = Callable[[Sequence[Event]], None]
Missed = Callable[[], None]


def socket_of(home: Path, process: str) -> Path:
    """Return the socket on which a worker is told. Raise PermissionError."""
    return socket_file(home, f"{process}.events")


class Beside:
    """The workers beside this one."""

    def __init__(self, here: Path, others: Sequence[Path]) -> None:
        """`here` is the socket of this worker, `others` those of the others."""
        self._here = here
        self._others = others
        self._links: dict[Path, asyncio.StreamWriter] = {}
        self._listeners: dict[str, tuple[Take, Missed]] = {}
        self._heard: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._work = Background()

    def listen(self, feed: str, take: Take, missed: Missed) -> None:
        """Have `take` called with what others commit to a feed, by its schema.

        `missed` is called when there may be something that was not told.
        """
        self._listeners[feed] = (take, missed)

    def tell(self, feed: str, events: Sequence[Event]) -> bool:
        """Send committed events to all others; return whether it was sent to each of them."""
        links = [
            link
            for link in self._links.values()
            if link.transport.get_write_buffer_size() < MOST_UNREAD_BYTES
        ]
        if links:
            body = _encode((feed, events))
            frame = len(body).to_bytes(_LENGTH_BYTES, "big") + body
            for link in links:
                link.write(frame)
        return len(links) == len(self._others)

    async def start(self) -> None:
        """Listen, and connect to the others, again when they come back. Raise OSError."""
        self._here.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._hear, self._here)
        self._here.chmod(0o600)
        for other in self._others:
            self._work.start(f"tell {other.stem}", partial(self._keep_link, other))

    async def close(self) -> None:
        """Tell and hear no more. Harmless when repeated."""
        await self._work.stop()
        if self._server is not None:
            self._server.close()
            self._here.unlink(missing_ok=True)
        for heard in self._heard:
            heard.close()

    async def _keep_link(self, other: Path) -> None:
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_unix_connection(other)
                self._links[other] = writer
                try:
                    # Nothing is ever sent this way: this ends when the other does.
                    await reader.read()
                finally:
                    del self._links[other]
                    writer.close()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._heard.add(writer)
        self._tell_missed()
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, OSError):
                while True:
                    length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
                    feed, events = _decode(await reader.readexactly(length))
                    if feed in self._listeners:
                        self._listeners[feed][0](events)
        finally:
            self._heard.discard(writer)
            writer.close()
            self._tell_missed()

    def _tell_missed(self) -> None:
        for _, missed in self._listeners.values():
            missed()
