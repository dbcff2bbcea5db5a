"""The OMS's book: orders, their vouchers, who used which, and what has changed."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from zhongtai_plugin import Conflict, Cursors, Journal, Rejected
from zhongtai_plugin.held import Wakes, held

from plugins.oms_sandbox import tables
from plugins.oms_sandbox.model import (
    EXPIRED,
    ISSUED,
    PENDING,
    REJECTED,
    USED,
    VOIDED,
    NewOrder,
    Order,
    Pieces,
    Voucher,
    as_issued,
    new_code,
    to_void,
)

T = TypeVar("T")


class Book:
    """All orders of the sandbox. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors, valid_seconds: float) -> None:
        self._journal = journal
        self._cursors = cursors
        self._valid = valid_seconds
        self._wakes: Wakes = set()

    @classmethod
    async def open(cls, folder: Path, valid_seconds: float) -> Book:
        """Open or make the book in a folder; vouchers hold so long, 0 means for ever."""
        journal = await Journal.open(folder / "oms.sqlite3", tables.SCHEMA)
        return cls(journal, await Cursors.open(journal), valid_seconds)

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    def order(self, merchant_id: str, order_id: str) -> Order | None:
        """Return an order as it stands."""
        return self._journal.read(lambda db: tables.order_of(db, merchant_id, order_id))

    def pending(self) -> int:
        """Return how many orders wait for their codes."""
        count = "SELECT count(*) FROM orders WHERE decision = 'pending'"
        return int(self._journal.read(lambda db: db.execute(count).fetchone()[0]))

    async def submit(self, new: NewOrder, *, at_once: bool) -> tuple[Order, bool]:
        """Take an order; return it as it stands, and whether it was known before.

        With `at_once` its codes are issued right now. Raise Conflict for another content.
        """

        def keep(db: sqlite3.Connection) -> tuple[Order, bool]:
            key = (new.merchant_id, new.order_id)
            before = "SELECT digest FROM orders WHERE merchant_id = ? AND order_id = ?"
            row = db.execute(before, key).fetchone()
            if row is not None:
                if row[0] != new.digest:
                    raise Conflict("ORDER_DIFFERS", "This order_id was used for another order.")
                return _there(db, *key), True
            db.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, 'pending', '', 1)",
                (*key, new.store_id, new.digest),
            )
            lines = [line_id for line_id, quantity in new.pieces for _ in range(quantity)]
            db.executemany(
                "INSERT INTO pieces (merchant_id, order_id, place, line_id) VALUES (?, ?, ?, ?)",
                [(*key, place, line_id) for place, line_id in enumerate(lines)],
            )
            if at_once:
                self._issue(db, *key)
            tables.touch(db, *key)
            return _there(db, *key), False

        return await self._write(keep)

    async def decide(self, merchant_id: str, order_id: str, decision: str, reason: str) -> Order:
        """Issue the codes of a pending order, or reject it. Raise Rejected."""

        def change(db: sqlite3.Connection) -> Order:
            known = _there(db, merchant_id, order_id)
            if known.decision != PENDING:
                raise Rejected("DECIDED", f"It is {known.decision} already.")
            if decision == ISSUED:
                self._issue(db, merchant_id, order_id)
            else:
                db.execute(
                    "UPDATE orders SET decision = ?, reason = ? "
                    "WHERE merchant_id = ? AND order_id = ?",
                    (REJECTED, reason, merchant_id, order_id),
                )
            tables.touch(db, merchant_id, order_id)
            return _there(db, merchant_id, order_id)

        return await self._write(change)

    async def redeem(
        self, merchant_id: str, redemption_id: str, code: str, store_id: str, by: str
    ) -> tuple[str, str, Voucher | None]:
        """Use a voucher up; return what came of it, its order's id, and the voucher.

        That is USED, or how the voucher stood before; empty when there is none. Raise Conflict when
        another code was redeemed under the redemption_id.
        """
        issued = as_issued(code)

        def change(db: sqlite3.Connection) -> tuple[str, str, Voucher | None]:
            known = "SELECT code FROM redemptions WHERE merchant_id = ? AND redemption_id = ?"
            before = db.execute(known, (merchant_id, redemption_id)).fetchone()
            if before is not None and before[0] != issued:
                raise Conflict("CODE_DIFFERS", "Another code was redeemed under this id.")
            found = tables.voucher_of(db, merchant_id, issued)
            if found is None:
                return "", "", None
            order_id, voucher = found
            if before is not None or voucher.state != ISSUED:
                return (USED if before is not None else voucher.state), order_id, voucher
            if voucher.expires is not None and voucher.expires <= time.time():
                return EXPIRED, order_id, voucher
            tables.use(db, voucher.voucher_id, store_id)
            row = (merchant_id, redemption_id, issued, by)
            db.execute("INSERT INTO redemptions VALUES (?, ?, ?, ?)", row)
            tables.touch(db, merchant_id, order_id)
            used = tables.voucher_of(db, merchant_id, issued)
            return USED, order_id, used[1] if used else None

        return await self._write(change)

    async def void(
        self, merchant_id: str, void_id: str, order_id: str, wanted: Sequence[Pieces], digest: str
    ) -> tuple[Order, bool]:
        """Make pieces void; return their order, and whether that was done before.

        Raise Rejected (ORDER_UNKNOWN, VOUCHERS_USED), Conflict for another content.
        """

        def change(db: sqlite3.Connection) -> tuple[Order, bool]:
            known = "SELECT digest FROM voids WHERE merchant_id = ? AND void_id = ?"
            before = db.execute(known, (merchant_id, void_id)).fetchone()
            if before is not None:
                if before[0] != digest:
                    raise Conflict("VOID_DIFFERS", "This void_id was used for something else.")
                return _there(db, merchant_id, order_id), True
            order = _there(db, merchant_id, order_id)
            if order.decision == PENDING:
                _void_pieces(db, order, wanted)
            else:
                _void_vouchers(db, order, wanted)
            row = (merchant_id, void_id, digest)
            db.execute("INSERT INTO voids VALUES (?, ?, ?)", row)
            tables.touch(db, merchant_id, order_id)
            return _there(db, merchant_id, order_id), False

        return await self._write(change)

    async def expire(self, now: float, order_id: str = "") -> int:
        """End what can be used no more at a moment, or all of one order; return how much."""

        def change(db: sqlite3.Connection) -> int:
            wanted = "order_id = ?" if order_id else "expires <= ?"
            rows = db.execute(
                "UPDATE vouchers SET state = 'expired' WHERE rowid IN "  # noqa: S608 - ours
                f"(SELECT rowid FROM vouchers WHERE state = 'issued' AND {wanted} LIMIT 500) "
                "RETURNING merchant_id, order_id",
                (order_id or now,),
            ).fetchall()
            for key in {tuple(row) for row in rows}:
                tables.touch(db, *key)
            return len(rows)

        return await self._write(change)

    async def until_next_end(self, longest: float) -> None:
        """Wait until a voucher ends, at most so many seconds, or less where the book changes."""
        first = "SELECT min(expires) FROM vouchers WHERE state = 'issued'"
        ends = self._journal.read(lambda db: db.execute(first).fetchone()[0])
        left = longest if ends is None else min(longest, ends - time.time())
        await held(lambda: None, lambda _: False, self._wakes, left)

    async def pull(
        self, cursor: str, limit: int, wait_seconds: float
    ) -> tuple[list[tuple[str, str]], str]:
        """Return what `changes` does, once there are some or the time is over."""
        return await held(
            lambda: self.changes(cursor, limit),
            lambda found: bool(found[0]),
            self._wakes,
            wait_seconds,
        )

    def changes(self, cursor: str, limit: int) -> tuple[list[tuple[str, str]], str]:
        """Return (merchant id, order id) of what has changed after a cursor, and the next one.

        Raise BadRequest (CURSOR_UNKNOWN) for a cursor of another book.
        """
        after = self._cursors.number_of(cursor)
        found = self._journal.read(lambda db: tables.changes_after(db, after, limit))
        last = found[-1][0] if found else after
        return [(merchant_id, order_id) for _, merchant_id, order_id in found], self._cursors.at(
            last
        )

    async def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        done = await self._journal.write(change)
        for woken in self._wakes:
            woken.set()
        return done

    def _issue(self, db: sqlite3.Connection, merchant_id: str, order_id: str) -> None:
        key = (merchant_id, order_id)
        expires = time.time() + self._valid if self._valid else None
        pieces = db.execute(
            "SELECT place, line_id, voided FROM pieces WHERE merchant_id = ? AND order_id = ?", key
        ).fetchall()
        db.executemany(
            "INSERT INTO vouchers VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '')",
            [
                (*key, place, f"sv{secrets.token_hex(10)}", line_id, new_code(), state, expires)
                for place, line_id, voided in pieces
                for state in [VOIDED if voided else ISSUED]
            ],
        )
        db.execute(
            "UPDATE orders SET decision = 'issued' WHERE merchant_id = ? AND order_id = ?", key
        )


def _there(db: sqlite3.Connection, merchant_id: str, order_id: str) -> Order:
    found = tables.order_of(db, merchant_id, order_id)
    if found is None:
        raise Rejected("ORDER_UNKNOWN", "This order was never submitted.")
    return found


def _void_vouchers(db: sqlite3.Connection, order: Order, wanted: Sequence[Pieces]) -> None:
    taken = to_void(order.vouchers, wanted)
    if taken is None:
        raise Rejected("VOUCHERS_USED", "They are not all unused.")
    db.executemany(
        "UPDATE vouchers SET state = 'voided' WHERE voucher_id = ?",
        [(voucher.voucher_id,) for voucher in taken],
    )


def _void_pieces(db: sqlite3.Connection, order: Order, wanted: Sequence[Pieces]) -> None:
    """Make pieces void whose codes are still to come."""
    rows = db.execute(
        "SELECT place, line_id FROM pieces "
        "WHERE merchant_id = ? AND order_id = ? AND voided = 0 ORDER BY place",
        (order.merchant_id, order.order_id),
    ).fetchall()
    unmade = [Voucher(str(place), line_id, "", ISSUED, None, None, "") for place, line_id in rows]
    taken = to_void(unmade, wanted)
    if taken is None:
        raise Rejected("VOUCHERS_USED", "Fewer pieces are left than are to be void.")
    db.executemany(
        "UPDATE pieces SET voided = 1 WHERE merchant_id = ? AND order_id = ? AND place = ?",
        [(order.merchant_id, order.order_id, int(each.voucher_id)) for each in taken],
    )
