"""Pick-up codes that this till server gives when the till gives none: A001, A002, … per day."""

from __future__ import annotations

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS pickup_numbers (
    store_id TEXT NOT NULL,
    business_date TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (store_id, business_date)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pickup_numbers_by_day ON pickup_numbers (business_date);
"""

_PER_LETTER = 999


def code_of(number: int) -> str:
    """Return the code of the n-th order of a day, n from 1: A001 to A999, B001 to Z999, AA001."""
    letters, rest = "", (number - 1) // _PER_LETTER
    while True:
        letters = chr(ord("A") + rest % 26) + letters
        rest = rest // 26 - 1
        if rest < 0:
            return f"{letters}{(number - 1) % _PER_LETTER + 1:03d}"


def next_code(db: sqlite3.Connection, store_id: str, business_date: str) -> str:
    """Take the next code of a store's business day, inside a journal's write."""
    row = db.execute(
        "INSERT INTO pickup_numbers VALUES (?, ?, 1) "
        "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (store_id, business_date),
    ).fetchone()
    return code_of(int(row[0]))


def forget(db: sqlite3.Connection, oldest_day: str, most: int) -> None:
    """Forget which codes some stores gave on days before one, inside a journal's write."""
    db.execute(
        "DELETE FROM pickup_numbers WHERE (store_id, business_date) IN (SELECT store_id, "
        "business_date FROM pickup_numbers WHERE business_date < ? ORDER BY business_date LIMIT ?)",
        (oldest_day, most),
    )
