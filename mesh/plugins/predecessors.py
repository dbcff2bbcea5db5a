"""Processes that an earlier life of a plug-in left behind: found for certain, and ended.

They hold the plug-in's state folder and its ports, so that a successor cannot start. A
process is one of them only when its own environment says that a host of ours started it for
this very state folder; a remembered process id alone would say nothing.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

from mesh.plugins.process import HOST_PID, STATE

KILLED_SECONDS = 3.0


def find(state: Path) -> list[psutil.Process]:
    """Return the processes that were started as the plug-in of this state folder."""
    found = []
    for process in psutil.process_iter():
        # Ended meanwhile, or somebody else's: not one that our user started.
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            ours = environment.get(STATE) == str(state) and HOST_PID in environment
            if ours and process.pid != os.getpid():
                found.append(process)
    return found


def end(state: Path, grace_seconds: float) -> list[int]:
    """End them, politely first; returns their process ids.

    psutil sends no signal to a process whose number went to another meanwhile.
    """
    left = find(state)
    pids = [process.pid for process in left]
    for send, wait in (
        (psutil.Process.terminate, grace_seconds),
        (psutil.Process.kill, KILLED_SECONDS),
    ):
        for process in left:
            with contextlib.suppress(psutil.Error):
                send(process)
        if left:
            _, left = psutil.wait_procs(left, wait)
    return pids
