"""The tables of the sandbox OMS, and the statements on them."""

from __future__ import annotations

import sqlite3
import time

from zhongtai_plugin import Cursors

from plugins.oms_sandbox.model import Order, Voucher

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    merchant_id TEXT NOT NULL, order_id TEXT NOT NULL, store_id TEXT NOT NULL,
    digest TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, revision INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, order_id)
);
CREATE INDEX IF NOT EXISTS orders_pending ON orders (order_id) WHERE decision = 'pending';
CREATE TABLE IF NOT EXISTS pieces (
    merchant_id TEXT NOT NULL, order_id TEXT NOT NULL, place INTEGER NOT NULL,
    line_id TEXT NOT NULL, voided INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, order_id, place)
);
CREATE TABLE IF NOT EXISTS vouchers (
    merchant_id TEXT NOT NULL, order_id TEXT NOT NULL, place INTEGER NOT NULL,
    voucher_id TEXT NOT NULL UNIQUE, line_id TEXT NOT NULL, code TEXT NOT NULL,
    state TEXT NOT NULL, expires REAL, redeemed REAL, redeem_store_id TEXT NOT NULL,
    PRIMARY KEY (merchant_id, order_id, place), UNIQUE (merchant_id, code)
);
CREATE INDEX IF NOT EXISTS vouchers_to_end ON vouchers (expires) WHERE state = 'issued';
CREATE TABLE IF NOT EXISTS redemptions (
    merchant_id TEXT NOT NULL, redemption_id TEXT NOT NULL, code TEXT NOT NULL,
    redeemed_by TEXT NOT NULL, PRIMARY KEY (merchant_id, redemption_id)
);
CREATE TABLE IF NOT EXISTS voids (
    merchant_id TEXT NOT NULL, void_id TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (merchant_id, void_id)
);
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, merchant_id TEXT NOT NULL, order_id TEXT NOT NULL,
    UNIQUE (merchant_id, order_id)
);
"""
_VOUCHER = "voucher_id, line_id, code, state, expires, redeemed, redeem_store_id"


def order_of(db: sqlite3.Connection, merchant_id: str, order_id: str) -> Order | None:
    """Return an order with its vouchers."""
    key = (merchant_id, order_id)
    row = db.execute(
        "SELECT store_id, decision, reason, revision FROM orders "
        "WHERE merchant_id = ? AND order_id = ?",
        key,
    ).fetchone()
    if row is None:
        return None
    vouchers = db.execute(
        f"SELECT {_VOUCHER} FROM vouchers "  # noqa: S608 - names of columns
        "WHERE merchant_id = ? AND order_id = ? ORDER BY place",
        key,
    ).fetchall()
    store_id, decision, reason, revision = row
    there = tuple(Voucher(*each) for each in vouchers)
    return Order(merchant_id, order_id, store_id, decision, reason, revision, there)


def voucher_of(db: sqlite3.Connection, merchant_id: str, code: str) -> tuple[str, Voucher] | None:
    """Return the voucher that has a code, with its order's id."""
    row = db.execute(
        f"SELECT order_id, {_VOUCHER} FROM vouchers "  # noqa: S608 - names of columns
        "WHERE merchant_id = ? AND code = ?",
        (merchant_id, code),
    ).fetchone()
    return (row[0], Voucher(*tuple(row)[1:])) if row is not None else None


def touch(db: sqlite3.Connection, merchant_id: str, order_id: str) -> None:
    """Give an order its next revision, and tell that it has changed."""
    key = (merchant_id, order_id)
    db.execute(
        "UPDATE orders SET revision = revision + 1 WHERE merchant_id = ? AND order_id = ?", key
    )
    db.execute("DELETE FROM changes WHERE merchant_id = ? AND order_id = ?", key)
    db.execute("INSERT INTO changes VALUES (?, ?, ?)", (Cursors.next(db), *key))


def use(db: sqlite3.Connection, voucher_id: str, store_id: str) -> None:
    """Write that a voucher is used, now."""
    db.execute(
        "UPDATE vouchers SET state = 'redeemed', redeemed = ?, redeem_store_id = ? "
        "WHERE voucher_id = ?",
        (time.time(), store_id, voucher_id),
    )


def changes_after(db: sqlite3.Connection, seq: int, limit: int) -> list[tuple[int, str, str]]:
    """Return (number, merchant id, order id) of what has changed after a number."""
    rows = db.execute(
        "SELECT seq, merchant_id, order_id FROM changes WHERE seq > ? ORDER BY seq LIMIT ?",
        (seq, limit),
    ).fetchall()
    return [tuple(row) for row in rows]
