"""Follows the feeds of the centers: whatever an event makes necessary elsewhere is done.

A follower acknowledges a batch after all of it took effect; each effect has a natural key,
so a batch that is read again after a crash changes nothing twice.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mesh.clock import Clock
from mesh.context import Identity, as_call

Identify = Callable[[str], Identity]
"""The identity of order control within a merchant (empty: within none)."""

HANDLE_TIMEOUT_SECONDS = 60.0
MAX_BATCH = 500


@dataclass(slots=True)
class Progress:
    """How a follower does, for the operator."""

    reader: str
    handled: int = 0
    last_at: datetime | None = None
    last_error: str = ""


class Follower:
    """Reads one feed and hands its events, by merchant, to a handler."""

    def __init__(
        self,
        reader: str,
        stub: Any,
        messages: Any,
        handle: Callable[[list[Any]], Awaitable[None]],
        *,
        identify: Identify,
        clock: Clock,
    ) -> None:
        """`messages` is the generated module that holds the feed's request messages."""
        self.progress = Progress(reader)
        self._stub = stub
        self._messages = messages
        self._handle = handle
        self._identify = identify
        self._clock = clock

    async def run_forever(self) -> None:
        """Follow from the kept cursor. Raises when a peer is away; start it again then."""
        reader = self.progress.reader
        try:
            with as_call(self._identify(""), f"follow {reader}", timeout=math.inf):
                watch = self._messages.WatchEventsRequest(reader=reader, max_batch=MAX_BATCH)
                async for reply in self._stub.WatchEvents(watch):
                    await self._handle_all(reply.events)
                    ack = self._messages.AckEventsRequest(reader=reader, cursor=reply.cursor)
                    await self._stub.AckEvents(ack)
                    self._note(len(reply.events))
        except Exception as exc:
            self.progress.last_error = f"{type(exc).__name__}: {getattr(exc, 'details', str)()}"
            raise

    async def _handle_all(self, events: Iterable[Any]) -> None:
        by_merchant: defaultdict[str, list[Any]] = defaultdict(list)
        for event in events:
            by_merchant[event.merchant_id].append(event)
        for merchant_id, theirs in by_merchant.items():
            identity = self._identify(merchant_id)
            with as_call(identity, "follow", timeout=HANDLE_TIMEOUT_SECONDS):
                await self._handle(theirs)

    def _note(self, count: int) -> None:
        self.progress.handled += count
        self.progress.last_at = self._clock.now().astimezone(UTC)
        self.progress.last_error = ""
