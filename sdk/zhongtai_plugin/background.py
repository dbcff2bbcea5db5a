"""Work that runs as long as the plug-in: started, watched, started again, told of.

    work = Background()
    work.start("riders", keep_moving)      # a function that runs for ever
    …
    await work.stop()

What fails is started again, and so is what ends by itself. `troubles` says what fails at
present; the plug-in's answer to Probe carries it, so that `zhongtai status` shows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import math
import random
import time
import weakref
from collections.abc import Awaitable, Callable

import structlog

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0
# Work that ran this long was healthy: its next failure starts with a short pause again.
HEALTHY_SECONDS = 60.0
# Work that was started again and ran this long is in no trouble any more.
SETTLED_SECONDS = 10.0

Work = Callable[[], Awaitable[None]]

_everywhere: weakref.WeakSet[Background] = weakref.WeakSet()


class WorkEnded(Exception):
    """The work came to its end though it should run for ever."""


class Background:
    """Runs work until stopped; what fails is logged and started again, later each time."""

    def __init__(self) -> None:
        self._running: list[_Supervised] = []
        _everywhere.add(self)

    def start(self, name: str, work: Work) -> None:
        """Run `work` for ever; `name` is for the log and for `zhongtai status`."""
        self._running.append(_Supervised(name, work))

    async def stop(self) -> None:
        """Cancel all work and wait until it has cleaned up. Harmless when repeated."""
        for supervised in self._running:
            supervised.task.cancel()
        await asyncio.gather(*(each.task for each in self._running), return_exceptions=True)
        self._running.clear()

    def troubles(self) -> dict[str, str]:
        """Return the work that fails at present, by name, and why."""
        return {each.name: each.trouble for each in self._running if each.trouble}


def troubles() -> dict[str, str]:
    """Return all background work of this process that fails at present, and why."""
    found: dict[str, str] = {}
    for background in _everywhere:
        found |= background.troubles()
    return found


class _Supervised:
    """One piece of work and the task that keeps it going."""

    def __init__(self, name: str, work: Work) -> None:
        self.name = name
        self._work = work
        self._pause = FIRST_PAUSE_SECONDS
        self._why = ""
        self._started = time.monotonic()
        self.task = asyncio.get_running_loop().create_task(
            self._keep(), name=name, context=contextvars.copy_context()
        )

    @property
    def trouble(self) -> str:
        """Why it does not run well; empty while it does."""
        if self.task.done():
            return "stopped"
        return "" if self._ran() >= SETTLED_SECONDS else self._why

    async def _keep(self) -> None:
        while True:
            failure = await self._run_once()
            if self._ran() >= HEALTHY_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            pause = self._pause * random.uniform(0.5, 1.0)  # noqa: S311 - dice, no secret
            self._pause = min(LONGEST_PAUSE_SECONDS, self._pause * 2)
            self._why = str(failure) if isinstance(failure, WorkEnded) else type(failure).__name__
            self._started = math.inf  # it does not run until it is started again
            # Telling is a courtesy: whatever happens to it, the work must go on.
            with contextlib.suppress(Exception):
                structlog.get_logger().error(
                    "background work failed", work=self.name, again_in=pause, exc_info=failure
                )
            await asyncio.sleep(pause)

    async def _run_once(self) -> BaseException:
        """Run the work to its end; returns why it ended."""
        self._started = time.monotonic()
        try:
            await self._work()
        except asyncio.CancelledError as stray:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # Somebody cancelled what the work waited for, not the work.
            return stray
        except Exception as failure:  # noqa: BLE001 - whatever it was, the work must go on
            return failure
        return WorkEnded("it ended by itself")

    def _ran(self) -> float:
        return time.monotonic() - self._started
