"""The orders that this process has written last, so that it need not read them again.

Only what was written here is held, and only while no other process of the center is there (then
all is forgotten): so what is held is what the database holds. A write takes its orders out and
puts them back when it has succeeded: one whose outcome is not known is held no more. Whoever
decides on a held order has its version looked at by the statement that writes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable

from centers.order.model import Order

MAX_ORDERS = 2_000
"""Most orders held, about five kilobytes each."""


class RecentOrders:
    """Whole orders by id, the least recently used forgotten first."""

    def __init__(self, is_alone: Callable[[], bool], most: int = MAX_ORDERS) -> None:
        """`is_alone` says whether no other process of the center is there."""
        self._is_alone = is_alone
        self._most = most
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._coming: set[str] = set()

    def get(self, merchant_id: str, order_id: str) -> Order | None:
        """Return an order as it stands in the database; None when it has to be looked up."""
        order = self._orders.get(order_id)
        if order is None or order.head.merchant_id != merchant_id or not self._is_alone():
            return None
        self._orders.move_to_end(order_id)
        return order

    def take(self, order_ids: Collection[str]) -> dict[str, Order]:
        """Take orders out, those that are held, because something is about to be written of them.

        `keep` holds them again.
        """
        self._coming.difference_update(order_ids)
        taken = ((order_id, self._orders.pop(order_id, None)) for order_id in order_ids)
        orders = {order_id: order for order_id, order in taken if order is not None}
        self.expect(orders)
        return orders

    def expect(self, order_ids: Iterable[str]) -> None:
        """Say that new orders are about to be written."""
        self._coming.update(order_ids)

    def keep(self, expected: Iterable[str], written: Iterable[Order]) -> None:
        """Hold what was written of the expected orders, unless others wrote of it meanwhile."""
        for order in written:
            if order.head.order_id in self._coming and self._is_alone():
                self._hold(order)
        self._coming.difference_update(expected)

    def clear(self) -> None:
        """Forget all: something was written about orders that this does not know of."""
        self._orders.clear()
        self._coming.clear()

    def _hold(self, order: Order) -> None:
        self._orders[order.head.order_id] = order
        self._orders.move_to_end(order.head.order_id)
        if len(self._orders) > self._most:
            self._orders.popitem(last=False)
