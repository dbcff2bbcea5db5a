"""Lists that are pulled page by page, after a cursor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from zhongtai_plugin.conformance.expecting import Failed, expect, expect_equal

PAGE_SIZE = 2
MOST_PAGES = 10_000
FOREIGN = "no-cursor-of-yours"
"""A cursor that no plug-in has given."""

T = TypeVar("T")


async def to_the_end(
    page_after: Callable[[str], Awaitable[tuple[Sequence[T], str]]], cursor: str = ""
) -> tuple[list[T], str]:
    """Return all after a cursor, and the cursor of the end."""
    found: list[T] = []
    for _ in range(MOST_PAGES):
        page, after = await page_after(cursor)
        expect(len(page) <= PAGE_SIZE, "a page is larger than page_size")
        expect(len(after) <= 200, "a cursor is longer than 200 characters")
        if not page:
            expect_equal(after, cursor or after, "the cursor where nothing is new")
            return found, after
        expect(bool(after), "the cursor behind what was told is empty")
        found += page
        cursor = after
    raise Failed(f"after {MOST_PAGES} pages there is still no end")
