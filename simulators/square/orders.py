"""Square's interface: what a seller asks, checked as Square checks it, and done."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulators.square import form
from simulators.square.account import Account
from simulators.square.book import ENDED, Book, Order, Payment
from simulators.square.courier import Courier
from simulators.square.faults import CallFault
from simulators.square.refusals import Body, Refusal, not_found
from simulators.square.totals import total_of

MOST_PER_GET, MOST_PER_PAGE, MOST_LOCATIONS = 100, 1000, 10
_PAYMENT_KEY = 45


@dataclass
class Orders:
    """The interface. What it returns is the answer."""

    book: Book
    courier: Courier

    def create(self, account: Account, asked: Body) -> Body:
        """Make an order, once under a key."""
        if self.courier.faults.no_new_orders:
            raise Refusal("TEMPORARY_ERROR", status=503, category="API_ERROR")
        key = form.check_key(asked.get("idempotency_key"))
        return {
            "order": self._shown(
                self.book.once(account, key, asked, lambda: self._new(account, asked))
            )
        }

    def update(
        self, account: Account, square_id: str, asked: Body, fault: CallFault | None
    ) -> Body:
        """Change what a body names of an order, which must be of the version that it names."""
        order = self.book.find(account, square_id)
        if fault == CallFault.MEDDLED:
            self.book.touch(order)
        key = form.check_key(asked.get("idempotency_key"))
        self.book.once(account, key, asked, lambda: self._changed(order, asked.get("order", {})))
        return {"order": self._shown(square_id)}

    def get(self, account: Account, square_ids: Sequence[str]) -> Body:
        """Return those of some orders that are the seller's."""
        if not 0 < len(square_ids) <= MOST_PER_GET:
            raise Refusal("ARRAY_LENGTH_TOO_LONG", "order_ids")
        mine = (each for each in square_ids if self._is_of(account, each))
        return {"orders": [self._shown(each) for each in mine]}

    def search(self, account: Account, asked: Body) -> Body:
        """Return a page of orders in a span of time."""
        locations = asked.get("location_ids") or []
        if not 0 < len(locations) <= MOST_LOCATIONS:
            raise Refusal("ARRAY_LENGTH_TOO_LONG", "location_ids")
        for location in locations:
            _check_location(account, location)
        (by, span), *_ = asked["query"]["filter"]["date_time_filter"].items()
        if asked["query"]["sort"]["sort_field"] != by.upper():
            raise Refusal("INVALID_SORT_ORDER", "query.sort.sort_field")
        limit = asked.get("limit", 500)
        if not 0 < limit <= MOST_PER_PAGE:
            raise Refusal("VALUE_TOO_HIGH", "limit")
        since = datetime.fromisoformat(span["start_at"])
        found = [
            each.body
            for each in self.book.orders.values()
            if each.body["location_id"] in locations
            and datetime.fromisoformat(each.body[by]) >= since
        ]
        if by == "created_at" and self.courier.faults.hidden:
            found = []
        found.sort(key=lambda body: str(body[by]))
        return _page(found, asked, limit)

    def pay(self, account: Account, asked: Body) -> Body:
        """Record a payment that was made elsewhere."""
        key = form.check_key(asked.get("idempotency_key"), _PAYMENT_KEY)
        if asked.get("source_id") != "EXTERNAL" or not asked.get("external_details", {}).get(
            "type"
        ):
            raise Refusal("MISSING_REQUIRED_PARAMETER", "external_details")

        def work() -> str:
            order = self.book.find(account, asked["order_id"])
            money = asked["amount_money"]
            payment = self.book.pay(order, money["amount"], money["currency"])
            self.courier.send(order)
            return payment.payment_id

        return self.payment(account, self.book.once(account, key, asked, work))

    def pay_nothing(self, account: Account, square_id: str, asked: Body) -> Body:
        """Take an order that costs nothing for paid."""
        key = form.check_key(asked.get("idempotency_key"))

        def work() -> str:
            order = self.book.find(account, square_id)
            self.book.pay(order, 0, order.body["total_money"]["currency"])
            self.courier.send(order)
            return square_id

        return {"order": self._shown(self.book.once(account, key, asked, work))}

    def payment(self, account: Account, payment_id: str) -> Body:
        """Return a payment."""
        payment, order = self._payment(account, payment_id)
        return {
            "payment": {
                "id": payment_id,
                "order_id": order.body["id"],
                "status": "COMPLETED",
                "total_money": {"amount": payment.amount, "currency": payment.currency},
                "refunded_money": {"amount": payment.refunded, "currency": payment.currency},
            }
        }

    def refund(self, account: Account, asked: Body) -> Body:
        """Record that money went back."""
        key = form.check_key(asked.get("idempotency_key"), _PAYMENT_KEY)

        def work() -> str:
            payment, order = self._payment(account, asked.get("payment_id", ""))
            amount = asked["amount_money"]["amount"]
            if not 0 < amount <= payment.amount - payment.refunded:
                raise Refusal("REFUND_AMOUNT_INVALID", "amount_money", category="REFUND_ERROR")
            payment.refunded += amount
            self.book.touch(order)
            self.courier.send(order)
            return key

        return {"refund": {"id": self.book.once(account, key, asked, work), "status": "COMPLETED"}}

    def variations(self, account: Account, asked: Body) -> Body:
        """Return those of some variations that the seller has."""
        faults = self.courier.faults
        if faults.no_catalogue:
            faults.no_catalogue -= 1
            raise Refusal("TEMPORARY_ERROR", status=503, category="API_ERROR")
        return {
            "objects": [
                {
                    "type": "ITEM_VARIATION",
                    "id": each,
                    "item_variation_data": {"sku": account.skus[each]},
                }
                for each in asked.get("object_ids", ())
                if each in account.skus
            ]
        }

    def move(self, square_id: str, state: str, reason: str = "") -> None:
        """Have somebody at the till move an order, and tell the seller's application."""
        order = self.book.any(square_id)
        self.book.move(order, state, reason)
        self.book.touch(order)
        self.courier.send(order)

    def sell(self, account: Account, location: str, lines: Sequence[tuple[str, str]]) -> Order:
        """Have a till sell pieces of variations over the counter: pairs of id and quantity."""
        currency = account.locations[location]
        items = [
            {
                "name": "Sold",
                "quantity": quantity,
                "base_price_money": {"amount": 100, "currency": currency},
                **({"catalog_object_id": variation} if variation else {}),
            }
            for variation, quantity in lines
        ]
        body = {"location_id": location, "line_items": items, "source": {"name": "Point of Sale"}}
        order = self.book.add(account, body, 100, currency)
        self.book.pay(order, 100, currency)
        self.courier.send(order)
        return order

    def _new(self, account: Account, asked: Body) -> str:
        body = copy.deepcopy(asked.get("order", {}))
        currency = _check_location(account, body.get("location_id"))
        form.check_new_order(body, currency)
        refused = self.courier.faults.refused_name
        if refused and any(line["name"] == refused for line in body["line_items"]):
            raise Refusal("INVALID_VALUE", "order.line_items[0].name")
        order = self.book.add(account, body, total_of(body) + self.courier.faults.tax, currency)
        self.courier.send(order)
        return str(order.body["id"])

    def _changed(self, order: Order, asked: Body) -> str:
        body = order.body
        if "version" not in asked:
            raise Refusal("MISSING_REQUIRED_PARAMETER", "order.version")
        if asked["version"] != body["version"]:
            raise Refusal("VERSION_MISMATCH", "order.version")
        if body["state"] != "OPEN":
            raise Refusal("BAD_REQUEST", "order.state")
        for each in asked.get("fulfillments", ()):
            self._change_fulfilment(order, each)
        if asked.get("state") == "CANCELED":
            fulfilment = order.fulfilment
            if order.payment is not None or (fulfilment and fulfilment["state"] not in ENDED):
                raise Refusal("BAD_REQUEST", "order.state")
            body["state"] = "CANCELED"
        self.book.touch(order)
        self.courier.send(order)
        return str(body["id"])

    def _change_fulfilment(self, order: Order, asked: Body) -> None:
        form.check_fulfilment(asked)
        fulfilment = order.fulfilment
        if fulfilment is None or fulfilment["uid"] != asked.get("uid"):
            raise not_found("order.fulfillments[0].uid")
        if fulfilment["state"] in ENDED:
            raise Refusal("INVALID_VALUE", "order.fulfillments[0].state")
        fulfilment["pickup_details"] |= asked.get("pickup_details", {})
        if "state" in asked:
            self.book.move(order, asked["state"])

    def _payment(self, account: Account, payment_id: str) -> tuple[Payment, Order]:
        for order in self.book.orders.values():
            payment = order.payment
            if payment and payment.payment_id == payment_id and order.account is account:
                return payment, order
        raise not_found("payment_id")

    def _is_of(self, account: Account, square_id: str) -> bool:
        order = self.book.orders.get(square_id)
        return order is not None and order.account is account

    def _shown(self, square_id: str) -> Body:
        return self.book.orders[square_id].body


def locations_of(account: Account) -> Body:
    """Return a seller's locations."""
    every = account.locations.items()
    return {
        "locations": [{"id": x, "status": "ACTIVE", "currency": currency} for x, currency in every]
    }


def _check_location(account: Account, location: Any) -> str:
    """Return the currency of a seller's location. Raise Refusal."""
    if location not in account.locations:
        raise Refusal("INVALID_VALUE", "location_id")
    return account.locations[location]


def _page(found: Sequence[Body], asked: Body, limit: int) -> Body:
    start = int(asked.get("cursor") or "0")
    page = found[start : start + limit]
    more = {"cursor": str(start + limit)} if len(found) > start + limit else {}
    if not asked.get("return_entries"):
        return {"orders": page, **more}
    names = ("location_id", "version")
    entries = [{"order_id": body["id"], **{x: body[x] for x in names}} for body in page]
    return {"order_entries": entries, **more}
