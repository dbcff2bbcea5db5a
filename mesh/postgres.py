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
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psutil
import structlog

from mesh.postgres_place import (
    PostgresError,
    choose_user,
    find_binaries,
    find_place,
    reachable_binaries,
    socket_folder,
)

__all__ = ["PostgresError", "PostgresServer", "start"]

MAX_CONNECTIONS = 200
_START_SECONDS = 60
_STOP_SECONDS = 30
_LARGEST_SHARED_BUFFERS_MB = 512

_log = structlog.get_logger("mesh.postgres")


class PostgresServer:
    """The server of one state folder.

    `durable=False` is for tests: faster, and lost when the machine stops. Used as
    ``async with PostgresServer(home) as server: server.url``.
    """

    def __init__(
        self,
        home: Path | str,
        *,
        durable: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._home = Path(home).absolute()
        self._durable = durable
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
        return _running_pid(self.data_folder)

    async def start(self) -> PostgresServer:
        """Make the data if there are none, and start the server or take over a running one.

        Raises PostgresError, which says what to do: no programs, no permission, disk full,
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
        self._place = find_place(self._home, self._user)
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
                _log.info("postgres_taken_over", pid=self.pid)
            self._in_use = (self._place / "users").open("ab")
            fcntl.flock(self._in_use, fcntl.LOCK_SH)

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
            if self.pid is not None:
                self._run("pg_ctl", "stop", "-D", str(self.data_folder), "-m", "fast", "-w",
                          "-t", str(_STOP_SECONDS))  # fmt: skip

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
        self._run("initdb", "-D", str(unfinished), "--no-locale", "-E", "UTF8", "--auth=trust",
                  "--username=postgres", *([] if self._durable else ["--no-sync"]))  # fmt: skip
        unfinished.rename(self.data_folder)

    def _launch(self) -> None:
        _forget_stale_pid(self.data_folder)
        self.log_file.touch(mode=0o600)
        if self._user.uid is not None:
            os.chown(self.log_file, self._user.uid, -1)
        options = " ".join(f"-c {name}={value}" for name, value in self._settings().items())
        try:
            self._run("pg_ctl", "start", "-D", str(self.data_folder), "-w", "-t",
                      str(_START_SECONDS), "-l", str(self.log_file), "-o", options)  # fmt: skip
        except PostgresError as exc:
            raise PostgresError(f"{exc} Its log ends: {_last_words(self.log_file)}") from exc

    def _settings(self) -> dict[str, str]:
        memory_mb = psutil.virtual_memory().total // 2**20
        switch = "on" if self._durable else "off"
        return {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self._socket_folder}'",
            "unix_socket_permissions": "0700",
            "max_connections": str(MAX_CONNECTIONS),
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

    def _run(self, program: str, *arguments: str) -> None:
        try:
            done = self._user.run([str(self._binaries / program), *arguments])
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise PostgresError(f"{program} could not be run: {exc}.") from exc
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise PostgresError(f"{program} failed: {' '.join(said[-3:])} (in {self._place})")


async def start(home: Path | str) -> PostgresServer:
    """Start the server of a state folder; the caller stops it."""
    return await PostgresServer(home).start()


def _data_version(data_folder: Path) -> str | None:
    try:
        return (data_folder / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def _running_pid(data_folder: Path) -> int | None:
    """The pid in the server's lock file, if that process really is this server.

    After a restart of a machine or container the number may belong to anybody.
    """
    process = _locking_process(data_folder)
    return process.pid if process is not None and _serves(process, data_folder) else None


def _forget_stale_pid(data_folder: Path) -> None:
    """Remove a lock file whose number went to a stranger: the server would not dare to."""
    process = _locking_process(data_folder)
    if process is not None and not _serves(process, data_folder):
        (data_folder / "postmaster.pid").unlink(missing_ok=True)


def _locking_process(data_folder: Path) -> psutil.Process | None:
    try:
        lines = (data_folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return psutil.Process(int(lines[0]))
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _serves(process: psutil.Process, data_folder: Path) -> bool:
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    return bool(command) and "postgres" in command[0] and str(data_folder) in command


def _last_words(log_file: Path) -> str:
    try:
        lines = log_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "nothing"
    return " | ".join(lines[-5:]) or "nothing"
