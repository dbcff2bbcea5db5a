"""Where log lines go: a sink never raises, whatever happens to the stream or the file.

A log is no reason to fail. A line that cannot be written (the disk is full, the stream is
closed, something in it cannot be rendered) is counted, and the count is written as a line
as soon as one can be written again.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, TextIO

import structlog

Put = Callable[[str], None]
"""Writes one line, or raises OSError or ValueError."""


class LogSink:
    """Takes lines from every thread of the process."""

    def __init__(self, put: Put) -> None:
        self._put = put
        # Reentrant: a finalizer that runs while a line is written may log too.
        self._lock = threading.RLock()
        self._lost = 0

    def line(self, text: str) -> None:
        """Write a line, or count it as lost."""
        with self._lock:
            try:
                if self._lost:
                    self._put(_of_the_lost(self._lost))
                    self._lost = 0
                self._put(text)
            except (OSError, ValueError):
                self._lost += 1

    def lose(self) -> None:
        """Count a line that could not even be made."""
        with self._lock:
            self._lost += 1


def _of_the_lost(count: int) -> str:
    return json.dumps({"level": "warning", "event": "log lines were lost", "count": count})


def to_stream(stream: TextIO | None) -> Put:
    """Lines go to a stream; None, as where the process has no stderr, takes nothing."""

    def put(text: str) -> None:
        if stream is None:
            return
        stream.write(text + "\n")
        stream.flush()

    return put


class SinkLogger:
    """What structlog hands finished lines to."""

    def __init__(self, sink: LogSink) -> None:
        self._line = sink.line

    def msg(self, message: str) -> None:
        """Take one line."""
        self._line(message)

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


def bound_logger(level: int, sink: LogSink) -> type[Any]:
    """Return the class of structlog's loggers from `level` on, whose methods never raise."""
    base: type[Any] = structlog.make_filtering_bound_logger(level)

    class NeverRaising(base):  # type: ignore[misc]
        def _proxy_to_logger(self, method_name: str, *args: Any, **event: Any) -> None:
            try:
                super()._proxy_to_logger(method_name, *args, **event)
            except Exception:  # noqa: BLE001 - a value that cannot be rendered, for example
                sink.lose()

    return NeverRaising
