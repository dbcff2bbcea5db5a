"""Waiting in tests: for something to become so, but never for ever."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def within(work: Awaitable[T], seconds: float) -> T:
    """The result of `work`. Raises TimeoutError when it takes longer."""
    async with asyncio.timeout(seconds):
        return await work
