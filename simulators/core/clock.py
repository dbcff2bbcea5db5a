"""The time of a simulated platform: the machine's own, with pauses that can be shortened."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, and how long things take. `pace` 0.1 makes pauses a tenth as long."""

    pace: float = 1.0
    now: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def pause(self, seconds: float) -> None:
        """Wait so many seconds at pace 1."""
        await self.sleep(seconds * self.pace)
