"""When tasks for a system behind a till's plug-in are due."""

from __future__ import annotations

import time

import pytest
from zhongtai_plugin.pos import book as books
from zhongtai_plugin.pos.book import LONGEST_PAUSE_SECONDS, Book, Rules

from tests.plugins.pos_scene import new_order


@pytest.fixture
async def book(tmp_path):
    rules = Rules(problem=lambda _: "", reference=str, notice=lambda *_: "")
    book = await Book.open(tmp_path / "book.sqlite3", rules, keep_days=7)
    yield book
    await book.close()


async def test_what_was_put_off_is_due_when_its_time_has_come_or_the_clock_was_put_back(
    book, monkeypatch
):
    order = new_order()
    await book.take_order(order, lambda: "P1")

    def due() -> list[str]:
        return [task.known.order.order_id for task in book.due(order.merchant_id, (), 9)]

    now = time.time()
    monkeypatch.setattr(books.time, "time", lambda: now)
    assert due() == [order.order_id]
    (task,) = book.due(order.merchant_id, (), 9)
    await book.again(task, LONGEST_PAUSE_SECONDS)
    assert due() == []
    assert book.due(order.merchant_id, {order.order_id}, 9) == []
    monkeypatch.setattr(books.time, "time", lambda: now + LONGEST_PAUSE_SECONDS)
    assert due() == [order.order_id]
    monkeypatch.setattr(books.time, "time", lambda: now - 86_400)
    assert due() == [order.order_id]
