"""Batches that are answered item by item, and how much goes into a page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from zhongtai.plugin.v1.plugin_pb2 import ItemResult

from zhongtai_plugin.errors import BadRequest, PluginFault

MOST_ITEMS = 500
DEFAULT_PAGE = 100

T = TypeVar("T")


async def each_item(
    items: Sequence[T], key: Callable[[T], str], take: Callable[[T], Awaitable[bool]]
) -> list[ItemResult]:
    """Take the items of a batch at a time, and return a result for each, in their order.

    `take` returns whether the item was known, and raises a fault for one that is not taken: its
    neighbours are. Raise BadRequest for an empty batch, and for one that is too large.
    """
    if not 1 <= len(items) <= MOST_ITEMS:
        raise BadRequest("BATCH_SIZE", f"A batch has 1 to {MOST_ITEMS} items.")

    async def answer(item: T) -> ItemResult:
        try:
            return ItemResult(item_id=key(item), already_known=await take(item))
        except PluginFault as fault:
            return ItemResult(item_id=key(item), error=fault.as_message())

    return list(await asyncio.gather(*map(answer, items)))


def page_limit(page_size: int) -> int:
    """Return how many a page may hold that is asked for with `page_size`. Raise BadRequest."""
    if not 0 <= page_size <= MOST_ITEMS:
        raise BadRequest("PAGE_SIZE", f"page_size must be 0 to {MOST_ITEMS}")
    return page_size or DEFAULT_PAGE
