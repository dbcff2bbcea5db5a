"""What codes mean: who has one on a channel, now or earlier, and how it goes to a successor.

What is out of use keeps its codes until something in use takes them. The former owner of a code
is kept with the time, so that an order of long ago still finds the dish that it meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from centers.product.catalog.model import Content, Found, Meaning
from centers.product.model import (
    Item,
    ItemCode,
    Modifier,
    ModifierGroup,
    PastCode,
    Product,
    Sku,
    id_of,
    kind_of,
    parts_of,
)

MAX_PAST_CODES = 50

P = TypeVar("P", Sku, Modifier)


def meaning_of(content: Content, channel: str, code: str, at: datetime | None) -> Meaning:
    """Return what a code means: a SKU, or else a modifier.

    The channel is empty for the chain's own codes; `at` is when a channel's code was used, None
    for now.
    """
    if not channel:
        owners = content.codes.skus.get(code, ()) or content.codes.modifiers.get(code, ())
        return Meaning(code, _found(content, next(iter(owners), "")))
    former = tuple(
        (until, found)
        for until, part_id in former_owners(content, channel, code)
        if (found := _found(content, part_id)) is not None
    )
    return Meaning(code, _found(content, owner_of(content, channel, code, at)), former)


def owner_of(content: Content, channel: str, code: str, at: datetime | None = None) -> str:
    """Return the id of the part that has a code, or had it at a moment; empty for none."""
    if at is not None:
        for until, part_id in former_owners(content, channel, code):
            if at < until:
                return part_id
    codes, key = content.codes, (channel, code)
    owners = codes.channels.get(key) or codes.retired.get(key) or ("",)
    return owners[0]


def former_owners(content: Content, channel: str, code: str) -> tuple[tuple[datetime, str], ...]:
    """Return the former owners of a code, each until a moment, the oldest first."""
    return content.codes.past.get((channel, code), ())


def yielding(content: Content, after: Content, item: Item) -> Item:
    """Return an item, which is part of `after`, without codes its parts out of use may not have.

    They keep the codes that they had in `content`, and may take those that no other part has.
    """
    had = _codes_of(content, item)

    def is_others(part_id: str, code: ItemCode) -> bool:
        key = (code.channel, code.code)
        if after.codes.channels.get(key):
            return True
        return code not in had.get(part_id, ()) and after.codes.retired.get(key) != (part_id,)

    return _without(item, is_others)


def handed_over(content: Content, changed: Sequence[Item], now: datetime) -> Iterator[Item]:
    """Yield the changed items, and those out of use whose codes go to them, as to be kept.

    `content` is the catalog before the change. Codes that are given up become past codes.
    """
    taken = {
        (code.channel, code.code)
        for item in changed
        for _, part, in_use in parts_of(item)
        if in_use
        for code in part.channel_codes
    }
    losers = {owner for key in taken for owner in content.codes.retired.get(key, ())}
    known = {id_of(item) for item in changed}
    others = [
        _without(item, lambda _, code: (code.channel, code.code) in taken)
        for item in _owners(content, losers)
        if id_of(item) not in known
    ]
    for item in (*changed, *others):
        yield _with_past_codes(content, item, now)


def _found(content: Content, part_id: str) -> Found | None:
    return content.skus.get(part_id) or content.modifiers.get(part_id)


def _owners(content: Content, part_ids: Iterable[str]) -> list[Item]:
    """Return the items that these parts belong to, each once."""
    found: dict[str, Item] = {}
    for part_id in part_ids:
        owner = (content.skus.get(part_id) or content.modifiers[part_id])[0]
        found[id_of(owner)] = owner
    return list(found.values())


def _codes_of(content: Content, item: Item) -> dict[str, tuple[ItemCode, ...]]:
    """Return the codes of each part of an item as it is in a catalog, by the part's id."""
    kept = content.items.of(kind_of(item)).get(id_of(item))
    return {part_id: part.channel_codes for part_id, part, _ in parts_of(kept)} if kept else {}


def _without(item: Item, drops: Callable[[str, ItemCode], bool]) -> Item:
    """Return the item without those codes of parts out of use for which `drops` is true."""
    in_use = {part_id for part_id, _, used in parts_of(item) if used}

    def left(part: P) -> P:
        part_id = _part_id(part)
        if part_id in in_use:
            return part
        kept = tuple(code for code in part.channel_codes if not drops(part_id, code))
        return replace(part, channel_codes=kept)

    return _with_parts(item, left)


def _with_past_codes(content: Content, item: Item, now: datetime) -> Item:
    """Return the item with the codes that its parts had and have no more as past codes."""
    had = _codes_of(content, item)

    def changed_part(part: P) -> P:
        past = [
            *part.past_codes,
            *[
                PastCode(code.channel, code.code, now)
                for code in had.get(_part_id(part), ())
                if code not in part.channel_codes
            ],
        ]
        return replace(part, past_codes=tuple(past[-MAX_PAST_CODES:]))

    return _with_parts(item, changed_part)


def _part_id(part: Sku | Modifier) -> str:
    return part.sku_id if isinstance(part, Sku) else part.modifier_id


class _Change(Protocol):
    def __call__(self, part: P) -> P: ...


def _with_parts(item: Item, change: _Change) -> Item:
    """Return the item with each of its parts changed."""
    match item:
        case Product():
            return replace(item, skus=tuple(change(part) for part in item.skus))
        case ModifierGroup():
            return replace(item, modifiers=tuple(change(part) for part in item.modifiers))
    return item
