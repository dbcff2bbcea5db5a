"""Where followers read: the feed of another center, or the own one; where their letters lie."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message
from zhongtai.common.v1 import letter_pb2

from mesh.call.context import Identity, as_call
from mesh.feed.events import parsed
from mesh.feed.feed import Feed
from mesh.feed.follower import MAX_BATCH, Page
from mesh.feed.follower_items import Item
from mesh.feed.letters import Letters, PassedItem

M = TypeVar("M", bound=Message)

Identify = Callable[[str], Identity]
"""The identity of a unit within a merchant (empty: within none)."""

Wants = Callable[[M], bool]
"""Whether an item may be any business of a reader; others are passed over unread."""

CALL_SECONDS = 10.0


def everything(_message: object) -> bool:
    """Whether a reader wants an item, of one that wants all."""
    return True


class HomeLetters:
    """Keeps letters, and what is put aside of held chains, in the center's own database."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self._relied_on: int | None = None
        """Of the database that is relied on; None where that makes no difference."""

    def rely(self) -> None:
        """Keep items, and places of chains, in the database that answers now and in no other."""
        self._relied_on = self._letters.lineage.number

    def demand(self) -> None:
        """Raise StorageUnavailable when another database answers since."""
        if self._relied_on is not None:
            self._letters.lineage.demand(self._relied_on)

    async def keep(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Keep letters, and remove those that are done."""
        await self._letters.keep(request, self.demand)

    async def take(self, reader: str) -> letter_pb2.TakeLettersResponse:
        """Return the letters that are due."""
        return await self._letters.take(reader)

    async def put_aside(self, reader: str, items: Sequence[PassedItem]) -> str:
        """Keep items of held chains; return the cursor behind them."""
        return await self._letters.put_aside(reader, items, self.demand)

    async def aside_after(
        self, reader: str, merchant_id: str, cursor: str, limit: int
    ) -> Sequence[PassedItem]:
        """Return items of a held chain that are kept behind a cursor, in their order."""
        return await self._letters.aside_after(reader, merchant_id, cursor, limit)


class HomeFeed(HomeLetters, Generic[M]):
    """The feed of the center itself."""

    def __init__(
        self,
        reader: str,
        feed: Feed,
        event: type[M],
        item_of: Callable[[M], Item[M]],
        *,
        wants: Wants[M] = everything,
    ) -> None:
        """`event` is what the payloads of this feed are; `item_of` makes an item of one."""
        super().__init__(feed.letters)
        self._reader = reader
        self._feed = feed
        self._event = event
        self._item_of = item_of
        self._wants = wants

    def read(self) -> AsyncGenerator[Page[M], None]:
        """The events from the kept cursor on."""
        return self.read_after("")

    async def read_after(self, cursor: str) -> AsyncGenerator[Page[M], None]:
        """The events from a cursor on; from the kept one where it is empty."""
        async with aclosing(self._feed.watch(self._reader, cursor, MAX_BATCH)) as batches:
            async for events, behind in batches:
                told = (parsed(self._event.FromString, event) for event in events)
                yield Page([self._item_of(event) for event in told if self._wants(event)], behind)

    async def ack(self, cursor: str) -> None:
        """Keep the place."""
        await self._feed.ack(self._reader, cursor)


class PeerLetters:
    """Keeps letters at another center, over its service."""

    def __init__(self, reader: str, stub: Any, identify: Identify) -> None:
        self._reader = reader
        self._stub = stub
        self._identify = identify

    async def keep(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Keep letters at the center, and remove those that are done."""
        with as_call(self._identify(""), f"follow {self._reader}", timeout=CALL_SECONDS):
            await self._stub.KeepLetters(request)

    async def take(self, reader: str) -> letter_pb2.TakeLettersResponse:
        """Return the letters that are due."""
        request = letter_pb2.TakeLettersRequest(reader=reader)
        with as_call(self._identify(""), f"follow {self._reader}", timeout=CALL_SECONDS):
            answer: letter_pb2.TakeLettersResponse = await self._stub.TakeLetters(request)
        return answer


class PeerFeed(PeerLetters, Generic[M]):
    """The feed of another center, over its service."""

    def __init__(
        self,
        reader: str,
        stub: Any,
        messages: Any,
        item_of: Callable[[M], Item[M]],
        identify: Identify,
        *,
        wants: Wants[M] = everything,
    ) -> None:
        """`messages` is the generated module with WatchEventsRequest and AckEventsRequest."""
        super().__init__(reader, stub, identify)
        self._messages = messages
        self._item_of = item_of
        self._wants = wants

    def read(self) -> AsyncGenerator[Page[M], None]:
        """The events of all merchants from the kept cursor on."""
        return self.read_after("")

    async def read_after(self, cursor: str) -> AsyncGenerator[Page[M], None]:
        """The events of all merchants from a cursor on; from the kept one where it is empty."""
        watch = self._messages.WatchEventsRequest(
            reader=self._reader, after_cursor=cursor, max_batch=MAX_BATCH
        )
        with as_call(self._identify(""), f"follow {self._reader}", timeout=math.inf):
            replies = self._stub.WatchEvents(watch)
        async for reply in replies:
            wanted = [self._item_of(event) for event in reply.events if self._wants(event)]
            yield Page(wanted, reply.cursor)

    async def ack(self, cursor: str) -> None:
        """Keep the place."""
        request = self._messages.AckEventsRequest(reader=self._reader, cursor=cursor)
        with as_call(self._identify(""), f"follow {self._reader}", timeout=CALL_SECONDS):
            await self._stub.AckEvents(request)
