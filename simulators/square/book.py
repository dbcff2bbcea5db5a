"""Square's own book: orders of all sellers, what was paid for them, and which calls it has seen."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulators.square.account import Account
from simulators.square.refusals import Body, Refusal, not_found

ENDED = frozenset({"COMPLETED", "CANCELED", "FAILED"})
STATES = ("PROPOSED", "RESERVED", "PREPARED", "COMPLETED", "CANCELED", "FAILED")
_TIMES = {
    "RESERVED": "accepted_at",
    "PREPARED": "ready_at",
    "COMPLETED": "picked_up_at",
    "CANCELED": "canceled_at",
    "FAILED": "rejected_at",
}


@dataclass(slots=True)
class Payment:
    """Money that an order was paid with."""

    payment_id: str
    amount: int
    currency: str
    refunded: int = 0


@dataclass(slots=True)
class Order:
    """An order of a seller: what Square tells of it, and its payment."""

    account: Account
    body: Body
    payment: Payment | None = None
    history: list[str] = field(default_factory=list)

    @property
    def fulfilment(self) -> Body | None:
        """The only fulfilment; None for a sale over the counter."""
        each: list[Body] = self.body.get("fulfillments", [])
        return each[0] if each else None


Call = tuple[str, str]
"""A seller, and the key of one of its calls."""


@dataclass(frozen=True, slots=True)
class News:
    """Which orders and calls are new or other than when this was emptied last, in that order."""

    orders: dict[str, None] = field(default_factory=dict)
    calls: dict[Call, None] = field(default_factory=dict)


@dataclass
class Book:
    """All that Square has. `now` is in seconds since 1970."""

    now: Callable[[], float]
    orders: dict[str, Order] = field(default_factory=dict)
    calls: dict[Call, tuple[str, str]] = field(default_factory=dict)
    """What was asked under a key, and what came of it."""
    news: News = field(default_factory=News)
    _last: float = 0.0

    def once(self, account: Account, key: str, asked: Body, work: Callable[[], str]) -> str:
        """Do what was asked under a key, or return what came of it before. Raise Refusal."""
        place, content = (account.merchant_id, key), json.dumps(asked, sort_keys=True)
        if place in self.calls:
            before, result = self.calls[place]
            if before != content:
                raise Refusal("IDEMPOTENCY_KEY_REUSED", "idempotency_key")
            return result
        result = work()
        self.calls[place] = (content, result)
        self.news.calls[place] = None
        return result

    def find(self, account: Account, square_id: str) -> Order:
        """Return an order of a seller. Raise Refusal."""
        order = self.orders.get(square_id)
        if order is None or order.account is not account:
            raise not_found("order_id")
        return order

    def any(self, square_id: str) -> Order:
        """Return an order of whoever. Raise Refusal."""
        if square_id not in self.orders:
            raise not_found("order_id")
        return self.orders[square_id]

    def of(self, reference: str) -> list[Order]:
        """Return the orders that sellers made under a number, or a longer id, of theirs."""
        return [each for each in self.orders.values() if reference in _names(each.body)]

    def at(self, location: str) -> Iterator[Order]:
        """Return what the till of a location shows: orders that are paid for."""
        for each in self.orders.values():
            if each.body["location_id"] == location and each.payment is not None:
                yield each

    def add(self, account: Account, body: Body, total: int, currency: str) -> Order:
        """Keep a new order."""
        moment = self.moment()
        body = {
            **body,
            "id": secrets.token_hex(12),
            "state": "OPEN",
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
            "total_money": {"amount": total, "currency": currency},
        }
        for each in body.get("fulfillments", ()):
            each["uid"] = secrets.token_hex(6)
        order = Order(account, body)
        self.orders[body["id"]] = order
        self.news.orders[body["id"]] = None
        return order

    def touch(self, order: Order) -> None:
        """Give an order its next version, and close one that is paid with nothing left to do."""
        body, fulfilment = order.body, order.fulfilment
        self.news.orders[body["id"]] = None
        body["version"] += 1
        body["updated_at"] = self.moment()
        done = fulfilment is None or fulfilment["state"] in ENDED
        if body["state"] == "OPEN" and order.payment is not None and done:
            body["state"] = "COMPLETED"
            body["closed_at"] = body["updated_at"]

    def pay(self, order: Order, amount: int, currency: str) -> Payment:
        """Take note that an order was paid. Raise Refusal."""
        if order.payment is not None or amount != order.body["total_money"]["amount"]:
            raise Refusal("PAYMENT_AMOUNT_MISMATCH", "amount_money")
        order.payment = payment = Payment(secrets.token_hex(10), amount, currency)
        tender = {"id": payment.payment_id, "payment_id": payment.payment_id, "type": "OTHER"}
        order.body["tenders"] = [tender]
        self.touch(order)
        return payment

    def move(self, order: Order, state: str, reason: str = "") -> None:
        """Have a fulfilment go to a state. Raise Refusal for one that has ended."""
        fulfilment = order.fulfilment
        if fulfilment is None or fulfilment["state"] in ENDED or state not in STATES:
            raise Refusal("INVALID_VALUE", "order.fulfillments[0].state")
        fulfilment["state"] = state
        order.history.append(state)
        details = fulfilment["pickup_details"]
        if state in _TIMES:
            details[_TIMES[state]] = self.moment()
        if reason:
            details["cancel_reason"] = reason

    def moment(self) -> str:
        """Return the time as Square writes it; no two are the same."""
        self._last = max(self.now(), self._last + 0.001)
        at = datetime.fromtimestamp(self._last, UTC)
        return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _names(body: Body) -> tuple[str, str]:
    return body.get("reference_id", ""), body.get("metadata", {}).get("order_id", "")
