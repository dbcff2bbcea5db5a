"""What a plug-in prints: a log file of its own, limited in rate and size, without secrets.

A thread reads the plug-in's pipe to its end, whatever comes and however fast: a plug-in never
waits for its log, and the event loop never works for it. Lines beyond the rate are counted
and left out.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from mesh.process import settings
from mesh.process.logfile import LOGS_FOLDER, LogFile, LogLimits
from mesh.process.logsink import LogSink
from mesh.process.telemetry import mask, masked_text

RATE_KB = "ZHONGTAI_PLUGIN_LOG_KB_PER_SECOND"
DEFAULT_RATE_KB = 64
BURST_SECONDS = 10.0
"""A plug-in that was quiet may print so many seconds' worth at once."""

MAX_LINE_BYTES = 16 * 1024
_CHUNK_BYTES = 64 * 1024


class PluginOutput:
    """The log of one plug-in, over all its lives. `rate` is in bytes per second."""

    def __init__(
        self,
        file: LogFile,
        rate: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sink = LogSink(file.put)
        self._file = file
        self._rate = rate
        self._monotonic = monotonic
        self._credit = rate * BURST_SECONDS
        self._credited = monotonic()
        self._dropped = 0
        self._reader: threading.Thread | None = None

    @classmethod
    def open(cls, home: Path, name: str, env: Mapping[str, str]) -> PluginOutput:
        """Return the log of a plug-in in the state folder. Raise SettingInvalid, OSError."""
        rate = settings.integer(env, RATE_KB, DEFAULT_RATE_KB, min=1, max=1_000_000) * 1024
        return cls(LogFile(log_of(home, name), LogLimits.read(env)), float(rate))

    def read(self, pipe: IO[bytes]) -> None:
        """Take what comes out of a pipe until it ends, in a thread."""
        self._reader = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._reader.start()

    def wait_for_end(self, seconds: float) -> None:
        """Wait until the pipe has ended; what inherited it may hold it open for longer."""
        if self._reader is not None:
            self._reader.join(seconds)

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    def _read(self, pipe: IO[bytes]) -> None:
        rest = b""
        with pipe:
            while chunk := os.read(pipe.fileno(), _CHUNK_BYTES):
                rest = self._take(rest + chunk)
        if rest:
            self._take(rest + b"\n")
        self._tell_of_dropped()

    def _take(self, data: bytes) -> bytes:
        """Write the whole lines of the data; returns the half line behind them."""
        whole, newline, rest = data.rpartition(b"\n")
        if len(rest) > MAX_LINE_BYTES:
            whole, newline, rest = data, b"\n", b""
        if newline:
            size = len(whole) + 1
            if self._may_write(size):
                self._tell_of_dropped()
                for line in whole.split(b"\n"):
                    self._write(line)
            else:
                self._dropped += whole.count(b"\n") + 1
        return rest

    def _may_write(self, size: int) -> bool:
        now = self._monotonic()
        earned = (now - self._credited) * self._rate
        self._credit = min(self._rate * BURST_SECONDS, self._credit + earned)
        self._credited = now
        if self._credit < size:
            return False
        self._credit -= size
        return True

    def _tell_of_dropped(self) -> None:
        dropped, self._dropped = self._dropped, 0
        if dropped:
            words = f"… dropped {dropped} lines: more than {self._rate / 1024:g} KB per second"
            self._sink.line(_rendered({"level": "warning", "event": words}))

    def _write(self, line: bytes) -> None:
        text = line[:MAX_LINE_BYTES].decode("utf-8", "replace").rstrip()
        if not text:
            return
        try:
            event = json.loads(text)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, dict):
            event = {"level": "info", "event": "output", "text": masked_text(text)}
        try:
            self._sink.line(_rendered(event))
        except (ValueError, TypeError, RecursionError):
            self._sink.lose()


def log_of(home: Path, name: str) -> Path:
    """Return the log file of a plug-in."""
    return home / LOGS_FOLDER / f"plugin-{name}.log"


def _rendered(event: dict[str, Any]) -> str:
    event.setdefault("timestamp", datetime.now(UTC).isoformat())
    return json.dumps(mask(None, "", event), ensure_ascii=False)
