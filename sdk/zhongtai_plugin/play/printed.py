"""What the plug-in prints, so much of it that a person may read along."""

from __future__ import annotations

import time

from zhongtai_plugin.play.diary import Diary, What

MOST_LINES = 200
"""In a second; a host keeps about 64 KB."""


class Printed:
    """Writes lines into the diary, and how many were left out."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._second, self._lines = 0, 0

    def hear(self, line: str) -> None:
        """Take a line."""
        second = int(time.monotonic())
        if second != self._second:
            if self._lines > MOST_LINES:
                left_out = self._lines - MOST_LINES
                self._diary.write(What.PRINTED, f"({left_out} more lines, left out here)")
            self._second, self._lines = second, 0
        self._lines += 1
        if self._lines <= MOST_LINES:
            self._diary.write(What.PRINTED, line)
