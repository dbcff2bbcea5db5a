"""The rows of the board, changed inside the journal's one writer."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from zhongtai.plugin.v1 import pos_order_pb2, pos_pb2
from zhongtai_plugin import BadRequest, Outbox, PluginFault, Rejected
from zhongtai_plugin.pos import checks

from plugins.pos_till import codes, mapping
from plugins.pos_till.model import CLOSED, PROGRESS, Outcome, Report
from plugins.pos_till.tills import Till

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_id TEXT PRIMARY KEY,
    merchant_id TEXT NOT NULL,
    store_id TEXT NOT NULL,
    business_date TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL,
    last_kind INTEGER NOT NULL DEFAULT 0,
    pickup_code TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    change INTEGER NOT NULL,
    platform_change INTEGER NOT NULL,
    changed_by TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS orders_of_merchant ON orders (merchant_id, change);
CREATE INDEX IF NOT EXISTS orders_of_store ON orders (store_id, change);
CREATE INDEX IF NOT EXISTS orders_of_day ON orders (business_date, change);
CREATE INDEX IF NOT EXISTS orders_open ON orders (store_id)
    WHERE state NOT IN ('completed', 'rejected', 'cancelled');
CREATE INDEX IF NOT EXISTS orders_closed ON orders (business_date, change)
    WHERE state IN ('completed', 'rejected', 'cancelled');
CREATE TABLE IF NOT EXISTS after_sales (
    order_id TEXT NOT NULL,
    after_sale_id TEXT NOT NULL,
    state TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (order_id, after_sale_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS platform_changes (
    change_id TEXT PRIMARY KEY,
    taken_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS platform_changes_by_day ON platform_changes (taken_on);
CREATE TABLE IF NOT EXISTS board (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id TEXT NOT NULL,
    newest_change INTEGER NOT NULL DEFAULT 0
);
"""
# One that was closed only lately stays, so that a till which was away meanwhile hears of it.
_FORGOTTEN = (
    "SELECT order_id FROM orders WHERE business_date < :day "
    "AND state IN ('completed', 'rejected', 'cancelled') AND change < (SELECT change FROM orders "
    "WHERE business_date >= :day ORDER BY business_date, change LIMIT 1) "
    "ORDER BY business_date LIMIT :most"
)

Result = PluginFault | bool
"""What became of an item the platform sent: a fault, or whether it was known already."""

NO_TILL = "board"
"""Stands for the till in what no till has reported."""


class Row(NamedTuple):
    """A new order, and what tills get of it: JSON."""

    order: pos_order_pb2.PosOrder
    body: bytes


def prepare(db: sqlite3.Connection, board_id: str) -> None:
    """Make the board's own row.

    The newest change number is kept apart: a till's cursor must never be ahead of it.
    """
    db.execute("INSERT OR IGNORE INTO board (only_row, id) VALUES (1, ?)", (board_id,))
    db.execute(
        "UPDATE board SET newest_change = MAX(newest_change, "
        "COALESCE((SELECT MAX(change) FROM orders), 0))"
    )


class Rows:
    """Writes orders and reports. `changed_by` is empty where the platform changed an order."""

    def __init__(self, updates: Outbox, newest_change: int) -> None:
        self._updates = updates
        self.newest_change = newest_change

    def insert(self, db: sqlite3.Connection, row: Row) -> bool:
        """Keep a new order; True when it was known."""
        order = row.order
        known = db.execute("SELECT 1 FROM orders WHERE order_id = ?", (order.order_id,)).fetchone()
        if known:
            return True
        accepted = order.accepted
        code = order.pickup_code
        if accepted and not code:
            code = self._give_code(db, order)
        change, state = self._next_change(), "accepted" if accepted else "new"
        db.execute(
            "INSERT INTO orders (order_id, merchant_id, store_id, business_date, body, state, "
            "pickup_code, change, platform_change, changed_by) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
            (*_key(order), row.body, state, code, change, change),
        )
        return False

    def apply(self, db: sqlite3.Connection, change: pos_pb2.OrderChange) -> Result:
        """Apply what happened elsewhere."""
        if problem := checks.change_problem(change):
            return BadRequest("CHANGE_INVALID", problem)
        found = db.execute(
            "SELECT state, body, note, pickup_code FROM orders WHERE order_id = ?",
            (change.order_id,),
        ).fetchone()
        if found is None:
            return Rejected("ORDER_UNKNOWN", "This order was never pushed here.")
        added = db.execute(
            "INSERT OR IGNORE INTO platform_changes VALUES (?, date('now'))", (change.change_id,)
        )
        if added.rowcount == 0:
            return True
        state, body, note = _changed(change, str(found[0]), bytes(found[1]), str(found[2]))
        code = str(found[3])
        if change.order.accepted and state == "accepted" and not code:
            code = self._give_code(db, change.order)
        if change.HasField("after_sale"):
            request = change.after_sale
            content = mapping.after_sale_as_json(request)
            key = (change.order_id, request.after_sale_id)
            db.execute(
                "INSERT OR REPLACE INTO after_sales VALUES (?, ?, ?, ?)",
                (*key, request.state, content),
            )
        number = self._next_change()
        db.execute(
            "UPDATE orders SET state = ?, body = ?, note = ?, pickup_code = ?, change = ?, "
            "platform_change = ?, changed_by = '' WHERE order_id = ?",
            (state, body, note, code, number, number, change.order_id),
        )
        return False

    def report(self, db: sqlite3.Connection, till: Till, report: Report) -> Outcome:
        """Keep a till's report and pass it on to the platform."""
        if problem := report.problem():
            return _refused(report, "UPDATE_INVALID", problem)
        found = db.execute(
            "SELECT merchant_id, store_id, business_date, state, pickup_code "
            "FROM orders WHERE order_id = ?",
            (report.order_id,),
        ).fetchone()
        if found is None or not till.may_see(str(found[0]), str(found[1])):
            return _refused(report, "ORDER_UNKNOWN", "This till has no such order.")
        merchant_id, store_id, business_date, state, code = map(str, found)
        code = report.pickup_code or code
        if not code and report.kind in ("accepted", "ready"):
            code = codes.next_code(db, store_id, business_date)
        update = mapping.update_message(report, till.till_id, merchant_id, store_id, code)
        if not self._updates.append(db, update.update_id, update.SerializeToString()):
            return Outcome(
                update_id=report.update_id,
                outcome="repeated",
                state=state,
                pickup_code=str(found[4]),
            )
        state = _advanced(state, report.kind)
        db.execute(
            "UPDATE orders SET state = ?, last_kind = ?, pickup_code = ?, change = ?, "
            "changed_by = ? WHERE order_id = ?",
            (state, update.kind, code, self._next_change(), till.till_id, report.order_id),
        )
        return Outcome(update_id=report.update_id, outcome="taken", state=state, pickup_code=code)

    def forget(self, db: sqlite3.Connection, oldest_day: str, most: int) -> None:
        """Forget some closed orders of earlier days, and what was kept for them."""
        gone = db.execute(_FORGOTTEN, {"day": oldest_day, "most": most}).fetchall()
        # The newest may be among them.
        db.execute("UPDATE board SET newest_change = MAX(newest_change, ?)", (self.newest_change,))
        db.executemany("DELETE FROM after_sales WHERE order_id = ?", gone)
        db.executemany("DELETE FROM orders WHERE order_id = ?", gone)
        db.execute(
            "DELETE FROM platform_changes WHERE change_id IN (SELECT change_id "
            "FROM platform_changes WHERE taken_on < ? ORDER BY taken_on LIMIT ?)",
            (oldest_day, most),
        )
        codes.forget(db, oldest_day, most)

    def _give_code(self, db: sqlite3.Connection, order: pos_order_pb2.PosOrder) -> str:
        """Give an order that nobody at a till has to accept its pick-up code, and report it."""
        code = codes.next_code(db, order.store_id, order.business_date)
        report = Report(update_id=order.order_id, order_id=order.order_id, kind="accepted")
        update = mapping.update_message(report, NO_TILL, order.merchant_id, order.store_id, code)
        self._updates.append(db, update.update_id, update.SerializeToString())
        return code

    def _next_change(self) -> int:
        self.newest_change += 1
        return self.newest_change


def row_of(order: pos_order_pb2.PosOrder) -> Row | PluginFault:
    """Return the row of a new order, or why it cannot be kept."""
    if problem := checks.order_problem(order):
        return BadRequest("ORDER_INVALID", problem)
    return Row(order, mapping.order_as_json(order))


def _key(order: pos_order_pb2.PosOrder) -> tuple[str, str, str, str]:
    return (order.order_id, order.merchant_id, order.store_id, order.business_date)


def _changed(
    change: pos_pb2.OrderChange, state: str, body: bytes, note: str
) -> tuple[str, bytes, str]:
    """State, body and note after a change by the platform."""
    if change.kind == pos_pb2.ORDER_CHANGE_KIND_CANCELLED:
        state = "cancelled"
    elif change.kind == pos_pb2.ORDER_CHANGE_KIND_FINISHED:
        state = state if state in CLOSED else "completed"
    elif change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
        body = mapping.order_as_json(change.order)
        state = _advanced(state, "accepted") if change.order.accepted else state
    return state, body, change.note or note


def _advanced(state: str, kind: str) -> str:
    """Return how far the order is after a report; never back, and closed stays closed."""
    if state in CLOSED or kind not in (*PROGRESS, "rejected"):
        return state
    if kind == "rejected":
        return "rejected"
    return max(state, kind, key=PROGRESS.index)


def _refused(report: Report, code: str, message: str) -> Outcome:
    return Outcome(update_id=report.update_id, outcome="refused", code=code, message=message)
