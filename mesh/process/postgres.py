"""A PostgreSQL server of our own under the state folder, with nothing to install.

It listens on a Unix socket only, which nobody but its user can reach. It outlives a process
that was killed; the next one finds it running and takes it over. Several processes may use
it: the last to leave stops it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psutil
import structlog

from mesh.process.logfile import LogLimits, turn_over_in_place
from mesh.process.postgres_place import (
    PostgresError,
    choose_user,
    find_binaries,
    find_place,
    reachable_binaries,
    socket_folder,
)
from mesh.process.postgres_process import (
    forget_the_dead,
    launch,
    running_pid,
    stop,
    wait_until_ready,
)

__all__ = ["PostgresError", "PostgresServer", "start"]

MAX_CONNECTIONS = 200
_LARGEST_SHARED_BUFFERS_MB = 512

_log = structlog.get_logger("mesh.process.postgres")


class PostgresServer:
    """The server of one state folder.

    `durable=False` is for tests: faster, and lost when the machine stops. `connections` is the
    most that may be open at once. Used as
    ``async with PostgresServer(home) as server: server.url``.
    """

    def __init__(
        self,
        home: Path | str,
        *,
        durable: bool = True,
        connections: int = MAX_CONNECTIONS,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._home = Path(home).absolute()
        self._durable = durable
        self._connections = connections
        self._environment = os.environ if environment is None else environment
        self._user = choose_user()
        self._place = (self._home / "postgres").resolve()
        self._binaries = Path()
        self._socket_folder = Path()
        self._in_use: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Where asyncpg finds it (user postgres, database postgres)."""
        return f"postgresql://postgres@/postgres?host={quote(str(self._socket_folder), safe='')}"

    @property
    def data_folder(self) -> Path:
        """Where its data lie."""
        return self._place / "data"

    @property
    def log_file(self) -> Path:
        """What it says for itself."""
        return self._place / "postgres.log"

    @property
    def pid(self) -> int | None:
        """The id of its main process, or None when it does not run."""
        return running_pid(self.data_folder)

    async def start(self) -> PostgresServer:
        """Make the data if there are none, and start the server or take over a running one.

        Also starts it again when it has died since.
        Raise PostgresError, which says what to do: no programs, no permission, disk full,
        data of another version, or what the server itself complained of.
        """
        await asyncio.to_thread(self._start)
        return self

    async def stop(self) -> None:
        """Leave the server; it stops at once when nobody else uses it."""
        await asyncio.to_thread(self._stop)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def _start(self) -> None:
        self._place = find_place(self._home, self._user, self._environment)
        self._socket_folder = socket_folder(self._place, self._user)
        with self._alone():
            major = _data_version(self.data_folder)
            binaries, _ = find_binaries(self._environment, major)
            self._binaries = reachable_binaries(self._user, binaries, self._place)
            if major is None:
                self._make_data()
            if self.pid is None:
                self._launch()
            else:
                wait_until_ready(self.data_folder)
                _log.info("postgres_taken_over", pid=self.pid)
            if self._in_use is None:
                self._in_use = (self._place / "users").open("ab")
                fcntl.flock(self._in_use, fcntl.LOCK_SH)

    def turn_over_log(self, limits: LogLimits) -> None:
        """Keep its log from growing without end. Never raises."""
        turn_over_in_place(self.log_file, limits)

    def _stop(self) -> None:
        if self._in_use is None:
            return
        with self._alone(), self._in_use as in_use:
            self._in_use = None
            try:
                # The shared locks of other users, who may be killed at any time, deny this.
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            stop(self.data_folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let processes that start or stop this server take turns."""
        with (self._place / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_data(self) -> None:
        """Under another name first: a start that was killed half-way leaves no half data."""
        unfinished = self._place / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._user.owns(unfinished)
        options = ["--no-locale", "--encoding=UTF8", "--auth=trust", "--username=postgres"]
        if not self._durable:
            options.append("--no-sync")
        done = self._user.run([str(self._binaries / "initdb"), "-D", str(unfinished), *options])
        if done.returncode != 0:
            said = " ".join(done.stderr.strip().splitlines()[-3:])
            raise PostgresError(f"PostgreSQL could not make its data in {self._place}: {said}")
        unfinished.rename(self.data_folder)

    def _launch(self) -> None:
        settings = [f"--{name}={value}" for name, value in self._settings().items()]
        command = [str(self._binaries / "postgres"), "-D", str(self.data_folder), *settings]
        forget_the_dead(self.data_folder, self._socket_folder)
        launch(self._user, command, self.data_folder, self.log_file)

    def _settings(self) -> dict[str, str]:
        memory_mb = psutil.virtual_memory().total // 2**20
        switch = "on" if self._durable else "off"
        return {
            "listen_addresses": "",
            "unix_socket_directories": str(self._socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": str(self._connections),
            "shared_buffers": f"{max(32, min(_LARGEST_SHARED_BUFFERS_MB, memory_mb // 8))}MB",
            "synchronous_commit": "on",
            "fsync": switch,
            "full_page_writes": switch,
            # Statements are short: compiling them or sharing them out costs more than it gives.
            "jit": "off",
            "max_parallel_workers_per_gather": "0",
            # Details of an error may hold what a customer typed.
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }


async def start(home: Path | str) -> PostgresServer:
    """Start the server of a state folder; the caller stops it."""
    return await PostgresServer(home).start()


def _data_version(data_folder: Path) -> str | None:
    try:
        return (data_folder / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
