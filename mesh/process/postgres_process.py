"""The main process of a PostgreSQL server: launched, recognised, waited for, stopped.

It is started directly rather than through pg_ctl, so that it is our child while we live and
leaves no zombie where nobody collects orphans (a container without an init).
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from mesh.process.postgres_place import PostgresError, User

START_SECONDS = 60.0
STOP_SECONDS = 30.0
LEFT_BEHIND_SECONDS = 10.0
_BETWEEN_LOOKS_SECONDS = 0.01
# PostgreSQL's own lock file: the process in line 1, what it is doing in line 8.
_LOCK_FILE = "postmaster.pid"
_PID_LINE, _STATUS_LINE = 0, 7
_SOCKET_LOCK = ".s.PGSQL.5432.lock"


def running_pid(data_folder: Path) -> int | None:
    """Return the process in the server's lock file, if it really is this server.

    After a restart of a machine or container the number may belong to anybody.
    """
    pid = _locking_pid(data_folder)
    return pid if pid is not None and _serves(pid, data_folder) else None


def launch(user: User, command: list[str], data_folder: Path, log_file: Path) -> None:
    """Start the server, as a child of ours, and wait until it takes connections.

    Raise PostgresError with the end of its log when it ends or takes too long.
    """
    with log_file.open("ab") as log:
        log_file.chmod(0o600)
        options = user.popen_options() | {"stdin": subprocess.DEVNULL}
        try:
            child = subprocess.Popen(command, stdout=log, stderr=log, **options)  # type: ignore[call-overload]
        except OSError as exc:
            raise PostgresError(f"postgres could not be run: {exc}.") from exc
    if _until(lambda: child.poll() is not None or _is_ready(data_folder, child.pid), START_SECONDS):
        fault = "ended at once" if child.poll() is not None else ""
    else:
        fault = f"was not ready after {START_SECONDS:.0f} seconds"
        child.kill()
        child.wait()
    if fault:
        raise PostgresError(f"PostgreSQL {fault}. Its log ends: {_last_words(log_file)}")
    # It may outlive us: from now on its lock file tells whether it runs.
    child.returncode = 0


def wait_until_ready(data_folder: Path) -> None:
    """Wait for a server that another process of ours launched.

    Raise PostgresError when it ends instead or takes too long.
    """

    def ended_or_ready() -> bool:
        pid = running_pid(data_folder)
        return pid is None or _is_ready(data_folder, pid)

    if not _until(ended_or_ready, START_SECONDS) or running_pid(data_folder) is None:
        raise PostgresError(f"PostgreSQL did not become ready; its data: {data_folder}.")


def stop(data_folder: Path) -> None:
    """Stop the server at once, in good order: open transactions are rolled back.

    Raise PostgresError when it will not stop.
    """
    pid = running_pid(data_folder)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    if not _until(lambda: _has_ended(pid), STOP_SECONDS):
        raise PostgresError(f"PostgreSQL (process {pid}) does not stop; its data: {data_folder}.")


def _has_ended(pid: int) -> bool:
    try:
        if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            return False
    except psutil.NoSuchProcess:
        return True
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours is collected
    return True


def forget_the_dead(data_folder: Path, socket_folder: Path) -> None:
    """Remove the lock files of a server that died without removing them itself.

    After a power cut their number may be a stranger's by now, or the file is empty; the next
    server would not dare to start. Call it where no server runs and none is being started. If
    processes of the dead one still work on the data, and do not end soon, nothing is removed
    and PostgreSQL itself judges.
    """
    if _until(lambda: not _left_behind(data_folder), LEFT_BEHIND_SECONDS):
        (data_folder / _LOCK_FILE).unlink(missing_ok=True)
        (socket_folder / _SOCKET_LOCK).unlink(missing_ok=True)


def _left_behind(data_folder: Path) -> bool:
    """Whether any process of PostgreSQL works in the data; each of them has them as its folder."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if "postgres" in process.name() and process.cwd() == str(data_folder):
                return True
    return False


def _serves(pid: int, data_folder: Path) -> bool:
    try:
        command = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return bool(command) and "postgres" in command[0] and str(data_folder) in command


def _is_ready(data_folder: Path, pid: int) -> bool:
    """Return whether this very process says so: a lock file may be of one that died being ready."""
    lines = _lock_lines(data_folder)
    said = len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"
    return said and _locking_pid(data_folder) == pid


def _locking_pid(data_folder: Path) -> int | None:
    try:
        return int(_lock_lines(data_folder)[_PID_LINE])
    except (IndexError, ValueError):
        return None


def _lock_lines(data_folder: Path) -> list[str]:
    try:
        return (data_folder / _LOCK_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask until it is so; False when it was not within the time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(_BETWEEN_LOOKS_SECONDS)
    return True


def _last_words(log_file: Path) -> str:
    lines = log_file.read_text(encoding="utf-8", errors="replace").splitlines()
    return " | ".join(lines[-5:]) or "nothing"
