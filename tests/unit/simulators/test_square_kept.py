"""Square's book is on disk what it was in memory, as far as it was answered."""

import time
from pathlib import Path

from simulators.square.account import Account
from simulators.square.book import Book
from simulators.square.kept import kept_book

NOODLES = Account("noodles", "token", "key", "https://hooks.example.com", {"L1": "CNY"})
ACCOUNTS = {"noodles": NOODLES}


def order_in(book: Book, name: str) -> str:
    body = {"location_id": "L1", "line_items": [], "metadata": {"order_id": name}}
    asked = {"idempotency_key": name}

    def make() -> str:
        return str(
            book.add(NOODLES, body | {"fulfillments": [{"state": "PROPOSED"}]}, 100, "CNY").body[
                "id"
            ]
        )

    return book.once(NOODLES, name, asked, make)


def test_what_was_kept_is_there_after_a_kill_and_what_was_not_is_not(tmp_path: Path):
    with kept_book(tmp_path / "book", ACCOUNTS, time.time) as (book, keep):
        first = order_in(book, "first")
        book.pay(book.orders[first], 100, "CNY").refunded = 30
        keep(book)
        order_in(book, "second")
        before = book.orders[first]
    with kept_book(tmp_path / "book", ACCOUNTS, time.time) as (book, _):
        assert list(book.orders) == [first]
        assert book.orders[first] == before
        assert order_in(book, "first") == first  # under its key, once
        assert len(book.orders) == 1


def test_an_order_that_changes_keeps_its_place_and_another_sellers_are_left_out(tmp_path: Path):
    with kept_book(tmp_path / "book", ACCOUNTS, time.time) as (book, keep):
        ids = [order_in(book, name) for name in ("first", "second")]
        keep(book)
        book.touch(book.orders[ids[0]])
        keep(book)
    with kept_book(tmp_path / "book", ACCOUNTS, time.time) as (book, _):
        assert list(book.orders) == ids
        assert [order.body["version"] for order in book.orders.values()] == [2, 1]
    with kept_book(tmp_path / "book", {}, time.time) as (book, _):
        assert book.orders == {}
