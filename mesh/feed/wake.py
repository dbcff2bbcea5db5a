"""Wakes the readers of a feed: in this process at once, in others through NOTIFY.

A notification is only a hint. It is sent after the commit, outside of it: NOTIFY inside a
transaction makes all such commits in the database server wait for one another.

Wakes are sent only while others listen. Who begins to listen says so, whoever hears of
somebody new says so as well, and all repeat it now and then: so each knows of the others.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import asyncpg

from mesh.data.database import Database
from mesh.process.background import Background
from mesh.pure.errors import StorageUnavailable

_CHANNEL = "feed"
_BETWEEN_NOTIFIES_SECONDS = 0.01
_REPEAT_SECONDS = 20.0
_NOTIFY_SECONDS = 5.0
"""A line on which a notification takes longer is taken for broken: its other end may be gone."""
_ANNOUNCE_SECONDS = 30.0
_BELIEVED_SECONDS = 3 * _REPEAT_SECONDS
_NOTIFY = "/* notify_readers */ SELECT pg_notify($1, '')"


class Wakes:
    """The sleeping readers of one feed in this process, and the line to other processes.

    The line is one connection outside the pool, opened with the first reader or the first
    word to others; while it is broken readers live on their poll.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._channel = f"{db.schema}_{_CHANNEL}"
        self._sleepers: set[asyncio.Event] = set()
        self._to_send = asyncio.Event()
        self._line = Background()
        self._others_until = 0.0
        self._opened = False
        self._hears = False
        self._joined: list[Callable[[], None]] = []
        self._closed = False
        self._announced = asyncio.Event()

    @property
    def is_subscribed(self) -> bool:
        """Whether there are readers here."""
        return bool(self._sleepers)

    def wake_here(self) -> None:
        """Wake the readers of this process."""
        for woken in self._sleepers:
            woken.set()

    def tell_others(self) -> None:
        """Wake the readers of other processes within some milliseconds."""
        if self._others_listen():
            self._to_send.set()
        self._open_line()

    def is_alone(self) -> bool:
        """Return whether we would hear others, as we do ourselves, and there are none."""
        return self._hears and self._db.beside is None and not self._others_listen()

    async def announce(self) -> None:
        """Tell other processes that this one is there; raise StorageUnavailable when it cannot."""
        self._open_line()
        try:
            async with asyncio.timeout(_ANNOUNCE_SECONDS):
                await self._announced.wait()
        except TimeoutError:
            raise StorageUnavailable from None

    def when_joined(self, told: Callable[[], None]) -> None:
        """Call `told` at every wake from another process, and when some may have been missed."""
        self._joined.append(told)

    def tell_joined(self) -> None:
        """Say that another process may have written something, or what is known here never was."""
        for told in self._joined:
            told()

    @contextmanager
    def subscription(self) -> Iterator[asyncio.Event]:
        """An event that is set at every wake during the block."""
        woken = asyncio.Event()
        self._sleepers.add(woken)
        self._open_line()
        try:
            yield woken
        finally:
            self._sleepers.discard(woken)

    async def close(self) -> None:
        """Close the line."""
        self._closed = True
        await self._line.stop()

    def _open_line(self) -> None:
        if not self._opened and not self._closed:
            self._opened = True
            self._line.start(f"{self._channel}.line", self._hold_line)

    async def _hold_line(self) -> None:
        # A notification needs no disk: nothing is lost with it.
        connection = await self._db.dedicated_connection(synchronous_commit="off")
        try:
            connection.add_termination_listener(self._ended)
            await connection.add_listener(self._channel, self._heard)
            # What was committed while nobody listened.
            self.tell_joined()
            while True:
                await connection.execute(_NOTIFY, self._channel, timeout=_NOTIFY_SECONDS)
                self._announced.set()
                await asyncio.sleep(_BETWEEN_NOTIFIES_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_REPEAT_SECONDS):
                        await self._to_send.wait()
                self._to_send.clear()
        finally:
            self._hears = False
            connection.terminate()

    def _heard(self, connection: object, pid: int, *_: object) -> None:
        if isinstance(connection, asyncpg.Connection) and connection.get_server_pid() == pid:
            # Only now: between us and the server may be what passes no notifications on.
            self._hears = True
            return
        if not self._others_listen():
            self._to_send.set()
        self._others_until = asyncio.get_running_loop().time() + _BELIEVED_SECONDS
        self.tell_joined()

    def _others_listen(self) -> bool:
        return asyncio.get_running_loop().time() < self._others_until

    def _ended(self, _: object) -> None:
        # The next statement on the line fails, and it is opened anew.
        self._hears = False
        self._to_send.set()
