"""The order board: what waits for tills and what tills reported, durable in one journal."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from zhongtai.plugin.v1 import pos_order_pb2, pos_pb2
from zhongtai_plugin import BadRequest, Forgetting, Journal, Outbox, PluginFault

from plugins.pos_till import codes, mapping, rows
from plugins.pos_till.model import Entry, Outcome, Page, Report, Sale
from plugins.pos_till.rows import Result, Rows, row_of
from plugins.pos_till.tills import Till

_PULL = (
    "SELECT order_id, body, state, pickup_code, note, change FROM orders WHERE {scope} "
    "AND change > :after AND (:after > 0 OR state NOT IN ('completed', 'rejected', 'cancelled') "
    "OR EXISTS (SELECT 1 FROM after_sales a "
    "WHERE a.order_id = orders.order_id AND a.state IN ('applied', 'failed'))) "
    "AND (:echo OR changed_by != :till OR platform_change > :after) ORDER BY change LIMIT :limit"
)
_PULL_STORE = _PULL.format(scope="merchant_id = :merchant AND store_id = :store")
_PULL_STORES = _PULL.format(
    scope="merchant_id = :merchant AND store_id IN (SELECT value FROM json_each(:stores))"
)
_PULL_ALL = _PULL.format(scope="merchant_id = :merchant")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an order."""

    last_kind: int
    pickup_code: str


class Board:
    """All orders and reports of this till server. Make it with `open`."""

    def __init__(self, journal: Journal, updates: Outbox, sales: Outbox, keep_days: int) -> None:
        self.updates = updates
        self.sales = sales
        self._journal = journal
        self._bells: set[asyncio.Event] = set()
        row = journal.read(
            lambda db: db.execute(
                "SELECT id, MAX(newest_change, COALESCE((SELECT MAX(change) FROM orders), 0)) "
                "FROM board"
            ).fetchone()
        )
        self._id = str(row[0])
        self._rows = Rows(updates, int(row[1]))
        self._old = Forgetting(keep_days, self._rows.forget)

    @classmethod
    async def open(cls, folder: Path, keep_days: int) -> Board:
        """Open the board in a folder; closed orders older than `keep_days` are forgotten."""
        journal = await Journal.open(folder / "board.sqlite3", rows.SCHEMA + codes.SCHEMA)
        await journal.write(lambda db: rows.prepare(db, secrets.token_hex(4)))
        updates = await Outbox.open(journal, "updates")
        return cls(journal, updates, await Outbox.open(journal, "sales"), keep_days)

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    # What the platform sends.

    async def take_orders(self, orders: Sequence[pos_order_pb2.PosOrder]) -> list[Result]:
        """Keep new orders; durable when it returns. One result per order."""
        given = [row_of(order) for order in orders]

        def keep(db: sqlite3.Connection) -> list[Result]:
            self._old.some(db)
            return [
                row if isinstance(row, PluginFault) else self._rows.insert(db, row) for row in given
            ]

        results = await self._journal.write(keep)
        # What comes accepted is told its pick-up code.
        self.updates.wake()
        self._ring()
        return results

    async def take_changes(self, changes: Sequence[pos_pb2.OrderChange]) -> list[Result]:
        """Apply what happened elsewhere; durable when it returns. One result per change."""
        results = await self._journal.write(
            lambda db: [self._rows.apply(db, change) for change in changes]
        )
        self.updates.wake()
        self._ring()
        return results

    def look_up(self, order_ids: Iterable[str]) -> list[Known | None]:
        """Return what is known of orders, None for those never pushed."""
        statement = "SELECT last_kind, pickup_code FROM orders WHERE order_id = ?"

        def read(db: sqlite3.Connection) -> list[Known | None]:
            found = (db.execute(statement, (order_id,)).fetchone() for order_id in order_ids)
            return [Known(row[0], row[1]) if row else None for row in found]

        return self._journal.read(read)

    def open_orders(self) -> int:
        """Return how many orders are not closed."""
        row = self._journal.read(
            lambda db: db.execute(
                "SELECT count(*) FROM orders "
                "WHERE state NOT IN ('completed', 'rejected', 'cancelled')"
            ).fetchone()
        )
        return int(row[0])

    # What tills ask and report.

    def pull(self, till: Till, store_id: str, after: str, *, limit: int, echo: bool) -> Page:
        """Return orders that changed after a cursor; from the beginning only open ones.

        Without `echo` a till is spared what it reported itself. Raise BadRequest for a
        cursor of another board.
        """
        number = self._number_of(after)
        values = {
            "merchant": till.merchant_id,
            "store": store_id,
            "stores": msgspec.json.encode(till.stores).decode(),
            "after": number,
            "till": till.till_id,
            "echo": echo,
            "limit": limit + 1,
        }
        statement = _PULL_STORE if store_id else _PULL_ALL if till.all_stores else _PULL_STORES
        rows, asked = self._journal.read(lambda db: _rows(db, statement, values))
        more = len(rows) > limit
        entries = [
            Entry(
                order=msgspec.Raw(row[1]),
                state=row[2],
                pickup_code=row[3],
                note=row[4],
                after_sales=asked.get(row[0], []),
            )
            for row in rows[:limit]
        ]
        last = rows[limit - 1][5] if more else rows[-1][5] if rows else number
        return Page(orders=entries, cursor=f"{self._id}-{last}", more=more)

    async def wait(self, timeout: float, bell: asyncio.Event) -> None:
        """Wait until the bell rings, at most `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await bell.wait()
        except TimeoutError:
            return
        finally:
            bell.clear()

    def wake(self) -> None:
        """Have everybody who waits look again."""
        self._ring()

    def subscribe(self) -> asyncio.Event:
        """Return a bell that rings at every change; give it back with `unsubscribe`."""
        bell = asyncio.Event()
        self._bells.add(bell)
        return bell

    def unsubscribe(self, bell: asyncio.Event) -> None:
        """Give a bell back."""
        self._bells.discard(bell)

    async def take_reports(self, till: Till, reports: Sequence[Report]) -> list[Outcome]:
        """Keep what a till reports; durable when it returns. One outcome per report."""
        outcomes = await self._journal.write(
            lambda db: [self._rows.report(db, till, report) for report in reports]
        )
        self.updates.wake()
        self._ring()
        return outcomes

    async def take_sales(self, till: Till, sales: Sequence[Sale]) -> list[bool]:
        """Keep sales at the counter; True where the sale was new."""

        def keep(db: sqlite3.Connection) -> list[bool]:
            return [
                self.sales.append(
                    db,
                    f"{till.till_id}/{sale.till_sale_id}",
                    mapping.sale_message(sale, till.till_id, till.merchant_id).SerializeToString(),
                )
                for sale in sales
            ]

        known = await self._journal.write(keep)
        self.sales.wake()
        return known

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    def _number_of(self, cursor: str) -> int:
        if not cursor:
            return 0
        board, _, number = cursor.rpartition("-")
        # One that is ahead is from before the board was restored from a backup.
        if board != self._id or not number.isdecimal() or int(number) > self._rows.newest_change:
            raise BadRequest("CURSOR_UNKNOWN", "Begin again without a cursor.")
        return int(number)


def _rows(
    db: sqlite3.Connection, statement: str, values: dict[str, object]
) -> tuple[list[tuple[Any, ...]], dict[str, list[msgspec.Raw]]]:
    """Orders, and what is asked back of each, by its id."""
    rows = db.execute(statement, values).fetchall()
    found: dict[str, list[msgspec.Raw]] = {}
    bodies = db.execute(
        "SELECT order_id, body FROM after_sales "
        "WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY after_sale_id",
        (msgspec.json.encode([row[0] for row in rows]).decode(),),
    )
    for order_id, body in bodies:
        found.setdefault(order_id, []).append(msgspec.Raw(body))
    return rows, found
