"""Background work of a process: started, watched, started again, stopped."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import grpc
import structlog

FIRST_BACKOFF_SECONDS = 0.2
MAX_BACKOFF_SECONDS = 30.0
# Work that ran this long was healthy: its next failure starts with a short wait again.
HEALTHY_SECONDS = 60.0

Work = Callable[[], Awaitable[None]]


class Background:
    """Runs work until stopped; what fails is logged and started again, later each time."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger()

    def start(self, name: str, work: Work) -> None:
        """Run `work`, for ever if it does not return; `name` is for the log."""
        self._tasks.append(asyncio.create_task(self._supervise(name, work), name=name))

    async def stop(self) -> None:
        """Cancel all work and wait until it has cleaned up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _supervise(self, name: str, work: Work) -> None:
        backoff = FIRST_BACKOFF_SECONDS
        while True:
            started = time.monotonic()
            try:
                await work()
            except Exception as exc:  # noqa: BLE001  whatever it was, the work must go on
                if time.monotonic() - started >= HEALTHY_SECONDS:
                    backoff = FIRST_BACKOFF_SECONDS
                wait = backoff * random.uniform(0.5, 1.0)  # noqa: S311  dice, no secret
                self._tell(name, wait, exc)
                await asyncio.sleep(wait)
                backoff = min(MAX_BACKOFF_SECONDS, backoff * 2)
            else:
                return

    def _tell(self, name: str, wait: float, exc: Exception) -> None:
        facts = {"work": name, "again_in": round(wait, 2)}
        if isinstance(exc, grpc.aio.AioRpcError) and exc.code() is grpc.StatusCode.UNAVAILABLE:
            # Usual while processes start or are replaced; the words say which peer it is.
            self._log.info("background work waits for a peer", why=exc.details(), **facts)
        else:
            self._log.warning("background work failed", exc_info=exc, **facts)
