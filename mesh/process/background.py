"""Background work of a process: started, watched, started again, stopped, and told of.

Every task that shall run as long as its process is started here. What fails is started
again, and so is what ends though nobody stopped it; `reports` says how all of it is, for
`zhongtai status`.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import math
import random
import time
import weakref
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

import grpc
import structlog

from mesh.pure.errors import Refusal

FIRST_BACKOFF_SECONDS = 0.2
MAX_BACKOFF_SECONDS = 30.0
# Work that ran this long was healthy: its next failure starts with a short wait again.
HEALTHY_SECONDS = 60.0
# Work that was started again and ran this long is shown as running once more.
SETTLED_SECONDS = 10.0

Work = Callable[[], Awaitable[None]]

_everywhere: weakref.WeakSet[Background] = weakref.WeakSet()


class WorkState(Enum):
    """How a piece of background work is, in the words that `zhongtai status` shows."""

    RUNNING = "running"
    WAITING = "waiting for a peer"
    FAILING = "failing"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class WorkReport:
    """One piece of background work: `failures` since it started, `message` of the last."""

    name: str
    state: str
    failures: int
    message: str


def name_of(work: object) -> str:
    """Return the name of the function that the work is, also behind `functools.partial`."""
    while isinstance(work, functools.partial):
        work = work.func
    return str(getattr(work, "__name__", "work"))


class WorkEnded(Exception):
    """The work came to its end though it should run for ever."""


class Background:
    """Runs work until stopped; what fails is logged and started again, later each time."""

    def __init__(self) -> None:
        self._running: list[_Supervised] = []
        _everywhere.add(self)

    def start(self, name: str, work: Work) -> None:
        """Run `work` for ever; `name` is for the log and for `status`.

        It does not inherit the caller's context: the deadline and the identity of the call
        that happened to start it are not its own.
        """
        self._running.append(_Supervised(name, work))

    async def stop(self) -> None:
        """Cancel all work and wait until it has cleaned up."""
        for supervised in self._running:
            supervised.task.cancel()
        await asyncio.gather(*(each.task for each in self._running), return_exceptions=True)
        self._running.clear()

    def reports(self) -> list[WorkReport]:
        """Return how each piece of work is."""
        return [supervised.report() for supervised in self._running]


def reports() -> list[WorkReport]:
    """Return how all background work of this process is, by name."""
    found = [report for background in _everywhere for report in background.reports()]
    return sorted(found, key=lambda report: report.name)


class _Supervised:
    """One piece of work and the task that keeps it going."""

    def __init__(self, name: str, work: Work) -> None:
        self._name = name
        self._work = work
        self._backoff = FIRST_BACKOFF_SECONDS
        self._failures = 0
        self._message = ""
        self._trouble: WorkState | None = None
        self._started = time.monotonic()
        self.task = asyncio.get_running_loop().create_task(
            self._keep(), name=name, context=contextvars.Context()
        )

    def report(self) -> WorkReport:
        """Return how it is now."""
        state = self._trouble or WorkState.RUNNING
        if self.task.done():
            state = WorkState.STOPPED
        elif self._ran() >= SETTLED_SECONDS:
            state = WorkState.RUNNING
        message = "" if state is WorkState.RUNNING else self._message
        return WorkReport(self._name, state.value, self._failures, message)

    async def _keep(self) -> None:
        while True:
            failure = await self._run_once()
            wait = self._note(failure)
            # Telling is a courtesy: whatever happens to it, the work must go on.
            with contextlib.suppress(Exception):
                self._tell(wait, failure)
            await asyncio.sleep(wait)

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

    def _note(self, failure: BaseException) -> float:
        """Take note of a failure; returns the seconds to wait before the next attempt."""
        if self._ran() >= HEALTHY_SECONDS:
            self._backoff = FIRST_BACKOFF_SECONDS
        wait = self._backoff * random.uniform(0.5, 1.0)  # noqa: S311 - dice, no secret
        self._backoff = min(MAX_BACKOFF_SECONDS, self._backoff * 2)
        self._failures += 1
        self._trouble = WorkState.WAITING if _waits_for_a_peer(failure) else WorkState.FAILING
        self._message = _words(failure)
        self._started = math.inf  # it does not run until it is started again
        return wait

    def _ran(self) -> float:
        return time.monotonic() - self._started

    def _tell(self, wait: float, failure: BaseException) -> None:
        log = structlog.get_logger()
        facts = {"work": self._name, "again_in": round(wait, 2)}
        if _waits_for_a_peer(failure):
            # Usual while processes start or are replaced; the words say which peer it is.
            log.info("background work waits for a peer", why=self._message, **facts)
        elif isinstance(failure, Refusal):
            log.warning("background work was refused", why=self._message, **facts)
        else:
            log.warning("background work failed", exc_info=failure, **facts)


def _waits_for_a_peer(failure: BaseException) -> bool:
    return (
        isinstance(failure, grpc.aio.AioRpcError) and failure.code() is grpc.StatusCode.UNAVAILABLE
    )


def _words(failure: BaseException) -> str:
    """Return what went wrong, for a person; the words of a defect stay in the log."""
    if isinstance(failure, grpc.aio.AioRpcError):
        return f"{failure.code().name}: {failure.details()}"
    if isinstance(failure, Refusal | WorkEnded):
        return str(failure)
    return type(failure).__name__
