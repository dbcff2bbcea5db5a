"""Log files that do not grow without end.

A file holds the lines of one day (UTC) and at most so many bytes. After that it becomes
`<name>.1`, what was `.1` becomes `.2`, and so on; what is too many or too old is removed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mesh.process import settings

LOGS_FOLDER = "logs"
LOG_MB = "ZHONGTAI_LOG_MB"
LOG_FILES = "ZHONGTAI_LOG_FILES"
LOG_DAYS = "ZHONGTAI_LOG_DAYS"

_MB = 1024 * 1024
_DAY_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class LogLimits:
    """How large a log file gets, how many older ones stay beside it, and for how many days."""

    size: int = 20 * _MB
    files: int = 5
    days: int = 14

    @classmethod
    def read(cls, env: Mapping[str, str]) -> LogLimits:
        """Read the settings. Raise SettingInvalid."""
        usual = cls()
        return cls(
            settings.integer(env, LOG_MB, usual.size // _MB, min=1, max=10_000) * _MB,
            settings.integer(env, LOG_FILES, usual.files, min=1, max=1000),
            settings.integer(env, LOG_DAYS, usual.days, min=1, max=10_000),
        )


class LogFile:
    """A log file that is being written, by one process.

    With `stdio` the process's stdout and stderr go into the same file, so that what
    libraries and the interpreter print is kept and turned over with it.
    """

    def __init__(self, path: Path, limits: LogLimits, *, stdio: bool = False) -> None:
        self._path = path
        self._limits = limits
        self._stdio = stdio
        self._torn = False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = _opened(path)
        self._turn_over_if_due()
        self._take_stdio()

    def put(self, text: str) -> None:
        """Append a line. Raise OSError when it cannot be written, ValueError after `close`."""
        if self._descriptor < 0:
            raise ValueError("the log file is closed")
        self._turn_over_if_due()
        # After a full disk half a line may stand there.
        line = ("\n" if self._torn else "") + text + "\n"
        left = line.encode("utf-8", "backslashreplace")
        self._torn = True
        while left:
            left = left[os.write(self._descriptor, left) :]
        self._torn = False

    def close(self) -> None:
        """Write no more. Harmless when repeated."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _turn_over_if_due(self) -> None:
        now = os.fstat(self._descriptor)
        if not now.st_size or (now.st_size < self._limits.size and _day(now.st_mtime) == _day()):
            return
        # Whatever cannot be renamed or opened now: the file that is open takes the line.
        with contextlib.suppress(OSError):
            shift(self._path, self._limits)
            fresh = _opened(self._path)
            os.close(self._descriptor)
            self._descriptor = fresh
            self._take_stdio()

    def _take_stdio(self) -> None:
        if self._stdio:
            for stream in (sys.__stdout__, sys.__stderr__):
                with contextlib.suppress(OSError, ValueError, AttributeError):
                    os.dup2(self._descriptor, stream.fileno())  # type: ignore[union-attr]


def shift(path: Path, limits: LogLimits) -> None:
    """Make room for a new file at `path`: rename the older ones, remove what is too old."""
    oldest = time.time() - limits.days * _DAY_SECONDS
    for number in range(limits.files, 0, -1):
        old = older(path, number - 1)
        with contextlib.suppress(FileNotFoundError):
            if number - 1 and old.stat().st_mtime < oldest:
                old.unlink()
            else:
                old.replace(older(path, number))


def turn_over_in_place(path: Path, limits: LogLimits) -> None:
    """Turn over a file that another program appends to and keeps open.

    Its content is copied and it is emptied, so lines written in between are lost. On a full
    disk it is only emptied, which makes room.
    """
    with contextlib.suppress(OSError):
        if path.stat().st_size < limits.size:
            return
        first = older(path, 1)
        for number in range(limits.files, 1, -1):
            with contextlib.suppress(FileNotFoundError):
                older(path, number - 1).replace(older(path, number))
        try:
            shutil.copy2(path, first)
        except OSError:
            first.unlink(missing_ok=True)
        os.truncate(path, 0)


def older(path: Path, number: int) -> Path:
    """Return the file that was turned over so many times; 0 is the one being written."""
    return path.with_name(f"{path.name}.{number}") if number else path


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _day(moment: float | None = None) -> int:
    return int((time.time() if moment is None else moment) // _DAY_SECONDS)
