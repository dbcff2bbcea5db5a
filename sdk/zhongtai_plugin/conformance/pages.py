"""What is pulled page by page, whatever it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from zhongtai_plugin.conformance.core import expect

PAGE_SIZE = 2
MOST_PAGES = 2_000
FOREIGN = "no-cursor-of-yours"
"""A cursor that no plug-in has given."""

T = TypeVar("T")


async def to_the_end(
    page_after: Callable[[str], Awaitable[tuple[Sequence[T], str]]], cursor: str
) -> tuple[list[T], str]:
    """Return all after a cursor, by pages of PAGE_SIZE, and the cursor of the end."""
    found: list[T] = []
    for _ in range(MOST_PAGES):
        page, cursor = await page_after(cursor)
        expect(len(page) <= PAGE_SIZE, "a page is larger than page_size")
        expect(0 < len(cursor) <= 200, "a cursor is empty, or longer than 200 characters")
        if not page:
            break
        found += page
    return found, cursor
