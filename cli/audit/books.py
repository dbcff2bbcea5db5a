"""What the centers know of each order, put together: several sorted streams made one.

Memory holds at most a page of each stream and the orders that end in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from zhongtai.common.v1 import audit_pb2


class Page(Protocol):
    """An AuditOrdersResponse of any center."""

    @property
    def names(self) -> list[str]:
        """What the figures mean."""

    @property
    def orders(self) -> list[audit_pb2.AuditOrder]:
        """The next orders."""


@dataclass(slots=True)
class Known:
    """What the centers hold of one order: its figures, by center and name.

    `store_id` and `currency_code` are what the order center says; empty without an order.
    """

    order_id: str
    store_id: str = ""
    currency_code: str = ""
    figures: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, center: str) -> dict[str, int] | None:
        """Return what a center holds of it; None when that is nothing."""
        return self.figures.get(center)

    @property
    def order(self) -> dict[str, int] | None:
        """What the order center holds of the order; None when it is not there (yet)."""
        order = self.figures.get("order")
        return None if order is None or order["being_placed"] else order


class Book:
    """One center's stream of what it holds of orders, sorted by their ids."""

    def __init__(self, center: str, pages: AsyncIterator[Page]) -> None:
        self.center = center
        self.failure: Exception | None = None
        self.ended = False
        self.waiting: deque[audit_pb2.AuditOrder] = deque()
        self._pages = pages
        self._names: list[str] = []

    async def fill(self) -> None:
        """Read a page when all before was taken; what fails ends the book, and is kept."""
        while not self.waiting and not self.ended:
            try:
                page = await anext(self._pages, None)
            except Exception as exc:  # noqa: BLE001  whatever it is, the checks that need it say so
                page, self.failure = None, exc
            if page is None:
                self.ended = True
            else:
                self._names = list(page.names)
                self.waiting.extend(page.orders)

    def take_up_to(self, last: str, orders: dict[str, Known]) -> None:
        """Move what is known of orders up to the id `last` over."""
        while self.waiting and self.waiting[0].order_id <= last:
            order = self.waiting.popleft()
            known = orders.get(order.order_id)
            if known is None:
                known = orders[order.order_id] = Known(order.order_id)
            if self.center == "order":
                known.store_id, known.currency_code = order.store_id, order.currency_code
            known.figures[self.center] = dict(zip(self._names, order.figures, strict=True))


async def read_together(books: Mapping[str, Book]) -> AsyncIterator[list[Known]]:
    """Give all orders that any book knows, each once with all that is known of it."""
    while True:
        for book in books.values():
            await book.fill()
        filled = [book for book in books.values() if book.waiting]
        if not filled:
            return
        # Up to here every book has told all: the shortest page sets the pace.
        last = min(book.waiting[-1].order_id for book in filled)
        orders: dict[str, Known] = {}
        for book in filled:
            book.take_up_to(last, orders)
        yield list(orders.values())
