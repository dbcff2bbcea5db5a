"""What the plug-in remembers: how orders stand, what was told, and who redeemed what.

pretix knows all of it but the stores, and who redeemed under which id: losing this file costs a
full reading. It holds codes, as the platform's own database does.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai_plugin import Conflict, Cursors, Journal, Taken

from plugins.oms_pretix import mapping

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    chain TEXT NOT NULL, order_id TEXT NOT NULL, digest TEXT NOT NULL, modified REAL NOT NULL,
    state BLOB NOT NULL, ends REAL, PRIMARY KEY (chain, order_id)
);
CREATE INDEX IF NOT EXISTS orders_by_end ON orders (ends) WHERE ends IS NOT NULL;
CREATE TABLE IF NOT EXISTS codes (
    chain TEXT NOT NULL, code TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (chain, code)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
    number INTEGER PRIMARY KEY AUTOINCREMENT, chain TEXT NOT NULL, order_id TEXT NOT NULL,
    UNIQUE (chain, order_id)
);
CREATE TABLE IF NOT EXISTS redemptions (
    chain TEXT NOT NULL, redemption_id TEXT NOT NULL, code TEXT NOT NULL, store_id TEXT NOT NULL,
    used INTEGER NOT NULL, PRIMARY KEY (chain, redemption_id)
);
CREATE INDEX IF NOT EXISTS redemptions_by_code ON redemptions (chain, code);
CREATE TABLE IF NOT EXISTS chains (chain TEXT PRIMARY KEY, since TEXT NOT NULL);
"""
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """An order as it was read last; `digest` tells it from another one under its id."""

    digest: str
    modified: float
    state: order_pb.OmsOrderState


class Books:
    """One sqlite file. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors, voids: Taken) -> None:
        self._journal = journal
        self._cursors = cursors
        self.voids = voids
        """Requests to make vouchers void that are done, by chain and void_id."""

    @classmethod
    async def open(cls, folder: Path) -> Books:
        """Open or make the books in a folder."""
        journal = await Journal.open(folder / "books.sqlite3", _SCHEMA)
        return cls(journal, await Cursors.open(journal), await Taken.open(journal, "voids"))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    # -- orders ----------------------------------------------------------------------------

    def order(self, chain: str, order_id: str) -> Kept | None:
        """Return an order as it was read last."""
        return self._journal.read(lambda db: _order(db, chain, order_id))

    def order_of_code(self, chain: str, code: str) -> str:
        """Return which order a code is of; empty when none is known."""
        statement = "SELECT order_id FROM codes WHERE chain = ? AND code = ?"
        row = self._journal.read(lambda db: db.execute(statement, (chain, code)).fetchone())
        return str(row[0]) if row is not None else ""

    async def keep(
        self, state: order_pb.OmsOrderState, digest: str, modified: float
    ) -> order_pb.OmsOrderState:
        """Keep how an order stands; return it as it is told, with its revision.

        What was read before something newer changes nothing.
        """

        def write(db: sqlite3.Connection) -> order_pb.OmsOrderState:
            known = _order(db, state.merchant_id, state.order_id)
            if known is not None and modified < known.modified:
                return known.state
            return _keep(db, known, state, digest, modified)

        return await self._journal.write(write)

    async def expire(self, now: datetime) -> int:
        """End vouchers whose time is over; return of how many orders."""

        def write(db: sqlite3.Connection) -> int:
            rows = db.execute(
                "SELECT chain, order_id FROM orders WHERE ends <= ? ORDER BY ends LIMIT ?",
                (now.timestamp(), MOST_AT_ONCE),
            ).fetchall()
            for chain, order_id in rows:
                known = _order(db, chain, order_id)
                if known is not None:
                    state = order_pb.OmsOrderState.FromString(known.state.SerializeToString())
                    mapping.end_what_is_over(state, now)
                    _keep(db, known, state, known.digest, known.modified)
            return len(rows)

        return await self._journal.write(write)

    def changes(self, cursor: str, limit: int) -> tuple[list[tuple[str, str]], str]:
        """Return (chain, order id) of what changed after a cursor, and the next one.

        Raise BadRequest (CURSOR_UNKNOWN) for a cursor of other books.
        """
        after = self._cursors.number_of(cursor)
        statement = "SELECT number, chain, order_id FROM told WHERE number > ? ORDER BY number"
        rows = self._journal.read(
            lambda db: db.execute(f"{statement} LIMIT ?", (after, limit)).fetchall()
        )
        if not rows:
            return [], cursor
        return [(row[1], row[2]) for row in rows], self._cursors.at(rows[-1][0])

    # -- how far pretix was read -------------------------------------------------------------

    def since(self, chain: str) -> str:
        """Return since when changes are to be read; empty where all are."""
        statement = "SELECT since FROM chains WHERE chain = ?"
        row = self._journal.read(lambda db: db.execute(statement, (chain,)).fetchone())
        return str(row[0]) if row is not None else ""

    async def read_until(self, chain: str, since: str) -> None:
        """Keep since when changes are to be read."""
        statement = "INSERT OR REPLACE INTO chains VALUES (?, ?)"
        await self._journal.write(lambda db: db.execute(statement, (chain, since)))

    # -- redemptions -------------------------------------------------------------------------

    async def begin_redemption(
        self, chain: str, redemption_id: str, code: str, store_id: str
    ) -> bool:
        """Keep that a code is being redeemed under an id; return whether it was, before.

        Raise Conflict when another code was.
        """

        def write(db: sqlite3.Connection) -> bool:
            find = "SELECT code, used FROM redemptions WHERE chain = ? AND redemption_id = ?"
            row = db.execute(find, (chain, redemption_id)).fetchone()
            if row is None:
                values = (chain, redemption_id, code, store_id)
                db.execute("INSERT INTO redemptions VALUES (?, ?, ?, ?, 0)", values)
                return False
            if row[0] != code:
                raise Conflict("CODE_DIFFERS", "Another code was redeemed under this id.")
            return bool(row[1])

        return await self._journal.write(write)

    def was_redeemed(self, chain: str, code: str) -> bool:
        """Return whether a code was used by a redemption that stands here."""
        statement = "SELECT 1 FROM redemptions WHERE chain = ? AND code = ? AND used"
        row = self._journal.read(lambda db: db.execute(statement, (chain, code)).fetchone())
        return row is not None

    async def end_redemption(self, chain: str, redemption_id: str, *, used: bool) -> None:
        """Keep what came of it; one that used nothing up is forgotten."""
        do = "UPDATE redemptions SET used = 1" if used else "DELETE FROM redemptions"
        statement = f"{do} WHERE chain = ? AND redemption_id = ?"
        key = (chain, redemption_id)
        await self._journal.write(lambda db: db.execute(statement, key))


def _order(db: sqlite3.Connection, chain: str, order_id: str) -> Kept | None:
    statement = "SELECT digest, modified, state FROM orders WHERE chain = ? AND order_id = ?"
    row = db.execute(statement, (chain, order_id)).fetchone()
    if row is None:
        return None
    return Kept(row[0], row[1], order_pb.OmsOrderState.FromString(row[2]))


def _keep(
    db: sqlite3.Connection,
    known: Kept | None,
    state: order_pb.OmsOrderState,
    digest: str,
    modified: float,
) -> order_pb.OmsOrderState:
    """Keep a state, and tell of it where it differs from the one before."""
    key = (state.merchant_id, state.order_id)
    told = order_pb.OmsOrderState.FromString(state.SerializeToString())
    for voucher in told.vouchers:
        if voucher.state == mapping.REDEEMED and not voucher.redeem_store_id:
            voucher.redeem_store_id = _store_of(db, state.merchant_id, voucher.code)
    if known is not None:
        vouchers = list(mapping.settled(known.state, told))
        told.ClearField("vouchers")
        told.vouchers.extend(vouchers)
        told.revision = known.state.revision
    if known is None or told != known.state:
        # Rises, too, where these books are begun anew.
        told.revision = max(told.revision + 1, int(datetime.now(UTC).timestamp() * 1000))
        db.execute("DELETE FROM told WHERE chain = ? AND order_id = ?", key)
        db.execute("INSERT INTO told VALUES (?, ?, ?)", (Cursors.next(db), *key))
    row = (*key, digest, modified, told.SerializeToString(), mapping.next_end(told))
    db.execute("INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?)", row)
    codes = [(key[0], voucher.code, key[1]) for voucher in told.vouchers if voucher.code]
    db.executemany("INSERT OR IGNORE INTO codes VALUES (?, ?, ?)", codes)
    return told


def _store_of(db: sqlite3.Connection, chain: str, code: str) -> str:
    """Return the store in which a code was used; empty where that was none of the platform's."""
    statement = "SELECT store_id FROM redemptions WHERE chain = ? AND code = ? AND used"
    row = db.execute(statement, (chain, code)).fetchone()
    return str(row[0]) if row is not None else ""
