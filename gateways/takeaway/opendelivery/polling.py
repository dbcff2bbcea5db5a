"""Polls what a platform has to tell: acknowledged when it is durable, so nothing is lost.

It is a source that a follower reads: what cannot be dealt with becomes a letter at the order
center, and holds up nothing but later events of its own order.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager

import msgspec
import structlog
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.peers import Peers
from mesh.call.context import Call, Identity, as_call
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import PeerLetters
from mesh.feed.follower_items import Batch, Item
from mesh.pure.errors import InvalidRequest

ROUND_SECONDS = 300.0

log = structlog.get_logger()

Told = dict[str, list[bodies.Event]]
"""Events by the account for which they were told."""


class Polling(PeerLetters):
    """Polls for every account; one's failure is not another's."""

    def __init__(
        self,
        reader: str,
        peers: Peers,
        events: Events,
        identify: Callable[[str], Identity],
        pause: float,
    ) -> None:
        """`pause` is in seconds, between two polls."""
        super().__init__(reader, peers.order, identify)
        self._events = events
        self._platform = events.platform
        self._pause = pause
        self._told: Told = {}
        self._round = 0
        self._taken: set[tuple[str, str]] = set()
        """Account and id of the events of this round that are dealt with: when others have the
        batch handed over again, it goes on behind them."""
        self._acknowledged = asyncio.Event()
        self._failing: set[str] = set()

    async def read(self) -> AsyncGenerator[Page[Struct], None]:
        """What the platform tells, for ever; not asked again before that is acknowledged."""
        while True:
            self._told = await self._poll()
            self._round += 1
            self._taken.clear()
            if items := [self._item(app, each) for app in self._told for each in self._told[app]]:
                self._acknowledged.clear()
                yield Page(items, str(self._round))
                await self._acknowledged.wait()
            await asyncio.sleep(self._pause)

    async def ack(self, cursor: str) -> None:
        """Acknowledge what was told; where that fails it is told again, and harmless."""
        if cursor != str(self._round):
            return  # Of a run before this one: what is told now is not dealt with.
        told, self._told = self._told, {}
        for app, events in told.items():
            with self._as(app):
                try:
                    await self._platform.acknowledge(app, events)
                except Exception as exc:  # noqa: BLE001 - the platform tells it again
                    log.warning("events_not_acknowledged", account=app, why=type(exc).__name__)
        self._acknowledged.set()

    async def deal_with(self, batch: Batch[Struct]) -> None:
        """Bring our books along with events; those of one order in turn."""
        await batch.each(batch.items, self._take)

    async def _take(self, message: Struct) -> None:
        told = MessageToDict(message)
        app = told["account"]
        if app not in self._platform.accounts:
            raise InvalidRequest(f"There is no account {app!r} at the platform any more.")
        event = msgspec.convert(told["event"], bodies.Event)
        if (app, event.event_id) not in self._taken:
            await self._events.take(app, event)
            self._taken.add((app, event.event_id))

    async def _poll(self) -> Told:
        told: Told = {}
        for app in self._platform.accounts:
            with self._as(app):
                try:
                    told[app] = await self._platform.events(app)
                except Exception as exc:  # noqa: BLE001 - the next poll tries again
                    if app not in self._failing:
                        log.warning("poll_failed", account=app, why=f"{type(exc).__name__}: {exc}")
                    self._failing.add(app)
                else:
                    self._failing.discard(app)
        return told

    def _as(self, app: str) -> AbstractContextManager[Call]:
        merchant_id = self._platform.accounts[app].merchant_id
        return as_call(self._identify(merchant_id), "poll", timeout=ROUND_SECONDS)

    def _item(self, app: str, event: bodies.Event) -> Item[Struct]:
        message = Struct()
        message.update({"account": app, "event": msgspec.to_builtins(event)})
        return Item.of(
            message,
            item_id=f"{app} {event.event_id}",
            subject_id=f"{app} {event.order_id}",
            merchant_id=self._platform.accounts[app].merchant_id,
        )
