"""Something that changes, as server-sent events, the moment it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import TypeVar

from litestar.response.sse import ServerSentEventMessage

from mesh.pure.errors import DeadlineExceeded

FIRST_ANSWER_SECONDS = 10.0
KEEP_ALIVE_SECONDS = 15.0

T = TypeVar("T")


async def first_of(changes: AsyncIterator[T]) -> T:
    """Return what a stream of an RPC tells first, before an answer is begun.

    Raise what the RPC refuses, and DeadlineExceeded when nothing comes for 10 seconds.
    """
    try:
        async with asyncio.timeout(FIRST_ANSWER_SECONDS):
            return await anext(changes)
    except TimeoutError as exc:
        raise DeadlineExceeded from exc


async def live(
    first: T,
    changes: AsyncIterator[T],
    event: Callable[[T], ServerSentEventMessage],
    may_still: Callable[[], bool],
) -> AsyncGenerator[ServerSentEventMessage, None]:
    """Yield the first and every further change as events, until there are no more.

    Comments in between keep proxies from closing. It ends as soon as `may_still` says no: the
    person's token has ended or was revoked.
    """
    pending: asyncio.Task[T] | None = None
    try:
        yield event(first)
        while True:
            pending = pending or asyncio.ensure_future(anext(changes))
            await asyncio.wait({pending}, timeout=KEEP_ALIVE_SECONDS)
            if not may_still():
                return
            if not pending.done():
                yield ServerSentEventMessage(comment="alive", data=None)
                continue
            try:
                change = pending.result()
            except StopAsyncIteration:
                return
            pending = None
            yield event(change)
    finally:
        if pending is not None:
            pending.cancel()
