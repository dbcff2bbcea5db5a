"""Dada's own book: orders of all merchants, and what it allows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulators.core.riding import Refusal
from simulators.core.ways import LATE_FEE
from simulators.dada.account import Account

WAITING, TO_FETCH, DELIVERING, DONE, CANCELLED = 1, 2, 3, 4, 5
EXPIRED, OFFERED, RETURNING, RETURNED, AT_STORE = 7, 8, 9, 10, 100
NOT_MADE = 1000
_OPEN = frozenset({WAITING, OFFERED, TO_FETCH, AT_STORE})
_ENDED = frozenset({CANCELLED, EXPIRED, NOT_MADE})
_NEXT = {
    WAITING: {TO_FETCH, OFFERED, CANCELLED, EXPIRED, NOT_MADE},
    OFFERED: {TO_FETCH, WAITING, CANCELLED, EXPIRED},
    TO_FETCH: {AT_STORE, DELIVERING, WAITING, OFFERED, CANCELLED},
    AT_STORE: {DELIVERING, WAITING, OFFERED, CANCELLED},
    DELIVERING: {DONE, RETURNING},
    RETURNING: {RETURNED},
}
WORDS = {
    WAITING: "待接单",
    TO_FETCH: "待取货",
    DELIVERING: "配送中",
    DONE: "已完成",
    CANCELLED: "已取消",
    EXPIRED: "已过期",
    OFFERED: "指派单",
    RETURNING: "妥投异常之物品返回中",
    RETURNED: "妥投异常之物品返回完成",
    AT_STORE: "骑士到店",
    NOT_MADE: "创建达达运单失败",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a merchant asked for. Money in fen, the way in metres, weight in grams."""

    origin_id: str
    shop_no: str
    callback: str
    receiver: str
    phone: str
    address: str
    latitude: float
    longitude: float
    cargo_price: int
    cargo_weight: int
    info: str


@dataclass(slots=True)
class Order:
    """An order of a merchant. Times in seconds since 1970, zero as long as it is not so far."""

    account: Account
    asked: Asked
    metres: int
    fee: int
    client_id: str
    created: float
    state: int = WAITING
    rider: int = 0
    accepted: float = 0.0
    fetched: float = 0.0
    finished: float = 0.0
    cancelled: float = 0.0
    deducted: int = 0
    cancel_reason: str = ""
    cancelled_by: int = 0
    repeats: int = 0

    @property
    def has_rider(self) -> bool:
        """Whether somebody is on the way with it, or to it."""
        return self.state not in (WAITING, OFFERED, CANCELLED, EXPIRED, NOT_MADE)


class Book:
    """All orders. Merchants' numbers are their own: two may use the same."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._orders: dict[tuple[str, str], Order] = {}

    def add(self, account: Account, asked: Asked, metres: int, fee: int) -> Order:
        """Take an order. Raise Refusal for a number that an order has which goes on.

        No document says what becomes of the number of an order that was called off: here it is
        free again, which is worse for who asks twice.
        """
        key = (account.source_id, asked.origin_id)
        known = self._orders.get(key)
        if known is not None and known.state not in _ENDED:
            raise Refusal(2105, "不能重复发单")
        order = Order(account, asked, metres, fee, f"{secrets.randbelow(10**15):015d}", self._now())
        self._orders[key] = order
        return order

    def find(self, account: Account, origin_id: str) -> Order:
        """Return a merchant's order. Raise Refusal."""
        order = self._orders.get((account.source_id, origin_id))
        if order is None:
            raise Refusal(2005, "订单不存在,请核查订单号")
        return order

    def any(self, origin_id: str) -> Order:
        """Return an order by its number, whoever asked for it. Raise Refusal."""
        for order in self.all():
            if order.asked.origin_id == origin_id:
                return order
        raise Refusal(2005, "订单不存在,请核查订单号")

    def move(self, order: Order, state: int) -> None:
        """Have a rider take an order further, or give it up. Raise Refusal."""
        if state in WORDS and state not in _NEXT.get(order.state, set()):
            raise Refusal(2064, f"{WORDS[order.state]} → {WORDS[state]}")
        now = self._now()
        if state == TO_FETCH:
            order.accepted, order.rider = now, order.rider + 1
        elif state == DELIVERING:
            order.fetched = now
        elif state == DONE:
            order.finished = now
        elif state in _ENDED:
            order.cancelled = now
        elif state in (WAITING, OFFERED):
            order.accepted, order.repeats = 0.0, 1
        order.state = state

    def call_off(self, order: Order, reason: str, by: int) -> None:
        """Call an order off: free until a rider is on the way. Raise Refusal."""
        if order.state in (DELIVERING, RETURNING):
            raise Refusal(2050, "订单配送中,无法取消")
        if order.state in (DONE, RETURNED):
            raise Refusal(2051, "订单已完成配送,无法取消")
        if order.state == EXPIRED:
            raise Refusal(2052, "订单已过期,无法取消")
        if order.state == CANCELLED:
            raise Refusal(2076, "订单已取消,无法重复取消")
        if order.state not in _OPEN:
            raise Refusal(2073, "订单状态已经改变,取消失败")
        order.deducted = LATE_FEE if order.has_rider else 0
        order.cancel_reason, order.cancelled_by = reason, by
        order.state, order.cancelled = CANCELLED, self._now()

    def all(self) -> Iterator[Order]:
        """Every order, oldest first."""
        yield from self._orders.values()
