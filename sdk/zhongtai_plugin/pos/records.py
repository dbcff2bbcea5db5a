"""Rows of the book: orders, and tasks that are still to be done for them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    place TEXT NOT NULL,
    business_date TEXT NOT NULL,
    body BLOB NOT NULL,
    notice TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL UNIQUE,
    remote_id TEXT UNIQUE,
    tried_at REAL NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0,
    last_kind INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS orders_under_way ON orders (merchant_id) WHERE rank > 0 AND ended = 0;
CREATE INDEX IF NOT EXISTS orders_at ON orders (merchant_id, place) WHERE remote_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_of_day ON orders (business_date);
CREATE INDEX IF NOT EXISTS orders_ended ON orders (business_date) WHERE ended = 1;
CREATE TABLE IF NOT EXISTS tasks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    change BLOB,
    done INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    again_at REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS tasks_of_order ON tasks (order_id);
CREATE INDEX IF NOT EXISTS tasks_open ON tasks (order_id, number) WHERE done = 0;
CREATE INDEX IF NOT EXISTS tasks_waiting ON tasks (again_at, number) WHERE done = 0;
CREATE TABLE IF NOT EXISTS read_until (place TEXT PRIMARY KEY, at TEXT NOT NULL);
"""
DUE = """
SELECT t.number, t.task_id, t.change, t.tries, t.again_at, o.* FROM tasks t JOIN orders o
ON o.order_id = t.order_id WHERE t.done = 0 AND o.merchant_id = ? AND NOT EXISTS
(SELECT 1 FROM tasks e WHERE e.order_id = t.order_id AND e.done = 0 AND e.number < t.number)
AND t.again_at BETWEEN ? AND ? ORDER BY t.again_at, t.number LIMIT ?
"""
# Nothing of them is still to be told, or was since the first order of the oldest day that is kept:
# what the platform repeats is known.
FORGOTTEN = """
SELECT order_id FROM orders WHERE ended = 1 AND business_date < :day AND NOT EXISTS
(SELECT 1 FROM tasks t WHERE t.order_id = orders.order_id AND (t.done = 0 OR t.number >=
(SELECT min(number) FROM tasks WHERE order_id =
(SELECT order_id FROM orders WHERE business_date >= :day ORDER BY business_date, rowid LIMIT 1))))
AND EXISTS (SELECT 1 FROM orders WHERE business_date >= :day)
ORDER BY business_date LIMIT :most
"""
# One look into an index for each place: a chain has few of them, and a month of orders.
PLACES = """
WITH RECURSIVE each (place) AS (
    SELECT min(place) FROM orders WHERE merchant_id = :chain AND remote_id IS NOT NULL
    UNION ALL
    SELECT (SELECT min(place) FROM orders WHERE merchant_id = :chain AND remote_id IS NOT NULL
        AND place > each.place)
    FROM each WHERE place IS NOT NULL
)
SELECT place FROM each WHERE place IS NOT NULL
"""
MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class Known:
    """An order of ours. `tried_at`: when it was first given to the system, 0 for never.

    `place` is where it goes there, `remote_id` what it is called there, and `notice` what the store
    is told of it beside its content. `ended`: the platform has ended it, or the system refused it:
    what stores say of it is no news.
    """

    order: PosOrder
    place: str
    notice: str
    remote_id: str
    tried_at: float
    rank: int
    last_kind: pos_pb2.TillUpdateKind
    ended: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Something to tell the system of an order; without `change` the order itself."""

    number: int
    task_id: str
    tries: int
    change: pos_pb2.OrderChange | None
    known: Known


def forget(db: sqlite3.Connection, oldest_day: str, most: int) -> None:
    """Forget some orders that ended before a day, and their tasks."""
    gone = db.execute(FORGOTTEN, {"day": oldest_day, "most": most}).fetchall()
    db.executemany("DELETE FROM tasks WHERE order_id = ?", gone)
    db.executemany("DELETE FROM orders WHERE order_id = ?", gone)


def try_all_anew(db: sqlite3.Connection) -> None:
    """Let all tasks be tried at once: whoever starts us again may have mended what kept them."""
    db.execute("UPDATE tasks SET tries = 0, again_at = 0 WHERE done = 0")


def find(db: sqlite3.Connection, column: str, value: str) -> Known | None:
    """Return the order with a value in a column that no two share."""
    statement = f"SELECT * FROM orders WHERE {column} = ?"  # noqa: S608 - of three columns
    row = db.execute(statement, (value,)).fetchone()
    return None if row is None else known_of(row)


def known_of(row: sqlite3.Row) -> Known:
    """Return the order of a row."""
    return Known(
        PosOrder.FromString(row["body"]),
        row["place"],
        row["notice"],
        row["remote_id"] or "",
        row["tried_at"],
        row["rank"],
        row["last_kind"],
        bool(row["ended"]),
    )


def task_of(row: sqlite3.Row) -> Task:
    """Return the task of a row of DUE."""
    content = row["change"]
    change = None if content is None else pos_pb2.OrderChange.FromString(content)
    return Task(row["number"], row["task_id"], row["tries"], change, known_of(row))


def add_task(
    db: sqlite3.Connection, task_id: str, order_id: str, change: pos_pb2.OrderChange | None
) -> bool:
    """Add a task behind all others; return whether it was new."""
    content = None if change is None else change.SerializeToString()
    added = db.execute(
        "INSERT OR IGNORE INTO tasks (task_id, order_id, change) VALUES (?, ?, ?)",
        (task_id, order_id, content),
    )
    return added.rowcount == 1


def finish(db: sqlite3.Connection, task: Task) -> None:
    """Note that a task is done."""
    # What it says has done its duty; its id stays to know a repetition.
    statement = "UPDATE tasks SET done = 1, change = NULL WHERE number = ?"
    db.execute(statement, (task.number,))


def update_of(known: Known, update_id: str, kind: pos_pb2.TillUpdateKind) -> pos_pb2.TillUpdate:
    """Return what the platform is told of an order at its store, as of now."""
    order = known.order
    update = pos_pb2.TillUpdate(
        update_id=update_id,
        order_id=order.order_id,
        merchant_id=order.merchant_id,
        store_id=order.store_id,
        kind=kind,
        till_id=known.place,
    )
    update.occurred_time.GetCurrentTime()
    return update


def rejection_of(known: Known, reason: str) -> pos_pb2.TillUpdate:
    """Return that the system takes an order never."""
    update_id = f"{known.order.order_id}/refused"
    update = update_of(known, update_id, pos_pb2.TILL_UPDATE_KIND_REJECTED)
    update.reason = reason[:MAX_REASON]
    return update
