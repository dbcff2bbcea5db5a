"""What the stand-in does wrong when it is told to."""

from __future__ import annotations

import os
import signal

from zhongtai_plugin import RetryLater

LOST, KILLED, AWAY = "lost", "killed", "away"


class Faults:
    """What comes next. Forgotten when the process ends."""

    def __init__(self) -> None:
        self.next_push = ""

    def before(self) -> None:
        """Raise RetryLater while the CRM is away."""
        if self.next_push == AWAY:
            raise RetryLater("AWAY", "The CRM is away until its desk says otherwise.")

    def after_push(self) -> None:
        """Do to the answer of a call that took something what was asked for, once.

        Raise RetryLater for an answer that is lost.
        """
        word, self.next_push = self.next_push, ""
        if word == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        if word == LOST:
            raise RetryLater("ANSWER_LOST", "All is taken, and nobody hears of it.")
