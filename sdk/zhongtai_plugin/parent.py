"""A plug-in never outlives the host that started it.

Three watches, since each has a hole: the kernel's signal at the parent's death (Linux only,
tied to a thread), the end of the pipe on stdin (works wherever pipes do), and a look at the
parent's process id (catches a parent that died before the other two were set up).
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import stat
import sys
from collections.abc import Callable

HOST_PID = "ZHONGTAI_PLUGIN_HOST_PID"
"""Environment variable a host sets to its own process id; without it nothing is watched."""

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_SECONDS = 1.0
_LOOK_SELDOM_SECONDS = 15.0
"""Where the pipe tells of the end: then the look is for a defect of the other two."""


def ask_kernel_for_signal() -> None:
    """Have SIGTERM sent to this process when its parent ends. Does nothing off Linux."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def watch_parent(host_pid: int, stop: Callable[[str], None]) -> None:
    """Call `stop` once the host is gone. Runs for ever."""
    if os.getppid() != host_pid and _runs(host_pid):
        # Whoever stands between would be killed in our place, and we would never know.
        stop(f"process {host_pid} has not started it itself: leave out what is in between, or exec")
    ask_kernel_for_signal()
    ended = asyncio.Event()
    watched = await _watch_stdin(ended)
    pause = _LOOK_SELDOM_SECONDS if watched else _LOOK_EVERY_SECONDS
    while os.getppid() == host_pid and not ended.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await ended.wait()
    stop("the host is gone")
    await asyncio.Event().wait()


def _runs(pid: int) -> bool:
    """Return whether there is such a process."""
    try:
        os.kill(pid, 0)
    except OSError as problem:
        return not isinstance(problem, ProcessLookupError)
    return True


async def _watch_stdin(ended: asyncio.Event) -> bool:
    """Set `ended` at the end of the pipe on stdin; return whether it is one."""

    class UntilEnd(asyncio.Protocol):
        def eof_received(self) -> None:
            ended.set()

        def connection_lost(self, exc: Exception | None) -> None:
            ended.set()

    loop = asyncio.get_running_loop()
    try:
        await loop.connect_read_pipe(UntilEnd, sys.stdin)
    except (ValueError, OSError):
        return False  # A terminal, a file: the other two watches are enough.
    return stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode)
