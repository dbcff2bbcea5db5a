"""Where items lie that a follower passes over: in the feed, or put aside.

A feed keeps them anyway. What a plug-in streams is forgotten by its sender up to one place for all
chains: there the items of a held chain are put aside, in the database with the letters.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from google.protobuf.message import Message

from mesh.feed.events import cursor_seq, cursor_text
from mesh.feed.follower_health import Health, Patience
from mesh.feed.follower_held import HeldChains, Leaves, LeftChains, PageAgain, PassedChains
from mesh.feed.follower_items import Item
from mesh.feed.letters import PassedItem

M = TypeVar("M", bound=Message)

MAX_PAGE = 500


@runtime_checkable
class ReadAgain(Protocol[M]):
    """A source that keeps what was read: a feed, and no stream whose sender forgets it."""

    def read_after(self, cursor: str) -> AsyncGenerator[PageAgain[M], None]:
        """Pages from a cursor on, for ever."""
        ...


@runtime_checkable
class PutsAside(Protocol):
    """A letter box that keeps items of held chains, too."""

    def rely(self) -> None:
        """Keep items, and places of chains, in the database that answers now and in no other."""
        ...

    def demand(self) -> None:
        """Raise StorageUnavailable when another database answers since."""
        ...

    async def put_aside(self, reader: str, items: Sequence[PassedItem]) -> str:
        """Keep items behind those that are kept; return the cursor behind them."""
        ...

    async def aside_after(
        self, reader: str, merchant_id: str, cursor: str, limit: int
    ) -> Sequence[PassedItem]:
        """Return items of a chain that are kept behind a cursor, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class _Page(Generic[M]):
    items: Sequence[Item[M]]
    cursor: str


class InFeed(Generic[M]):
    """What was passed over stays in the feed."""

    def __init__(self, feed: ReadAgain[M]) -> None:
        self._feed = feed

    def rely(self) -> None:
        """Do nothing: who reads the feed is ended when another database answers."""

    demand = rely

    def begin(self, cursor: str) -> str:
        """Return the cursor: what comes behind it is read again."""
        return cursor

    async def pass_over(self, _items: Sequence[Item[M]], cursor: str) -> str:
        """Return the cursor: the items lie there."""
        return cursor

    async def page_after(self, chain: str, cursor: str, _last: int) -> _Page[M]:
        """Return the next page: there is one, since the follower has been there."""
        async with aclosing(self._feed.read_after(cursor)) as pages:
            page = await anext(pages)
        return _Page([each for each in page.items if each.merchant_id == chain], page.cursor)


class Aside(Generic[M]):
    """What was passed over is put aside. Keeping a chain's place removes what is before it."""

    def __init__(self, reader: str, box: PutsAside, message_type: type[M]) -> None:
        self._reader = reader
        self._box = box
        self._type = message_type

    def rely(self) -> None:
        """Rely on the database that answers now."""
        self._box.rely()

    def demand(self) -> None:
        """Raise StorageUnavailable when another database answers since."""
        self._box.demand()

    def begin(self, _cursor: str) -> str:
        """Return the first place: nothing is put aside of a chain that is not held."""
        return cursor_text(0)

    async def pass_over(self, items: Sequence[Item[M]], _cursor: str) -> str:
        """Put the items aside; return the cursor behind them."""
        if not items:
            return cursor_text(0)
        return await self._box.put_aside(self._reader, [_passed(each) for each in items])

    async def page_after(self, chain: str, cursor: str, last: int) -> _Page[M]:
        """Return what is put aside; nothing, where all that is left is of other chains."""
        lying = await self._box.aside_after(self._reader, chain, cursor, MAX_PAGE)
        behind = lying[-1].cursor if lying else cursor
        if len(lying) < MAX_PAGE:
            behind = max(behind, cursor_text(last), key=cursor_seq)
        return _Page([self._item(each) for each in lying], behind)

    def _item(self, lying: PassedItem) -> Item[M]:
        message = self._type.FromString(lying.payload)
        return Item(lying.item_id, lying.subject_id, lying.merchant_id, message)


def _passed(item: Item[M]) -> PassedItem:
    payload = item.message.SerializeToString()
    return PassedItem(item.merchant_id, item.item_id, item.subject_id, payload)


def held_chains_of(
    source: object, message_type: type[M], health: Health, patience: Patience
) -> HeldChains[M]:
    """Return what holds chains of a source. Raise TypeError where nothing could."""
    if isinstance(source, ReadAgain):
        return PassedChains(InFeed(source), health, patience)
    if isinstance(source, Leaves):
        return LeftChains(source, health, patience)
    if isinstance(source, PutsAside):
        return PassedChains(Aside(health.reader, source, message_type), health, patience)
    raise TypeError(f"{type(source).__name__} can neither be read again nor leave a chain alone.")
