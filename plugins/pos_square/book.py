"""The orders that stores have at Square, and what is still to be told to it: durable, in a journal.

An order is handed over, and changed, by tasks: one after another for an order, whatever becomes of
its neighbours.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder
from zhongtai_plugin import BadRequest, Journal, Outbox, PluginFault, Rejected

from plugins.pos_square import progress, words
from plugins.pos_square.progress import Step

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    business_date TEXT NOT NULL,
    body BLOB NOT NULL,
    notice TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL UNIQUE,
    square_id TEXT UNIQUE,
    tried_at REAL NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL DEFAULT 0,
    last_kind INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tasks (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL,
    change BLOB,
    done INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    again_at REAL NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS tasks_open ON tasks (order_id, number) WHERE done = 0;
CREATE INDEX IF NOT EXISTS tasks_waiting ON tasks (again_at, number) WHERE done = 0;
CREATE TABLE IF NOT EXISTS read_until (location_id TEXT PRIMARY KEY, at TEXT NOT NULL);
"""
_DUE = """
SELECT t.number, t.task_id, t.change, t.tries, t.again_at, o.* FROM tasks t JOIN orders o
ON o.order_id = t.order_id WHERE t.done = 0 AND o.merchant_id = ? AND NOT EXISTS
(SELECT 1 FROM tasks e WHERE e.order_id = t.order_id AND e.done = 0 AND e.number < t.number)
AND t.again_at <= ? ORDER BY t.again_at, t.number LIMIT ?
"""
_ENDING = (pos_pb2.ORDER_CHANGE_KIND_CANCELLED, pos_pb2.ORDER_CHANGE_KIND_FINISHED)
_ABOUT_AFTER_SALE = (
    pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED,
    pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED,
)


@dataclass(frozen=True, slots=True)
class Known:
    """An order of ours. `tried_at`: when it was first given to Square, 0 for never.

    `ended`: the platform has ended it, or Square refused it: what stores say of it is no news.
    """

    order: PosOrder
    location_id: str
    notice: str
    square_id: str
    tried_at: float
    rank: int
    last_kind: pos_pb2.TillUpdateKind
    ended: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Something to tell Square of an order; without `change` the order itself."""

    number: int
    task_id: str
    tries: int
    change: pos_pb2.OrderChange | None
    known: Known


class Book:
    """All orders of this installation. Make it with `open`."""

    def __init__(self, journal: Journal, updates: Outbox, sales: Outbox) -> None:
        self.updates = updates
        self.sales = sales
        self._journal = journal

    @classmethod
    async def open(cls, folder: Path, keep_days: int) -> Book:
        """Open or make the book in a folder, and forget what ended `keep_days` ago."""
        journal = await Journal.open(folder / "square.sqlite3", _SCHEMA)
        horizon = (datetime.now(UTC) - timedelta(days=keep_days)).date().isoformat()
        await journal.write(lambda db: _tidy(db, horizon))
        updates = await Outbox.open(journal, "updates")
        return cls(journal, updates, await Outbox.open(journal, "sales"))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    # What the platform sends.

    async def take_order(self, order: PosOrder, location_of: Callable[[], str]) -> bool:
        """Keep a new order; return whether it was known. Raise what keeps it from being taken."""

        def keep(db: sqlite3.Connection) -> bool:
            if _find(db, "order_id", order.order_id) is not None:
                return True
            if problem := words.order_problem(order):
                raise BadRequest("ORDER_INVALID", problem)
            if not order.paid:
                raise Rejected("NOT_PAID", "Square shows stores paid orders only.")
            db.execute(
                "INSERT INTO orders (order_id, merchant_id, location_id, business_date, body, "
                "reference) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    order.order_id,
                    order.merchant_id,
                    location_of(),
                    order.business_date,
                    order.SerializeToString(),
                    words.reference_of(order.order_id),
                ),
            )
            _add_task(db, f"push/{order.order_id}", order.order_id, None)
            return False

        return await self._journal.write(keep)

    async def take_change(self, change: pos_pb2.OrderChange) -> bool:
        """Keep what happened elsewhere; return whether it was known. Raise what is wrong."""
        if problem := _change_problem(change):
            raise BadRequest("CHANGE_INVALID", problem)

        def keep(db: sqlite3.Connection) -> bool:
            known = _find(db, "order_id", change.order_id)
            if known is None:
                raise Rejected("ORDER_UNKNOWN", "This order was never pushed here.")
            if not _add_task(db, f"change/{change.change_id}", change.order_id, change):
                return True
            body, notice = known.order, known.notice
            if change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
                body = change.order
            if change.kind in _ABOUT_AFTER_SALE:
                notice = words.notice_of(change, body)
            db.execute(
                "UPDATE orders SET body = ?, notice = ?, ended = MAX(ended, ?) WHERE order_id = ?",
                (body.SerializeToString(), notice, change.kind in _ENDING, change.order_id),
            )
            return False

        return await self._journal.write(keep)

    def find(self, order_id: str) -> Known | None:
        """Return an order; None when it was never pushed here."""
        return self._journal.read(lambda db: _find(db, "order_id", order_id))

    # What is told to Square.

    def due(self, merchant_id: str, busy: Collection[str], most: int) -> list[Task]:
        """Return tasks of a chain whose time has come; none of an order in `busy`.

        Those that were never tried come first, oldest before: what fails holds nothing else up.
        """
        values = (merchant_id, time.time(), most + len(busy))
        rows = self._journal.read(lambda db: db.execute(_DUE, values).fetchall())
        tasks = [_task(row) for row in rows]
        return [task for task in tasks if task.known.order.order_id not in busy][:most]

    def waiting(self, merchant_id: str) -> int:
        """Return how many tasks of a chain are to be done."""
        statement = (
            "SELECT count(*) FROM tasks t JOIN orders o ON o.order_id = t.order_id "
            "WHERE t.done = 0 AND o.merchant_id = ?"
        )
        found = self._journal.read(lambda db: db.execute(statement, (merchant_id,)).fetchone())
        return int(found[0])

    async def tried(self, order_id: str) -> None:
        """Note that an order is about to be given to Square: from now on it may be there."""
        statement = "UPDATE orders SET tried_at = ? WHERE order_id = ? AND tried_at = 0"
        await self._journal.write(lambda db: db.execute(statement, (time.time(), order_id)))

    async def again(self, task: Task, seconds: float) -> None:
        """Put a task off; for no time it keeps its place."""
        statement = "UPDATE tasks SET tries = tries + 1, again_at = ? WHERE number = ?"
        values = (time.time() + seconds if seconds else 0.0, task.number)
        await self._journal.write(lambda db: db.execute(statement, values))

    async def done(self, task: Task, square_id: str = "") -> None:
        """Note that a task is done; `square_id` is what Square calls the order, where it has it."""

        def keep(db: sqlite3.Connection) -> None:
            _finish(db, task)
            if square_id:
                db.execute(
                    "UPDATE orders SET square_id = ? WHERE order_id = ?",
                    (square_id, task.known.order.order_id),
                )

        await self._journal.write(keep)

    async def refuse(self, task: Task, fault: PluginFault) -> None:
        """Tell the platform that an order cannot be handed over: that is its end."""
        order, till = task.known.order, task.known.location_id
        update = progress.rejection_of(order, fault.message, till)

        def keep(db: sqlite3.Connection) -> None:
            _finish(db, task)
            self._tell(db, update)
            db.execute("UPDATE orders SET ended = 1 WHERE order_id = ?", (order.order_id,))

        await self._journal.write(keep)
        self.updates.wake()

    # What stores say.

    async def advance(self, square_id: str, reference: str, step: Step) -> bool:
        """Tell the platform of a step, unless it is no news; return whether the order is ours.

        One of which only the reference is known, since Square's answer was lost, is ours, too.
        """

        def keep(db: sqlite3.Connection) -> bool:
            known = _find(db, "square_id", square_id)
            if known is None:
                known = _find(db, "reference", reference)
                if known is None or known.square_id:
                    return False
                mine = (square_id, known.order.order_id)
                db.execute("UPDATE orders SET square_id = ? WHERE order_id = ?", mine)
            if known.ended or step.rank <= known.rank:
                return True
            update = progress.update_of(step, square_id, known.order, known.location_id)
            if update is not None:
                self._tell(db, update)
                db.execute(
                    "UPDATE orders SET rank = ?, ended = ? WHERE order_id = ?",
                    (step.rank, step.state in progress.ENDED, known.order.order_id),
                )
            return True

        ours = await self._journal.write(keep)
        self.updates.wake()
        return ours

    async def keep_sales(self, sales: Sequence[pos_pb2.TillSale]) -> None:
        """Keep sales over the counter for the platform, each once."""

        def keep(db: sqlite3.Connection) -> None:
            for sale in sales:
                self.sales.append(db, sale.till_sale_id, sale.SerializeToString())

        await self._journal.write(keep)

    def locations(self, merchant_id: str) -> set[str]:
        """Return where Square has orders of a chain."""
        statement = (
            "SELECT DISTINCT location_id FROM orders "
            "WHERE merchant_id = ? AND square_id IS NOT NULL"
        )
        rows = self._journal.read(lambda db: db.execute(statement, (merchant_id,)).fetchall())
        return {str(row[0]) for row in rows}

    def read_until(self, locations: Sequence[str]) -> tuple[int, datetime | None]:
        """Return of how many locations changes were read, and up to when those of all of them."""
        marks = ",".join("?" * len(locations))
        statement = f"SELECT count(*), min(at) FROM read_until WHERE location_id IN ({marks})"  # noqa: S608 - marks
        row = self._journal.read(lambda db: db.execute(statement, locations).fetchone())
        return int(row[0]), progress.moment_of(row[1])

    async def note_read(self, locations: Iterable[str], at: datetime) -> None:
        """Note up to when changes are read."""
        rows = [(location, at.isoformat()) for location in locations]
        statement = "INSERT OR REPLACE INTO read_until VALUES (?, ?)"
        await self._journal.write(lambda db: db.executemany(statement, rows))

    def _tell(self, db: sqlite3.Connection, update: pos_pb2.TillUpdate) -> None:
        if self.updates.append(db, update.update_id, update.SerializeToString()):
            values = (int(update.kind), update.order_id)
            db.execute("UPDATE orders SET last_kind = ? WHERE order_id = ?", values)


def _tidy(db: sqlite3.Connection, horizon: str) -> None:
    db.execute(
        "DELETE FROM orders WHERE ended = 1 AND business_date < ? AND NOT EXISTS "
        "(SELECT 1 FROM tasks t WHERE t.order_id = orders.order_id AND t.done = 0)",
        (horizon,),
    )
    db.execute("DELETE FROM tasks WHERE order_id NOT IN (SELECT order_id FROM orders)")
    # Whoever starts us again may have mended what kept these.
    db.execute("UPDATE tasks SET tries = 0, again_at = 0 WHERE done = 0")


def _find(db: sqlite3.Connection, column: str, value: str) -> Known | None:
    statement = f"SELECT * FROM orders WHERE {column} = ?"  # noqa: S608 - of three columns
    row = db.execute(statement, (value,)).fetchone()
    return None if row is None else _known(row)


def _known(row: sqlite3.Row) -> Known:
    return Known(
        PosOrder.FromString(row["body"]),
        row["location_id"],
        row["notice"],
        row["square_id"] or "",
        row["tried_at"],
        row["rank"],
        row["last_kind"],
        bool(row["ended"]),
    )


def _task(row: sqlite3.Row) -> Task:
    content = row["change"]
    change = None if content is None else pos_pb2.OrderChange.FromString(content)
    return Task(row["number"], row["task_id"], row["tries"], change, _known(row))


def _add_task(
    db: sqlite3.Connection, task_id: str, order_id: str, change: pos_pb2.OrderChange | None
) -> bool:
    content = None if change is None else change.SerializeToString()
    added = db.execute(
        "INSERT OR IGNORE INTO tasks (task_id, order_id, change) VALUES (?, ?, ?)",
        (task_id, order_id, content),
    )
    return added.rowcount == 1


def _finish(db: sqlite3.Connection, task: Task) -> None:
    # What it says has done its duty; its id stays to know a repetition.
    statement = "UPDATE tasks SET done = 1, change = NULL WHERE number = ?"
    db.execute(statement, (task.number,))


def _change_problem(change: pos_pb2.OrderChange) -> str:
    if not change.change_id:
        return "change_id is missing"
    if change.kind not in pos_pb2.OrderChangeKind.values() or change.kind == 0:
        return "kind is missing or unknown"
    if change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
        if change.order.order_id != change.order_id:
            return "order is required with CHANGED and must be the same order"
        return words.order_problem(change.order)
    if change.kind in _ABOUT_AFTER_SALE and not change.after_sale.after_sale_id:
        return "after_sale is required"
    return ""
