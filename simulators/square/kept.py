"""Square's book on disk: what was answered is still there after a kill at any point."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from simulators.square.account import Account
from simulators.square.book import Book, Order, Payment

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, merchant_id TEXT NOT NULL, body TEXT NOT NULL, payment TEXT, history TEXT
);
CREATE TABLE IF NOT EXISTS calls (
    merchant_id TEXT, key TEXT, asked TEXT, result TEXT, PRIMARY KEY (merchant_id, key)
);
"""

Keep = Callable[[Book], None]
"""Writes down what is new in a book; called before anything of it is answered."""


def keep_nothing(book: Book) -> None:
    """Leave the book where it is: in memory alone."""


@contextmanager
def kept_book(
    file: Path, accounts: Mapping[str, Account], now: Callable[[], float]
) -> Iterator[tuple[Book, Keep]]:
    """The book of a file, and what writes its news there. `accounts` are by merchant id."""
    # What a killed process has written, the operating system has: nothing waits for the disk.
    db = sqlite3.connect(file)
    try:
        db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {_SCHEMA}")
        yield _read(db, accounts, now), lambda book: _write(db, book)
    finally:
        db.close()


def _read(
    db: sqlite3.Connection, accounts: Mapping[str, Account], now: Callable[[], float]
) -> Book:
    book = Book(now)
    for square_id, merchant_id, body, payment, history in db.execute(
        "SELECT id, merchant_id, body, payment, history FROM orders ORDER BY rowid"
    ):
        if merchant_id in accounts:
            paid = Payment(**json.loads(payment)) if payment else None
            order = Order(accounts[merchant_id], json.loads(body), paid, json.loads(history))
            book.orders[square_id] = order
    for merchant_id, key, asked, result in db.execute(
        "SELECT merchant_id, key, asked, result FROM calls"
    ):
        book.calls[merchant_id, key] = (asked, result)
    return book


def _write(db: sqlite3.Connection, book: Book) -> None:
    news = book.news
    with db:
        for order in (book.orders[square_id] for square_id in news.orders):
            paid = json.dumps(asdict(order.payment)) if order.payment else None
            values = (json.dumps(order.body), paid, json.dumps(order.history))
            db.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE "
                "SET body = excluded.body, payment = excluded.payment, history = excluded.history",
                (order.body["id"], order.account.merchant_id, *values),
            )
        rows = [(*call, *book.calls[call]) for call in news.calls]
        db.executemany("INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?)", rows)
    news.orders.clear()
    news.calls.clear()
