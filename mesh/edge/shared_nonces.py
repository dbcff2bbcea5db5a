"""The messages that several processes of one machine have taken, in a file that all of them map.

A table of places, each with the number of a message and the second until which it is remembered. A
message lies in one of the WAYS places that its number leads to, so that a look at those few says
whether it came before. A place whose second is over is free.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import time
from hashlib import blake2b
from pathlib import Path

PLACES = 1 << 20
WAYS = 64
"""Enough that each of 600,000 messages, tried in a row, found a place among its own."""
TRIES = 50
TRY_SECONDS = 0.001
_CELL = 8
_ROW = 2 * WAYS * _CELL
_ROWS = PLACES // WAYS


class Crowded(Exception):
    """There is no place for a message now, or another process holds the table for too long."""


class SharedNonces:
    """One table, open in this process until its end."""

    def __init__(self, path: Path) -> None:
        """Make the file if it is not there. Raise OSError."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        # The same size from whoever does it first; what is there already stays.
        os.ftruncate(self._file, _ROWS * _ROW)
        self._cells = memoryview(mmap.mmap(self._file, _ROWS * _ROW)).cast("Q")

    def add(self, message: str, until: int, now: int) -> bool:
        """Remember a message until a second; return whether it is new. Raise Crowded."""
        digest = blake2b(message.encode(), digest_size=16).digest()
        number = int.from_bytes(digest[:8], "little") or 1
        first = int.from_bytes(digest[8:], "little") % _ROWS * 2 * WAYS
        self._lock()
        try:
            numbers = self._cells[first : first + WAYS].tolist()
            ends = self._cells[first + WAYS : first + 2 * WAYS].tolist()
            free = -1
            for way, (kept, end) in enumerate(zip(numbers, ends, strict=True)):
                if end < now:
                    free = way
                elif kept == number:
                    return False
            if free < 0:
                raise Crowded
            self._cells[first + free] = number
            self._cells[first + WAYS + free] = until
            return True
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _lock(self) -> None:
        # Held for some microseconds, unless its holder was stopped in just these.
        for _ in range(TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(TRY_SECONDS)
            else:
                return
        raise Crowded
