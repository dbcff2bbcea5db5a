"""The state folder: whose it is, which version wrote it, and that only one `up` uses it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cli.problems import Problem, of_os_error
from mesh.process.homefiles import write_atomically
from mesh.process.logfile import LOGS_FOLDER

STATE_VERSION = 1
"""Raised when a newer program can no longer use the folder of an older one."""

VERSION_FILE = "state.json"
LOCK_FILE = "up.lock"
RUN_FILE = "running.json"
NEEDED_FREE_MB = 200
# What other commands may have made before the first `up` (keys for a token, for example).
OURS = frozenset(
    {
        "keys",
        "tokens",
        "tls",
        "run",
        "plugins",
        "simulators",
        "postgres",
        "demo.json",
        LOGS_FOLDER,
        LOCK_FILE,
        RUN_FILE,
    }
)


def prepare(home: Path) -> None:
    """Make the folder, or see that it is one of ours and of this version.

    Raise Problem: not ours, of another version, not writable, disk full.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_version(home)
        _check_writable(home)
        (home / LOGS_FOLDER).mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise Problem(
            f"{home} is a file, not a folder. Set ZHONGTAI_HOME to another place."
        ) from None
    except OSError as exc:
        raise of_os_error(exc, home) from exc


def _check_version(home: Path) -> None:
    file = home / VERSION_FILE
    if not file.exists():
        strange = sorted(entry.name for entry in home.iterdir() if entry.name not in OURS)
        if strange:
            raise Problem(
                f"{home} holds things that are not ours ({', '.join(strange[:3])}). Set "
                "ZHONGTAI_HOME to a folder that is empty or does not exist."
            )
        write_atomically(file, json.dumps({"version": STATE_VERSION}).encode())
        return
    version = _version_in(file)
    if version != STATE_VERSION:
        age = "a newer" if isinstance(version, int) and version > STATE_VERSION else "an older"
        raise Problem(
            f"{home} was made by {age} version of the platform (state {version}, this program "
            f"uses {STATE_VERSION}). Start that version again, or set ZHONGTAI_HOME to a new "
            f"folder; to begin afresh remove {home}."
        )


def _version_in(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))["version"]
    except (ValueError, KeyError, TypeError):
        return "unreadable"


def _check_writable(home: Path) -> None:
    """Write something: permissions, quotas and full disks show only then."""
    probe = home / f".probe.{os.getpid()}"
    try:
        probe.write_bytes(b"\0" * 65536)
    finally:
        probe.unlink(missing_ok=True)
    free_mb = shutil.disk_usage(home).free // 2**20
    if free_mb < NEEDED_FREE_MB:
        raise Problem(
            f"The disk that holds {home} has {free_mb} MB left, at least {NEEDED_FREE_MB} MB are "
            "needed. Make room, or set ZHONGTAI_HOME to a folder on another disk."
        )


@contextmanager
def locked(home: Path) -> Iterator[bool]:
    """Hold the folder as the one `up` that uses it; the lock dies with the process.

    Yield whether the one before was killed. Raise Problem naming the process that holds it.
    """
    with (home / LOCK_FILE).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"The platform already runs with {home} (process {_pid_in(lock)}). Stop it with "
                "`zhongtai down`, or set ZHONGTAI_HOME to another folder, with "
                "ZHONGTAI_GRPC_PORT and ZHONGTAI_HTTP_PORT, for a second copy."
            ) from None
        was_killed = _pid_in(lock) is not None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        try:
            yield was_killed
        finally:
            lock.truncate(0)


def holder(home: Path) -> int | None:
    """Return the process that holds the folder at present, or None. Never a stranger's number."""
    try:
        with (home / LOCK_FILE).open("r", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _pid_in(lock)
    except FileNotFoundError:
        pass
    return None


def _pid_in(lock: IO[str]) -> int | None:
    lock.seek(0)
    said = lock.read(32).strip()
    return int(said) if said.isdecimal() else None


def write_running(home: Path, facts: dict[str, Any]) -> None:
    """Tell other commands what runs and where."""
    write_atomically(home / RUN_FILE, json.dumps(facts, indent=2, ensure_ascii=False).encode())


def read_running(home: Path) -> dict[str, Any] | None:
    """Return what the `up` that holds the folder told, or None when none runs."""
    if holder(home) is None:
        return None
    try:
        facts: dict[str, Any] = json.loads((home / RUN_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return facts


def demand_running(home: Path) -> dict[str, Any]:
    """Return what `read_running` does. Raise Problem when nothing runs."""
    running = read_running(home)
    if running is None:
        raise Problem(
            f"No platform runs in {home}. Start it with `zhongtai up`, or set ZHONGTAI_HOME to "
            "the state folder of the one that runs."
        )
    return running
