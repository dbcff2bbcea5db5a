"""The calls by which others read a center's feed: WatchEvents, AckEvents, RemoveReader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from functools import lru_cache
from typing import Protocol, TypeVar

from google.protobuf.message import Message

from mesh.call.context import current, merchant_id
from mesh.feed.events import Event, parsed
from mesh.feed.feed import DEFAULT_MAX_BATCH, MAX_BATCH, Feed
from mesh.pure.validation import Check

Reply = TypeVar("Reply")

GATHER_SECONDS = 0.2
"""Readers are told at most so often: what is written meanwhile comes in one batch."""


class ReaderRequest(Protocol):
    """A request of RemoveReader."""

    @property
    def reader(self) -> str:
        """Whom it is about."""
        ...

    @property
    def internal(self) -> bool:
        """Whether a reader of the platform's own is meant."""
        ...


class AckRequest(Protocol):
    """A request of AckEvents."""

    @property
    def reader(self) -> str:
        """Who reads."""
        ...

    @property
    def cursor(self) -> str:
        """Up to where all is dealt with."""
        ...


class WatchRequest(Protocol):
    """A request of WatchEvents."""

    @property
    def reader(self) -> str:
        """Who reads."""
        ...

    @property
    def after_cursor(self) -> str:
        """Where to begin; empty where the reader's own cursor stands."""
        ...

    @property
    def max_batch(self) -> int:
        """How many events at most at a time; 0 for the usual."""
        ...


async def watch_events(
    feed: Feed, request: WatchRequest, event_type: type[Message], reply_type: Callable[..., Reply]
) -> AsyncIterator[Reply]:
    """Answer a WatchEvents: the caller's merchant's events, in batches with their cursor.

    What comes after a while without events is told at once, and then in batches `GATHER_SECONDS`
    apart: a busy feed would otherwise have each of its readers work for each of its events. All
    readers are told at the same moments, so that what they are told is made once.
    `event_type` is the message that the payloads of this feed are. Raise InvalidRequest,
    and AccessDenied for a reader of another identity.
    """
    check = Check()
    check.identifier("reader", request.reader)
    check.integer("max_batch", request.max_batch, min=0, max=MAX_BATCH)
    check.raise_if_any()
    await feed.readers.claim(current().identity, request.reader)
    batches = feed.watch(
        request.reader, request.after_cursor, request.max_batch, merchant_id=merchant_id()
    )
    async with aclosing(batches):
        async for events, cursor in batches:
            yield _reply(reply_type, event_type.FromString, tuple(events), cursor)
            if len(events) < (request.max_batch or DEFAULT_MAX_BATCH):
                now = asyncio.get_running_loop().time()
                await asyncio.sleep(GATHER_SECONDS - now % GATHER_SECONDS)


async def ack_events(feed: Feed, request: AckRequest, reply_type: Callable[..., Reply]) -> Reply:
    """Answer an AckEvents: keep the reader's place.

    Raise InvalidRequest, and AccessDenied for a reader of another identity.
    """
    check = Check()
    check.identifier("reader", request.reader)
    check.raise_if_any()
    await feed.readers.claim(current().identity, request.reader)
    await feed.ack(request.reader, request.cursor, merchant_id=merchant_id())
    return reply_type()


async def remove_reader(
    feed: Feed, request: ReaderRequest, reply_type: Callable[..., Reply]
) -> Reply:
    """Answer a RemoveReader: forget a reader, its place and its letters.

    Raise InvalidRequest, and AccessDenied for a reader of another identity.
    """
    check = Check()
    check.identifier("reader", request.reader)
    check.raise_if_any()
    await feed.readers.remove(current().identity, request.reader, internal=request.internal)
    return reply_type()


@lru_cache(maxsize=8)
def _reply(
    reply_type: Callable[..., Reply],
    parse: Callable[[bytes], Message],
    events: tuple[Event, ...],
    cursor: str,
) -> Reply:
    """Return what readers are told, made once for all of them; who reads must not change it."""
    return reply_type(events=[parsed(parse, event) for event in events], cursor=cursor)
