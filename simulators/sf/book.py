"""SF's own book: orders of all developers, and what it allows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulators.core.riding import Refusal
from simulators.core.ways import LATE_FEE
from simulators.sf.account import Account

CREATED, CANCELLED, TAKEN, AT_STORE, DELIVERING, DONE = 1, 2, 10, 12, 15, 17
_NEXT = {
    CREATED: {TAKEN, CANCELLED},
    TAKEN: {AT_STORE, DELIVERING, CREATED, CANCELLED},
    AT_STORE: {DELIVERING, CREATED, CANCELLED},
    DELIVERING: {DONE},
}
WORDS = {
    CREATED: "订单已创建",
    CANCELLED: "订单已取消",
    TAKEN: "配送员已接单",
    AT_STORE: "配送员已到店",
    DELIVERING: "配送员已取货",
    DONE: "配送员完成",
}
BY_THE_CUSTOMER, BY_THE_STORE = 1, 2
"""Who signed for the goods in the end."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a merchant asked for. Money in fen, weight in grams."""

    shop_order_id: str
    shop_id: str
    receiver: str
    phone: str
    address: str
    latitude: float
    longitude: float
    total_price: int
    weight_gram: int
    sequence: str
    remark: str
    expect_time: int


@dataclass(slots=True)
class Order:
    """An order of a merchant."""

    account: Account
    asked: Asked
    metres: int
    fee: int
    sf_order_id: int
    created: float
    state: int = CREATED
    rider: int = 0
    deducted: int = 0
    cancel_reason: str = ""
    receipt_type: int = BY_THE_CUSTOMER

    @property
    def has_rider(self) -> bool:
        """Whether somebody is on the way with it, or to it."""
        return self.state not in (CREATED, CANCELLED)

    @property
    def words(self) -> str:
        """What SF calls its state."""
        return WORDS.get(self.state, "未知状态")


class Book:
    """All orders. A number is its shop's own: two shops may use the same."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._orders: dict[tuple[int, str, str], Order] = {}

    def add(self, account: Account, asked: Asked, metres: int, fee: int) -> Order:
        """Take an order. Raise Refusal for a number that an order of the shop has."""
        key = (account.dev_id, asked.shop_id, asked.shop_order_id)
        if key in self._orders:
            raise Refusal(2001, "商家订单号重复")
        number = 3_000_000_000_000_000_000 + secrets.randbelow(10**18)
        order = Order(account, asked, metres, fee, number, self._now())
        self._orders[key] = order
        return order

    def find(self, account: Account, shop_id: str, shop_order_id: str) -> Order:
        """Return a shop's order. Raise Refusal."""
        order = self._orders.get((account.dev_id, shop_id, shop_order_id))
        if order is None:
            raise Refusal(2002, "订单不存在")
        return order

    def any(self, shop_order_id: str) -> Order:
        """Return an order by the merchant's number, whichever shop's. Raise Refusal."""
        for order in self.all():
            if order.asked.shop_order_id == shop_order_id:
                return order
        raise Refusal(2002, "订单不存在")

    def move(self, order: Order, state: int) -> None:
        """Have a rider take an order further, or give it up. Raise Refusal."""
        if state in WORDS and state not in _NEXT.get(order.state, set()):
            raise Refusal(2003, f"{order.words} → {WORDS[state]}")
        if state == TAKEN:
            order.rider += 1
        order.state = state

    def call_off(self, order: Order, reason: str) -> None:
        """Call an order off: free until a rider is on the way. Raise Refusal."""
        if order.state == CANCELLED:
            raise Refusal(2004, "订单已取消,不能再次取消")
        if order.state in (DELIVERING, DONE):
            raise Refusal(2005, "当前状态不允许取消")
        order.deducted = LATE_FEE if order.has_rider else 0
        order.cancel_reason, order.state = reason, CANCELLED

    def all(self) -> Iterator[Order]:
        """Every order, oldest first."""
        yield from self._orders.values()
