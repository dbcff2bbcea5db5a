"""What the sandbox does wrong when it is told to, and what it leaves to be done by hand."""

from __future__ import annotations

import os
import signal

from zhongtai_plugin import RetryLater

LOST, KILLED = "lost", "killed"


class Faults:
    """What comes next. Forgotten when the process ends."""

    def __init__(self) -> None:
        self.next_submit = ""

    def after_submit(self) -> None:
        """Do to the answer of a call that took orders what was asked for, once.

        Raise RetryLater for an answer that is lost.
        """
        word, self.next_submit = self.next_submit, ""
        if word == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        if word == LOST:
            raise RetryLater("ANSWER_LOST", "The orders are taken, and nobody hears of it.")
