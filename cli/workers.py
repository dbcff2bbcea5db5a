"""Workers that share one list of things to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


async def each(
    items: Iterable[Item], work: Callable[[Item], Awaitable[None]], at_once: int
) -> None:
    """Do some work for each item, for so many at once. Raise what the first raises that fails."""
    waiting = iter(items)

    async def go_on() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(go_on())
    except BaseExceptionGroup as failed:
        # The first says why; the others were ended by it, or say the same.
        raise failed.exceptions[0] from None
