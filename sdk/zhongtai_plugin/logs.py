"""Log lines of a plug-in: one JSON object per line on stderr, where the host reads them.

Logging never raises and never waits: a line that cannot be written now (stderr is closed, its
disk is full, the host does not read) is counted, and the count is written when it can be.
"""

from __future__ import annotations

import json
import logging
import os
import select
import sys
import threading
from typing import Any

import structlog


def configure_logs(name: str, level: str = "info") -> None:
    """Set structlog (and what libraries log) to JSON lines on stderr."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    lines = Lines(_descriptor_of_stderr())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=_never_raising(number, lines),
        logger_factory=lambda *_names: lines,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(plugin=name)
    root = logging.getLogger()
    root.handlers = [_Forward(lines)]
    root.setLevel(max(number, logging.WARNING))


class Lines:
    """Takes finished lines for a file descriptor; None where the process has no stderr."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        # Reentrant: a finalizer that runs while a line is written may log too.
        self._lock = threading.RLock()
        self._lost = 0
        self._torn = False

    def msg(self, message: str) -> None:
        """Write a line, or count it as lost."""
        with self._lock:
            try:
                if self._lost:
                    facts = {"level": "warning", "event": "log lines were lost"}
                    self._write(json.dumps({**facts, "count": self._lost}))
                    self._lost = 0
                self._write(message)
            except (OSError, ValueError):
                self._lost += 1

    debug = info = warning = warn = error = critical = exception = fatal = log = msg

    def lose(self) -> None:
        """Count a line that could not even be made."""
        with self._lock:
            self._lost += 1

    def _write(self, text: str) -> None:
        if self._descriptor is None:
            return
        # Half a line may stand there; and always UTF-8, whatever the locale says.
        line = ("\n" if self._torn else "") + text + "\n"
        left = line.encode("utf-8", "backslashreplace")
        while left:
            if not select.select([], [self._descriptor], [], 0)[1]:
                raise BlockingIOError("nobody reads")
            # So much a pipe that takes anything takes at once.
            left = left[os.write(self._descriptor, left[: select.PIPE_BUF]) :]
            self._torn = bool(left)


def _descriptor_of_stderr() -> int | None:
    try:
        return sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def _never_raising(level: int, lines: Lines) -> type[Any]:
    base: type[Any] = structlog.make_filtering_bound_logger(level)

    class NeverRaising(base):  # type: ignore[misc]
        def _proxy_to_logger(self, method_name: str, *args: Any, **event: Any) -> None:
            try:
                super()._proxy_to_logger(method_name, *args, **event)
            except Exception:  # noqa: BLE001 - a value that cannot be rendered, for example
                lines.lose()

    return NeverRaising


class _Forward(logging.Handler):
    """Hands what libraries log over to structlog."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            structlog.get_logger().log(
                record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info
            )
        except Exception:  # noqa: BLE001 - a library's words that do not fit their values
            self._lines.lose()
