"""The calls that every center offers alike: its feed, its letters, its audit.

The contract gives each center messages of its own for them; their types come from the descriptor
of the center's service. A servicer inherits this before the generated base class.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeAlias, cast

from google.protobuf.descriptor import Descriptor, ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from mesh.data.auditing import Audit
from mesh.feed.calls import AckRequest, ReaderRequest, WatchRequest, ack_events, remove_reader
from mesh.feed.calls import watch_events as watch
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods

Reply: TypeAlias = Any
"""The reply of that name in the center's own contract."""


class AuditMethods:
    """Audit, ListMerchants, AuditOrders."""

    def __init__(self, service: ServiceDescriptor, audit: Audit) -> None:
        self._audit = audit
        self._replies = replies_of(service)

    async def Audit(  # noqa: N802 - the contract's name
        self, _request: object, _: object
    ) -> Reply:
        """Answer what must be true of the caller's merchant, and whether it is."""
        return await self._audit.answer(self._replies["Audit"])

    async def ListMerchants(  # noqa: N802 - the contract's name
        self, _request: object, _: object
    ) -> Reply:
        """Answer the merchants that have something here."""
        return await self._audit.merchants(self._replies["ListMerchants"])

    def AuditOrders(  # noqa: N802 - the contract's name
        self, _request: object, _: object
    ) -> AsyncIterator[Reply]:
        """Answer what is held of every order."""
        return self._audit.orders(self._replies["AuditOrders"])


class CenterMethods(AuditMethods, LetterMethods):
    """The same, and WatchEvents, AckEvents, RemoveReader, and the letters of the feed."""

    def __init__(self, service: ServiceDescriptor, feed: Feed, audit: Audit) -> None:
        super().__init__(service, audit)
        self.letters = feed.letters
        self._feed = feed
        events = self._replies["WatchEvents"].DESCRIPTOR.fields_by_name["events"]
        self._event = GetMessageClass(cast("Descriptor", events.message_type))

    def WatchEvents(  # noqa: N802 - the contract's name
        self, request: WatchRequest, _: object
    ) -> AsyncIterator[Reply]:
        """Answer events in batches, and wait for more."""
        return watch(self._feed, request, self._event, self._replies["WatchEvents"])

    async def AckEvents(  # noqa: N802 - the contract's name
        self, request: AckRequest, _: object
    ) -> Reply:
        """Keep a reader's place."""
        return await ack_events(self._feed, request, self._replies["AckEvents"])

    async def RemoveReader(  # noqa: N802 - the contract's name
        self, request: ReaderRequest, _: object
    ) -> Reply:
        """Forget a reader."""
        return await remove_reader(self._feed, request, self._replies["RemoveReader"])


def replies_of(service: ServiceDescriptor) -> dict[str, type[Message]]:
    """Return the message types of a service's replies, by the names of its methods."""
    return {method.name: GetMessageClass(method.output_type) for method in service.methods}
