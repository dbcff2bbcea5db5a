"""Runs calls at a fixed concurrency for a while, and says how many and how long they took."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """Calls per second and latencies in milliseconds."""

    name: str
    per_second: float
    latencies: list[float] = field(default_factory=list)
    server_us: float = 0.0
    """CPU that one call took of the process that serves it, in microseconds; 0: not measured."""

    def quantile(self, share: float) -> float:
        """Return the latency below which so much of the calls stayed; 0 when none was measured."""
        if not self.latencies:
            return 0.0
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def run_load(
    name: str, call: Callable[[], Awaitable[object]], *, concurrency: int, seconds: float
) -> Result:
    """Repeat `call` from `concurrency` tasks; the first tenth of the time warms up."""
    latencies: list[float] = []
    warm_at = time.perf_counter() + seconds / 10
    end_at = warm_at + seconds

    async def worker() -> None:
        while (began := time.perf_counter()) < end_at:
            await call()
            done = time.perf_counter()
            if began >= warm_at:
                latencies.append((done - began) * 1000)

    await asyncio.gather(*(worker() for _ in range(concurrency)))
    elapsed = time.perf_counter() - warm_at
    return Result(name, len(latencies) / elapsed, latencies)
