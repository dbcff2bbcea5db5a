"""The simulated Square refuses what Square refuses, and does nothing twice."""

from collections.abc import Callable

import httpx
import pytest

from simulators.core.clock import Clock
from simulators.square.account import Account
from simulators.square.book import Book
from simulators.square.courier import Courier
from simulators.square.orders import Orders
from simulators.square.refusals import Refusal
from simulators.square.totals import total_of

ACCOUNT = Account("noodles", "token", "key", "https://a.example/", {"L1": "USD"}, {"V1": "sku-1"})
OTHER = Account("tea", "another", "key", "https://b.example/", {"L2": "USD"})


@pytest.fixture
def side() -> Orders:
    clock = Clock()
    return Orders(Book(clock.now), Courier(httpx.AsyncClient(), clock))


def money(amount: int, currency: str = "USD") -> dict:
    return {"amount": amount, "currency": currency}


def asked(key: str = "k1", **more: object) -> dict:
    line = {"name": "Tea", "quantity": "2", "base_price_money": money(800)}
    recipient = {"recipient": {"display_name": "Anna"}}
    fulfilment = {"type": "PICKUP", "state": "PROPOSED", "pickup_details": recipient}
    order = {"location_id": "L1", "line_items": [line], "fulfillments": [fulfilment], **more}
    return {"idempotency_key": key, "order": order}


def payment(square_id: str, amount: int = 1600, key: str = "p1") -> dict:
    return {
        "idempotency_key": key,
        "source_id": "EXTERNAL",
        "external_details": {"type": "OTHER"},
        "order_id": square_id,
        "amount_money": money(amount),
    }


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refusal:
        work()
    return refusal.value.code


def change(order: dict, key: str, **fulfilment: object) -> dict:
    uid = order["fulfillments"][0]["uid"]
    body = {"version": order["version"], "fulfillments": [{"uid": uid, **fulfilment}]}
    return {"idempotency_key": key, "order": body}


def test_what_is_asked_again_under_its_key_is_done_once(side: Orders):
    made = [side.create(ACCOUNT, asked())["order"]["id"] for _ in range(2)]
    assert len(set(made)) == len(side.book.orders) == 1
    assert refused(lambda: side.create(ACCOUNT, asked(ticket_name="8"))) == "IDEMPOTENCY_KEY_REUSED"
    paid = [side.pay(ACCOUNT, payment(made[0]))["payment"]["id"] for _ in range(2)]
    assert len(set(paid)) == 1


def test_an_order_is_changed_as_it_stands_or_not_at_all(side: Orders):
    order = dict(side.create(ACCOUNT, asked())["order"])
    side.move(order["id"], "RESERVED")
    late = change(order, "c1", state="CANCELED")
    assert refused(lambda: side.update(ACCOUNT, order["id"], late, None)) == "VERSION_MISMATCH"
    side.pay(ACCOUNT, payment(order["id"]))
    fresh = change(side.book.find(ACCOUNT, order["id"]).body, "c2", state="CANCELED")
    closed = side.update(ACCOUNT, order["id"], fresh, None)["order"]
    assert (closed["state"], closed["version"]) == ("COMPLETED", 4)
    again = change(closed, "c3", state="COMPLETED")
    assert refused(lambda: side.update(ACCOUNT, order["id"], again, None)) == "BAD_REQUEST"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"location_id": "L2"}, "INVALID_VALUE"),
        ({"line_items": []}, "MISSING_REQUIRED_PARAMETER"),
        ({"reference_id": "x" * 41}, "VALUE_TOO_LONG"),
        ({"state": "OPEN"}, "UNKNOWN_BODY_PARAMETER"),
        ({"line_items": [{"name": "Tea", "quantity": 2}]}, "INVALID_VALUE"),
        ({"service_charges": [{"amount_money": money(1, "EUR")}]}, "INVALID_VALUE"),
        ({"fulfillments": [{"type": "DELIVERY", "state": "PROPOSED"}]}, "INVALID_VALUE"),
    ],
)
def test_an_order_of_another_form_is_refused(side: Orders, order: dict, code: str):
    assert refused(lambda: side.create(ACCOUNT, asked(**order))) == code
    assert not side.book.orders


def test_money_is_taken_and_given_back_to_the_cent(side: Orders):
    square_id = side.create(ACCOUNT, asked())["order"]["id"]
    assert refused(lambda: side.pay(ACCOUNT, payment(square_id, 1))) == "PAYMENT_AMOUNT_MISMATCH"
    paid = side.pay(ACCOUNT, payment(square_id))["payment"]["id"]

    def back(amount: int) -> dict:
        key = f"r{amount}"
        return {"idempotency_key": key, "payment_id": paid, "amount_money": money(amount)}

    for _ in range(2):
        side.refund(ACCOUNT, back(1000))
    assert refused(lambda: side.refund(ACCOUNT, back(601))) == "REFUND_AMOUNT_INVALID"
    assert refused(lambda: side.payment(OTHER, paid)) == "NOT_FOUND"
    assert side.payment(ACCOUNT, paid)["payment"]["refunded_money"] == money(1000)


def test_changed_orders_are_found_page_by_page_by_their_seller(side: Orders):
    ids = [side.create(ACCOUNT, asked(f"k{number}"))["order"]["id"] for number in range(3)]
    side.move(ids[0], "RESERVED")
    query = {
        "filter": {"date_time_filter": {"updated_at": {"start_at": "2020-01-01T00:00:00Z"}}},
        "sort": {"sort_field": "UPDATED_AT"},
    }
    search = {"location_ids": ["L1"], "query": query, "limit": 2, "return_entries": True}
    page = side.search(ACCOUNT, search)
    rest = side.search(ACCOUNT, search | {"cursor": page["cursor"]})
    found = [each["order_id"] for each in page["order_entries"] + rest["order_entries"]]
    assert (found, "cursor" in rest) == ([ids[1], ids[2], ids[0]], False)
    assert refused(lambda: side.search(OTHER, search)) == "INVALID_VALUE"
    assert side.get(OTHER, ids) == {"orders": []}


def test_a_discount_takes_no_more_than_the_goods_cost():
    line = {"quantity": "2", "base_price_money": money(100)}
    choice = {"quantity": "3", "base_price_money": money(10)}
    order = {
        "line_items": [{**line, "modifiers": [choice]}],
        "discounts": [{"amount_money": money(500)}],
        "service_charges": [{"amount_money": money(30)}],
    }
    assert total_of(order) == 30
    assert total_of(order | {"discounts": []}) == 290
