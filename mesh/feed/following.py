"""Readers of another unit's feed, as apps and gateways have them: one for each kind of effect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from google.protobuf.message import Message

from mesh.call.context import as_call
from mesh.feed.follower import Follower, Source
from mesh.feed.follower_feeds import Identify, PeerFeed, Wants, everything
from mesh.feed.follower_health import Patience
from mesh.feed.follower_items import Batch, Item
from mesh.plugins.handle import PluginHandle
from mesh.process.host import HostContext

M = TypeVar("M", bound=Message)
Handle = Callable[[Batch[M]], Awaitable[None]]
ItemOf = Callable[[M], Item[M]]


class Event(Protocol):
    """What the events of all feeds have."""

    event_id: str
    merchant_id: str


@dataclass(frozen=True, slots=True)
class Events(Generic[M]):
    """A feed of another unit.

    `stub` is that of its service, `messages` the generated module with its WatchEventsRequest,
    `event` the class of its events.
    """

    stub: Any
    messages: Any
    event: type[M]


@dataclass(frozen=True, slots=True)
class Following:
    """Makes the readers of one unit, for `Part.followers`."""

    host: HostContext
    patience: Patience

    @classmethod
    def of(cls, host: HostContext) -> Following:
        """Return it with the patience of the settings. Raise SettingInvalid."""
        return cls(host, host.patience)

    def reader(
        self,
        kind: str,
        handle: Handle[M],
        events: Events[M],
        item_of: ItemOf[M],
        wants: Wants[M] = everything,
    ) -> Follower[M]:
        """Return the reader "<unit>.<kind>" of a feed.

        `handle` is given the items of one merchant at a time; its calls are the unit's, within
        that merchant. Effects come at least once. `wants` says quickly which events may be any
        business of it; it is never given others.
        """
        reader = self.name_of(kind)
        source = PeerFeed(
            reader, events.stub, events.messages, item_of, self.host.identity, wants=wants
        )
        return self.reader_of(kind, handle, source, events.event)

    def reader_of(
        self, kind: str, handle: Handle[M], source: Source[M], message: type[M]
    ) -> Follower[M]:
        """Return the reader "<unit>.<kind>" of a source of the unit's own, otherwise as `reader`.

        `message` is what its items are.
        """
        return Follower(
            self.name_of(kind),
            source,
            message,
            by_merchant(handle, self.host.identity, self.patience.calls_timeout),
            clock=self.host.clock,
            patience=self.patience,
        )

    def name_of(self, kind: str) -> str:
        """Return the name of a reader of this unit."""
        return f"{self.host.unit}.{kind}"


@dataclass(frozen=True, slots=True)
class PluginFollowing:
    """Makes the readers of one plug-in, and of what it is told: they end when it is removed."""

    host: HostContext
    plugin: PluginHandle

    def reader(
        self, name: str, source: Source[M], message: type[M], handle: Handle[M]
    ) -> Follower[M]:
        """Return the reader of a source whose items are such messages."""
        return Follower(
            name,
            source,
            message,
            handle,
            clock=self.host.clock,
            patience=self.host.patience,
            until=self.plugin.until_removed,
        )


def by_merchant(handle: Handle[M], identify: Identify, timeout: float) -> Handle[M]:
    """Return a handler that acts as the unit within the merchant of its items.

    A follower hands over those of one merchant at a time. `timeout` is in seconds.
    """

    async def handle_within(batch: Batch[M]) -> None:
        with as_call(identify(batch.items[0].merchant_id), "follow", timeout=timeout):
            await handle(batch)

    return handle_within


def item_about(subject: Callable[[M], str]) -> ItemOf[M]:
    """Return what makes an item of an event; `subject` names the order, or whatever it is about.

    Items of one subject are dealt with in their order.
    """

    def item(event: M) -> Item[M]:
        told = cast("Event", event)
        return Item.of(
            event,
            item_id=told.event_id,
            subject_id=subject(event),
            merchant_id=told.merchant_id,
        )

    return item
