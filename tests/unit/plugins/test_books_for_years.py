"""Books of plug-ins that run for years: what is over goes, and what is asked costs no more."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import Forgetting, forgetting
from zhongtai_plugin.pos.book import Book, Rules

from plugins.file_drop.books import Books, File
from plugins.payment_sandbox.model import NewTrade
from plugins.payment_sandbox.trades import Trades
from plugins.policy_rules.counts import Counts, Placement
from plugins.policy_rules.model import PerDay
from plugins.pos_till.board import Board
from tests.plugins.pos_scene import CHAIN, new_order

TODAY = datetime.now(UTC).date()
OLD, YOUNG = [(TODAY - timedelta(days=days)).isoformat() for days in (31, 29)]


@pytest.fixture(autouse=True)
def at_any_time(monkeypatch):
    monkeypatch.setattr(forgetting, "PAUSE_SECONDS", 0.0)


def order_of(name: str, day: str):
    return new_order(order_id=name, business_date=day)


def cancelled(name: str) -> pos_pb2.OrderChange:
    kind = pos_pb2.ORDER_CHANGE_KIND_CANCELLED
    return pos_pb2.OrderChange(change_id=f"end/{name}", order_id=name, kind=kind)


def counted(journal, *tables: str) -> list[int]:
    return [
        journal.read(lambda db, t=table: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0])
        for table in tables
    ]


async def test_a_board_that_runs_on_forgets_what_was_closed_long_ago(tmp_path):
    board = await Board.open(tmp_path, 30)
    await board.take_orders([order_of(name, OLD) for name in ("ended", "open")])
    await board.take_changes([cancelled("ended")])
    old = "UPDATE platform_changes SET taken_on = '2020-01-01'"
    await board._journal.write(lambda db: db.execute(old))
    await board._journal.write(
        lambda db: db.execute("INSERT INTO pickup_numbers VALUES ('s', '2020-01-01', 9)")
    )
    await board.take_orders([order_of("young", YOUNG)])
    await board.take_changes([cancelled("young"), cancelled("open")])
    await board.take_orders([order_of("next", TODAY.isoformat())])
    # "open" was closed after what is kept: a till that is away shall hear of it.
    assert [each is not None for each in board.look_up(["ended", "open", "young"])] == [
        False,
        True,
        True,
    ]
    assert counted(board._journal, "platform_changes", "pickup_numbers") == [2, 0]
    await board.close()


async def test_a_board_whose_newest_order_was_forgotten_counts_on_from_it(tmp_path):
    board = await Board.open(tmp_path, 30)
    await board.take_orders([order_of("young", YOUNG)])
    await board.take_orders([order_of("old", OLD)])
    await board.take_changes([cancelled("old")])
    newest = board._rows.newest_change
    await board._journal.write(
        lambda db: db.execute("UPDATE orders SET change = 99 WHERE order_id = 'young'")
    )
    await board.take_orders([])
    await board._journal.write(lambda db: db.execute("DELETE FROM orders"))
    await board.close()
    board = await Board.open(tmp_path, 30)
    assert board._rows.newest_change == newest
    await board.close()


async def test_a_book_that_runs_on_forgets_what_ended_long_ago_and_has_been_told(tmp_path):
    rules = Rules(lambda _: "", lambda order_id: order_id, lambda *_: "")
    book = await Book.open(tmp_path / "book.sqlite3", rules, 30)
    for name in ("told", "untold", "late"):
        await book.take_order(order_of(name, OLD), lambda: "place")
    await book.take_change(cancelled("told"))
    await book.take_order(order_of("young", YOUNG), lambda: "place")
    # Its end may be told again: what is kept began before it.
    await book.take_change(cancelled("late"))
    await book.take_change(cancelled("untold"))
    while tasks := book.due(CHAIN, ["untold"], 9):
        for task in tasks:
            await book.done(task)
    await book.take_order(order_of("next", TODAY.isoformat()), lambda: "place")
    found = [name for name in ("told", "untold", "late", "young") if book.find(name)]
    assert found == ["untold", "late", "young"]
    assert counted(book._journal, "tasks") == [6]
    await book.close()


def test_forgetting_is_done_once_a_minute_and_in_pieces(monkeypatch):
    monkeypatch.undo()
    done, now = [], [1_000_000_000.0]
    old = Forgetting(30, lambda _db, day, most: done.append((day, most)), clock=lambda: now[0])
    db = sqlite3.connect(":memory:")
    for seconds in (0, 59, 1, 59):
        now[0] += seconds
        old.some(db)
    assert done == [("2001-08-10", forgetting.AT_ONCE)] * 2
    db.close()


async def test_the_sandbox_forgets_notices_that_were_delivered(tmp_path):
    trades = await Trades.open(tmp_path)
    new = NewTrade("pay_1", "m", "ord_1", 100, "EUR", "tea", 4e9, "http://localhost/")
    await trades.create(new)
    _, notice = await trades.pay("pay_1", None)
    assert counted(trades._journal, "notices") == [1]
    await trades.delivered(notice.event_id)
    assert counted(trades._journal, "notices") == [0]
    assert await trades.pay("pay_1", None) == (trades.trade("pay_1"), None)
    await trades.close()


async def test_an_order_for_a_day_weeks_ahead_leaves_what_was_counted_today(tmp_path):
    counts = await Counts.open(tmp_path)
    most, today, ahead = (
        PerDay(orders=1, message="Enough."),
        TODAY.isoformat(),
        TODAY + timedelta(days=20),
    )

    async def may(placement: str, person: str, day: str) -> bool:
        return await counts.let_through(Placement("m", placement, person, day, 100), most)

    assert await may("ord_0", "per_1", "2020-01-01")
    assert await may("ord_1", "per_1", today)
    assert await may("ord_2", "per_2", ahead.isoformat())
    assert not await may("ord_3", "per_1", today)
    assert await may("ord_1", "per_1", today)
    assert await may("ord_4", "per_3", today)
    assert counted(counts._journal, "counted") == [3]
    await counts.close()


async def steps_of(journal, read) -> int:
    """Return how many hundred steps of sqlite's machine a read takes."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    journal._reader.set_progress_handler(count, 100)
    read()
    journal._reader.set_progress_handler(None, 0)
    return steps


async def test_what_is_asked_all_the_time_costs_no_more_with_a_month_of_orders(tmp_path):
    board = await Board.open(tmp_path, 30)
    await board.take_orders([order_of(f"ord_{number}", YOUNG) for number in range(1_000)])
    await board.take_changes([cancelled(f"ord_{number}") for number in range(1_000)])
    await board.take_orders([order_of("open", YOUNG)])
    assert board.open_orders() == 1
    assert await steps_of(board._journal, board.open_orders) < 3
    await board.close()
    rules = Rules(lambda _: "", lambda order_id: order_id, lambda *_: "")
    book = await Book.open(tmp_path / "book.sqlite3", rules, 30)
    orders = [order_of(f"ord_{number}", YOUNG) for number in range(1_000)]
    await asyncio.gather(
        *(book.restore(x, f"place {i % 3}", f"remote {i}") for i, x in enumerate(orders))
    )
    await book.take_order(order_of("new", YOUNG), lambda: "elsewhere")
    assert book.places(CHAIN) == {"place 0", "place 1", "place 2"}
    assert book.places("another") == set()
    assert await steps_of(book._journal, lambda: book.places(CHAIN)) < 5
    await book.close()


async def test_the_next_file_that_is_dropped_costs_no_more_after_years_of_files(tmp_path):
    books = await Books.open(tmp_path)
    files = [File("a", "m", number, f"draft {number}") for number in range(1, 2_001)]
    await asyncio.gather(*(books.keep_file(each, {}, lambda _db: None) for each in files))
    await books.keep_file(File("b", "m", 2_001, "draft b"), {}, lambda _db: None)
    found = [books.last_number(kinds, "m") for kinds in (["a"], ["b", "a"], ["c"])]
    assert found == [2_000, 2_001, 0]
    assert await steps_of(books._journal, lambda: books.last_number(["a", "b"], "m")) < 3
    assert await steps_of(books._journal, lambda: books.has_file("m", "draft 7")) < 3
    await books.close()
