"""Reads lists that are answered in pages, from the first page to the last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol, TypeVar


class Asking(Protocol):
    """A request for a list."""

    page_token: str


class _Page(Protocol):
    @property
    def next_page_token(self) -> str: ...


Page = TypeVar("Page", bound=_Page)


async def each_page(
    call: Callable[..., Awaitable[Page]], request: Asking, **options: Any
) -> AsyncIterator[Page]:
    """Yield the answers of a call, which is made with these options once for each page.

    The request is turned from page to page. Raise what the call raises.
    """
    while True:
        page = await call(request, **options)
        yield page
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token
