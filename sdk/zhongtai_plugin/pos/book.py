"""The orders that stores have at a system behind the plug-in, and what is still to be told to it.

All of it is durable, in a journal. An order is handed over, and changed, by tasks: one after
another for an order, whatever becomes of its neighbours.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhongtai.plugin.v1 import pos_pb2
from zhongtai.plugin.v1.pos_order_pb2 import PosOrder

from zhongtai_plugin.errors import BadRequest, PluginFault, Rejected, RetryLater
from zhongtai_plugin.forgetting import Forgetting
from zhongtai_plugin.journal import Journal
from zhongtai_plugin.outbox import Outbox
from zhongtai_plugin.pos import records
from zhongtai_plugin.pos.checks import ABOUT_AFTER_SALE, change_problem
from zhongtai_plugin.pos.records import Known, Task

LONGEST_PAUSE_SECONDS = 60.0
"""For how long a task is put off at most."""
_ENDING = (pos_pb2.ORDER_CHANGE_KIND_CANCELLED, pos_pb2.ORDER_CHANGE_KIND_FINISHED)


@dataclass(frozen=True, slots=True)
class Step:
    """Where an order stands at the system. A higher rank is further; nothing comes back."""

    rank: int
    ends: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What a system takes.

    `problem` says why it cannot be given an order of that content; empty for nothing. `reference`
    is what it keeps for an order's id. `notice` says what stores are told of an after-sale request;
    empty for nothing.
    """

    problem: Callable[[PosOrder], str]
    reference: Callable[[str], str]
    notice: Callable[[pos_pb2.OrderChange, PosOrder], str]


Tell = Callable[[Known], pos_pb2.TillUpdate | None]
"""Returns what the platform is told of a step of an order; None for one that says nothing."""


class Book:
    """All orders of this installation. Make it with `open`."""

    def __init__(
        self,
        rules: Rules,
        journal: Journal,
        updates: Outbox,
        sales: Outbox,
        old: Forgetting,
    ) -> None:
        self.updates = updates
        self.sales = sales
        self.is_whole: Callable[[], bool] = lambda: True
        """Whether an order that is not here was never pushed: not while a lost book is restored."""
        self._rules = rules
        self._journal = journal
        self._old = old

    @classmethod
    async def open(cls, file: Path, rules: Rules, keep_days: int) -> Book:
        """Open or make the book in a file; what ended `keep_days` ago is forgotten."""
        journal = await Journal.open(file, records.SCHEMA)
        await journal.write(records.try_all_anew)
        updates, sales = [await Outbox.open(journal, name) for name in ("updates", "sales")]
        return cls(rules, journal, updates, sales, Forgetting(keep_days, records.forget))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    # What the platform sends.

    async def take_order(self, order: PosOrder, place_of: Callable[[], str]) -> bool:
        """Keep a new order; return whether it was known. Raise what keeps it from being taken.

        `place_of` returns where it goes, or raises why it goes nowhere.
        """

        def keep(db: sqlite3.Connection) -> bool:
            if records.find(db, "order_id", order.order_id) is not None:
                return True
            if problem := self._rules.problem(order):
                raise BadRequest("ORDER_INVALID", problem)
            db.execute(
                "INSERT INTO orders (order_id, merchant_id, place, business_date, body, "
                "reference) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    order.order_id,
                    order.merchant_id,
                    place_of(),
                    order.business_date,
                    order.SerializeToString(),
                    self._rules.reference(order.order_id),
                ),
            )
            records.add_task(db, f"push/{order.order_id}", order.order_id, None)
            self._old.some(db)
            return False

        return await self._journal.write(keep)

    async def take_change(self, change: pos_pb2.OrderChange) -> bool:
        """Keep what happened elsewhere; return whether it was known. Raise what is wrong."""
        problem = change_problem(change)
        if not problem and change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
            problem = self._rules.problem(change.order)
        if problem:
            raise BadRequest("CHANGE_INVALID", problem)

        def keep(db: sqlite3.Connection) -> bool:
            known = records.find(db, "order_id", change.order_id)
            if known is None and not self.is_whole():
                raise RetryLater("RESTORING", "It is being looked for at the system.")
            if known is None:
                raise Rejected("ORDER_UNKNOWN", "This order was never pushed here.")
            if not records.add_task(db, f"change/{change.change_id}", change.order_id, change):
                return True
            body, notice = known.order, known.notice
            if change.kind == pos_pb2.ORDER_CHANGE_KIND_CHANGED:
                body = change.order
            if change.kind in ABOUT_AFTER_SALE:
                notice = self._rules.notice(change, body)
            db.execute(
                "UPDATE orders SET body = ?, notice = ?, ended = MAX(ended, ?) WHERE order_id = ?",
                (body.SerializeToString(), notice, change.kind in _ENDING, change.order_id),
            )
            return False

        return await self._journal.write(keep)

    def find(self, order_id: str) -> Known | None:
        """Return an order; None when it was never pushed here."""
        return self._journal.read(lambda db: records.find(db, "order_id", order_id))

    def has(self, remote_id: str) -> bool:
        """Return whether something at the system is an order of ours."""
        return self._journal.read(lambda db: records.find(db, "remote_id", remote_id)) is not None

    def under_way(self, merchant_id: str) -> dict[str, int]:
        """Return those orders of a chain of which stores may tell more: how far each has come.

        They are by what the system calls them.
        """
        statement = (
            "SELECT remote_id, rank FROM orders WHERE merchant_id = ? AND rank > 0 AND ended = 0 "
            "AND remote_id IS NOT NULL"
        )
        rows = self._journal.read(lambda db: db.execute(statement, (merchant_id,)).fetchall())
        return {str(row[0]): int(row[1]) for row in rows}

    # What is told to the system.

    def due(self, merchant_id: str, busy: Collection[str], most: int) -> list[Task]:
        """Return tasks of a chain whose time has come; none of an order in `busy`.

        Those that were never tried come first, oldest before: what fails holds nothing else up.
        """
        now, many = time.time(), most + len(busy)
        # What is put off for longer than anything is was put off before the clock was put back.
        for begin, end in ((0.0, now), (now + 2 * LONGEST_PAUSE_SECONDS, math.inf)):
            tasks = self._between(merchant_id, begin, end, many)
            if due := [task for task in tasks if task.known.order.order_id not in busy][:most]:
                return due
        return []

    def waiting(self, merchant_id: str) -> int:
        """Return how many tasks of a chain are to be done."""
        statement = (
            "SELECT count(*) FROM tasks t JOIN orders o ON o.order_id = t.order_id "
            "WHERE t.done = 0 AND o.merchant_id = ?"
        )
        found = self._journal.read(lambda db: db.execute(statement, (merchant_id,)).fetchone())
        return int(found[0])

    async def tried(self, order_id: str) -> None:
        """Note that an order is about to be given to the system: from now on it may be there."""
        statement = "UPDATE orders SET tried_at = ? WHERE order_id = ? AND tried_at = 0"
        await self._journal.write(lambda db: db.execute(statement, (time.time(), order_id)))

    async def again(self, task: Task, seconds: float) -> None:
        """Put a task off, at most for LONGEST_PAUSE_SECONDS; for no time it keeps its place."""
        statement = "UPDATE tasks SET tries = tries + 1, again_at = ? WHERE number = ?"
        values = (time.time() + seconds if seconds else 0.0, task.number)
        await self._journal.write(lambda db: db.execute(statement, values))

    async def named(self, order_id: str, remote_id: str) -> None:
        """Note what the system calls an order."""
        statement = "UPDATE orders SET remote_id = ? WHERE order_id = ?"
        await self._journal.write(lambda db: db.execute(statement, (remote_id, order_id)))

    async def done(self, task: Task, remote_id: str = "") -> None:
        """Note that a task is done; `remote_id` is what the system calls the order."""

        def keep(db: sqlite3.Connection) -> None:
            records.finish(db, task)
            if remote_id:
                db.execute(
                    "UPDATE orders SET remote_id = ? WHERE order_id = ?",
                    (remote_id, task.known.order.order_id),
                )

        await self._journal.write(keep)

    async def refuse(self, task: Task, fault: PluginFault) -> None:
        """Tell the platform that an order cannot be handed over: that is its end."""
        order = task.known.order
        update = records.rejection_of(task.known, fault.message)

        def keep(db: sqlite3.Connection) -> None:
            records.finish(db, task)
            self._tell(db, update)
            db.execute("UPDATE orders SET ended = 1 WHERE order_id = ?", (order.order_id,))

        await self._journal.write(keep)
        self.updates.wake()

    async def restore(self, order: PosOrder, place: str, remote_id: str) -> None:
        """Keep that an order is at the system, as that itself says: this book may be a new one.

        Of the order it needs no more than what updates name; one that is known stays as it is.
        """
        values = (order.order_id, order.merchant_id, place, order.business_date)
        content = (order.SerializeToString(), self._rules.reference(order.order_id), remote_id)
        statement = (
            "INSERT INTO orders (order_id, merchant_id, place, business_date, body, reference, "
            "remote_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id) DO UPDATE "
            "SET remote_id = excluded.remote_id WHERE remote_id IS NULL"
        )
        await self._journal.write(lambda db: db.execute(statement, (*values, *content)))

    # What stores say.

    async def advance(self, remote_id: str, reference: str, step: Step, tell: Tell) -> bool:
        """Tell the platform of a step, unless it is no news; return whether the order is ours.

        One of which only the reference is known, since the system's answer was lost, is ours, too.
        """

        def keep(db: sqlite3.Connection) -> bool:
            known = records.find(db, "remote_id", remote_id)
            if known is None:
                known = records.find(db, "reference", reference)
                if known is None or known.remote_id:
                    return False
                mine = (remote_id, known.order.order_id)
                db.execute("UPDATE orders SET remote_id = ? WHERE order_id = ?", mine)
            if known.ended or step.rank <= known.rank:
                return True
            update = tell(known)
            if update is not None:
                self._tell(db, update)
                db.execute(
                    "UPDATE orders SET rank = ?, ended = ? WHERE order_id = ?",
                    (step.rank, step.ends, known.order.order_id),
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

    def places(self, merchant_id: str) -> set[str]:
        """Return where the system has orders of a chain."""
        values = {"chain": merchant_id}
        rows = self._journal.read(lambda db: db.execute(records.PLACES, values).fetchall())
        return {str(row[0]) for row in rows}

    def read_until(self, places: Sequence[str]) -> tuple[int, datetime | None]:
        """Return of how many places changes were read, and up to when those of all of them."""
        marks = ",".join("?" * len(places))
        statement = f"SELECT count(*), min(at) FROM read_until WHERE place IN ({marks})"  # noqa: S608 - marks
        row = self._journal.read(lambda db: db.execute(statement, places).fetchone())
        return int(row[0]), datetime.fromisoformat(row[1]) if row[1] else None

    async def note_read(self, places: Iterable[str], at: datetime) -> None:
        """Note up to when changes are read."""
        rows = [(place, at.isoformat()) for place in places]
        statement = "INSERT OR REPLACE INTO read_until VALUES (?, ?)"
        await self._journal.write(lambda db: db.executemany(statement, rows))

    def _tell(self, db: sqlite3.Connection, update: pos_pb2.TillUpdate) -> None:
        if self.updates.append(db, update.update_id, update.SerializeToString()):
            values = (int(update.kind), update.order_id)
            db.execute("UPDATE orders SET last_kind = ? WHERE order_id = ?", values)

    def _between(self, merchant_id: str, begin: float, end: float, most: int) -> list[Task]:
        """Return tasks of a chain that are put off until a time between these."""
        values = (merchant_id, begin, end, most)
        rows = self._journal.read(lambda db: db.execute(records.DUE, values).fetchall())
        return [records.task_of(row) for row in rows]
