"""A center follows its own feed: every event is dealt with, in order, at least once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing

import structlog
from tenacity import AsyncRetrying, RetryCallState, wait_exponential_jitter

from mesh.errors import Refusal
from mesh.feed import Event, Feed

Handler = Callable[[Sequence[Event]], Awaitable[None]]

FIRST_BACKOFF_SECONDS = 0.1
MAX_BACKOFF_SECONDS = 10.0

_log = structlog.get_logger("mesh.feed")


async def follow(
    feed: Feed,
    reader: str,
    handle: Handler,
    *,
    max_batch: int = 0,
    merchant_id: str = "",
    max_backoff_seconds: float = MAX_BACKOFF_SECONDS,
) -> None:
    """Hand all events of the feed to `handle`, for ever, from where `reader` stands.

    The cursor moves when `handle` returns, so each of its effects must bear repetition. A
    batch that fails is handed over again event by event; an event that fails is repeated
    with growing pauses and never stepped over: what comes after it waits, the log and the
    reader's lag tell. Ends only by being cancelled.
    """
    follower = _Follower(feed, reader, handle, merchant_id, max_backoff_seconds)
    async for attempt in follower.attempts():
        with attempt:
            watch = feed.watch(reader, max_batch=max_batch, merchant_id=merchant_id)
            async with aclosing(watch) as batches:
                async for events, _ in batches:
                    await follower.deal_with(events)


class _Follower:
    def __init__(
        self, feed: Feed, reader: str, handle: Handler, merchant_id: str, max_backoff: float
    ) -> None:
        self._feed = feed
        self._reader = reader
        self._handle = handle
        self._merchant_id = merchant_id
        self._max_backoff = max_backoff

    async def deal_with(self, events: Sequence[Event]) -> None:
        try:
            await self._pass_on(events)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the events must be dealt with
            self._report(exc, events, 1)
        else:
            return
        for event in events:
            async for attempt in self.attempts([event]):
                with attempt:
                    await self._pass_on([event])

    async def _pass_on(self, events: Sequence[Event]) -> None:
        await self._handle(events)
        await self._feed.ack(self._reader, events[-1].cursor, merchant_id=self._merchant_id)

    def attempts(self, events: Sequence[Event] = ()) -> AsyncRetrying:
        """Try for ever, with pauses that grow."""

        def report(state: RetryCallState) -> None:
            exception = state.outcome.exception() if state.outcome else None
            self._report(exception, events, state.attempt_number)

        wait = wait_exponential_jitter(
            multiplier=min(FIRST_BACKOFF_SECONDS, self._max_backoff),
            max=self._max_backoff,
            jitter=0.1,
        )
        return AsyncRetrying(wait=wait, before_sleep=report)

    def _report(
        self, exception: BaseException | None, events: Sequence[Event], attempt: int
    ) -> None:
        # The words of an exception may quote what a customer typed: its name has to do.
        fault = exception.reason if isinstance(exception, Refusal) else type(exception).__name__
        facts = {"cursor": events[0].cursor, "kind": events[0].kind} if events else {}
        _log.warning(
            "feed_follower_fails", reader=self._reader, fault=fault, attempt=attempt, **facts
        )
