"""A platform whose day the test chooses: all of its processes read how far it is ahead.

Run in place of ``python -m mesh.process.hosting``. Only the clock that the centers and apps are
given moves; tokens, certificates, plug-ins and PostgreSQL stay with the machine's.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mesh.process import hosting
from mesh.pure.clock import SystemClock

AHEAD_FILE = "ZHONGTAI_TESTS_AHEAD_FILE"
"""Names the file that says by how many seconds."""


class MovedClock:
    """Moves the clock of a platform that runs in processes of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._say(0.0)

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment` now; the clock goes on from there."""
        self._say((moment - datetime.now(UTC)).total_seconds())

    def now(self) -> datetime:
        """What the platform takes for now."""
        return datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))

    def _say(self, ahead: float) -> None:
        whole = self.file.with_suffix(".new")
        whole.write_text(repr(ahead))
        whole.replace(self.file)


def main(words: list[str]) -> int:
    """Run a process of the platform with the moved clock."""
    file = Path(os.environ[AHEAD_FILE])

    def now(_: SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    SystemClock.now = now
    return hosting.main(words)
