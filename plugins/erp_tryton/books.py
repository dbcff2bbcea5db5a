"""What the plug-in remembers: what it told of items and counts, and what it is not sure of.

Tryton knows what was put into it; losing this file costs a full reading and nothing else.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from zhongtai_plugin import Cursors, Journal

from plugins.erp_tryton.model import Count, Item

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chains (chain TEXT PRIMARY KEY, began TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS marks (
    chain TEXT NOT NULL, kind TEXT NOT NULL, since TEXT NOT NULL, all_at REAL NOT NULL,
    PRIMARY KEY (chain, kind)
);
CREATE TABLE IF NOT EXISTS items (
    chain TEXT NOT NULL, code TEXT NOT NULL, product INTEGER NOT NULL, product_code TEXT NOT NULL,
    name TEXT NOT NULL, variant TEXT NOT NULL, price INTEGER, currency TEXT NOT NULL,
    archived INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (chain, code)
);
CREATE INDEX IF NOT EXISTS items_by_seq ON items (chain, seq);
CREATE TABLE IF NOT EXISTS counts (
    chain TEXT NOT NULL, store_id TEXT NOT NULL, code TEXT NOT NULL, quantity INTEGER,
    counted_at TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (chain, store_id, code)
);
CREATE INDEX IF NOT EXISTS counts_by_seq ON counts (chain, seq);
CREATE TABLE IF NOT EXISTS moved (
    chain TEXT NOT NULL, store_id TEXT NOT NULL, code TEXT NOT NULL,
    until TEXT NOT NULL, state INTEGER NOT NULL, PRIMARY KEY (chain, store_id, code)
);
CREATE TABLE IF NOT EXISTS unsure (
    model TEXT NOT NULL, chain TEXT NOT NULL, key TEXT NOT NULL, since REAL NOT NULL,
    PRIMARY KEY (model, chain, key)
);
"""
KNOWN, CHANGED, UNDER_WAY = range(3)
"""Of what a movement touched: its count is told; is to be read anew; cannot be read now."""

T = TypeVar("T")
Row = tuple[Any, ...]
Place = tuple[str, str]
"""A store's id and a code."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What changed after a cursor, and where to go on."""

    rows: Sequence[T]
    cursor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How far Tryton was read: since when changes are to be read, and when all was read last."""

    since: datetime
    all_at: float


class Books:
    """One sqlite file. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors) -> None:
        self._journal = journal
        self._cursors = cursors

    @classmethod
    async def open(cls, folder: Path) -> Books:
        """Open or make the books in a folder."""
        journal = await Journal.open(folder / "books.sqlite3", _SCHEMA)
        return cls(journal, await Cursors.open(journal))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    # -- chains ----------------------------------------------------------------------------

    async def remember_chains(self, chains: Iterable[str]) -> None:
        """Keep when each chain was seen first."""
        rows = [(chain, datetime.now(UTC).isoformat()) for chain in chains]
        sql = "INSERT OR IGNORE INTO chains VALUES (?, ?)"
        await self._journal.write(lambda db: db.executemany(sql, rows) and None)

    def chains(self) -> Collection[str]:
        """Return the chains that have ever had an account here."""
        return frozenset(chain for (chain,) in self._rows("SELECT chain FROM chains"))

    def began(self, chain: str) -> datetime:
        """Return when a chain was seen first."""
        ((began,),) = self._rows("SELECT began FROM chains WHERE chain = ?", chain)
        return datetime.fromisoformat(began)

    def mark(self, chain: str, kind: str) -> Mark | None:
        """Return how far a kind of records was read; None when never."""
        sql = "SELECT since, all_at FROM marks WHERE chain = ? AND kind = ?"
        for since, all_at in self._rows(sql, chain, kind):
            return Mark(datetime.fromisoformat(since), all_at)
        return None

    # -- items -----------------------------------------------------------------------------

    async def keep_items(
        self,
        chain: str,
        items: Sequence[Item],
        seen: Collection[int],
        unclear: Collection[str],
        mark: Mark,
        *,
        all: bool,
    ) -> None:
        """Keep items; those that are as they were keep their place.

        What products that were `seen` have as a code no more is sold no more; with `all`, so is
        whatever is not among the items. Codes that are `unclear` stay as they are.
        """

        def keep(db: sqlite3.Connection) -> None:
            sql = f"SELECT {_ITEM} FROM items WHERE chain = ?"  # noqa: S608 - names of ours
            known = {row[0]: row for row in _fetch(db, sql, chain)}
            told = {item.code: item for item in items}
            for code in known.keys() - told.keys() - set(unclear):
                item = _item_of(known[code])
                if all or item.product in seen:
                    told[code] = replace(item, archived=True)
            rows = [_item_row(item) for item in told.values()]
            changed = [row for row in rows if known.get(row[0]) != row]
            _append(db, "items", chain, changed)
            _write_mark(db, chain, "items", mark)

        await self._journal.write(keep)

    def items_after(self, chain: str, cursor: str, limit: int) -> Page[Item]:
        """Return items in the order in which they changed. Raise BadRequest for a cursor."""
        sql = f"SELECT {_ITEM}, seq FROM items WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?"  # noqa: S608
        number = self._cursors.number_of(cursor)
        rows = self._rows(sql, chain, number, limit)
        items = [_item_of(row[:-1]) for row in rows]
        return Page(items, self._cursors.at(rows[-1][-1] if rows else number))

    def sold(self, chain: str) -> Mapping[int, str]:
        """Return the codes of what is sold, by product."""
        sql = "SELECT product, code FROM items WHERE chain = ? AND NOT archived"
        return dict(self._rows(sql, chain))

    # -- counts ----------------------------------------------------------------------------

    async def keep_counts(
        self, chain: str, counts: Sequence[Count], read: Collection[Place], mark: Mark
    ) -> None:
        """Keep counts; those that are as they were keep their place. `read` are up to date."""

        def keep(db: sqlite3.Connection) -> None:
            sql = "SELECT store_id, code, quantity, counted_at FROM counts WHERE chain = ?"
            known = set(_fetch(db, sql, chain))
            rows = [(x.store_id, x.code, x.quantity, x.counted_at.isoformat()) for x in counts]
            _append(db, "counts", chain, [row for row in rows if row not in known])
            _write_mark(db, chain, "counts", mark)
            done = "UPDATE moved SET state = ? WHERE (chain, store_id, code) = (?, ?, ?)"
            db.executemany(done, [(KNOWN, chain, *place) for place in read])

        await self._journal.write(keep)

    def counts_after(self, chain: str, store_id: str, cursor: str, limit: int) -> Page[Count]:
        """Return counts in the order in which they changed. Raise BadRequest for a cursor."""
        sql = (
            "SELECT store_id, code, quantity, counted_at, seq FROM counts WHERE chain = ? "
            "AND seq > ? AND (? = '' OR store_id = ?) ORDER BY seq LIMIT ?"
        )
        number = self._cursors.number_of(cursor)
        rows = self._rows(sql, chain, number, store_id, store_id, limit)
        found = [Count(x[0], x[1], x[2], datetime.fromisoformat(x[3])) for x in rows]
        return Page(found, self._cursors.at(rows[-1][-1] if rows else number))

    def counted(self, chain: str) -> Collection[Place]:
        """Return what was ever counted."""
        return set(self._rows("SELECT store_id, code FROM counts WHERE chain = ?", chain))

    def moved(self, chain: str) -> Mapping[Place, tuple[datetime, int]]:
        """Return up to which moment Tryton has the movements of places, and their states."""
        sql = "SELECT store_id, code, until, state FROM moved WHERE chain = ?"
        return {
            (store_id, code): (datetime.fromisoformat(until), state)
            for store_id, code, until, state in self._rows(sql, chain)
        }

    async def note_moved(self, chain: str, places: Mapping[Place, datetime], state: int) -> None:
        """Note what movements touch, and up to which moment Tryton has them then."""
        sql = (
            "INSERT INTO moved VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "state = excluded.state, until = max(until, excluded.until)"
        )
        rows = [(chain, *place, until.isoformat(), state) for place, until in places.items()]
        await self._journal.write(lambda db: db.executemany(sql, rows) and None)

    # -- keys that Tryton may still be at ---------------------------------------------------

    async def begin(self, model: str, chain: str, keys: Sequence[str]) -> list[str]:
        """Note that documents are about to be made; return those of which nothing else is open."""
        now = time.time()
        find = "SELECT 1 FROM unsure WHERE (model, chain, key) = (?, ?, ?)"
        note = "INSERT OR REPLACE INTO unsure VALUES (?, ?, ?, ?)"

        def begin(db: sqlite3.Connection) -> list[str]:
            clear = [key for key in keys if not _fetch(db, find, model, chain, key)]
            db.executemany(note, [(model, chain, key, now) for key in keys])
            return clear

        return await self._journal.write(begin)

    async def end(self, model: str, chain: str, keys: Sequence[str]) -> None:
        """Note that it is known what came of them."""
        sql = "DELETE FROM unsure WHERE (model, chain, key) = (?, ?, ?)"
        rows = [(model, chain, key) for key in keys]
        await self._journal.write(lambda db: db.executemany(sql, rows) and None)

    def unsure(self, model: str, chain: str, before: float, limit: int) -> list[str]:
        """Return keys of documents that were begun before a moment, and nobody knows the end of."""
        sql = "SELECT key FROM unsure WHERE model = ? AND chain = ? AND since < ? LIMIT ?"
        return [key for (key,) in self._rows(sql, model, chain, before, limit)]

    def _rows(self, sql: str, *values: object) -> list[Row]:
        return self._journal.read(lambda db: _fetch(db, sql, *values))


_ITEM = "code, product, product_code, name, variant, price, currency, archived"


def _fetch(db: sqlite3.Connection, sql: str, *values: object) -> list[Row]:
    return [tuple(row) for row in db.execute(sql, values)]


def _append(db: sqlite3.Connection, table: str, chain: str, rows: Sequence[Row]) -> None:
    """Write rows in their order behind all that there are."""
    first = Cursors.next(db, len(rows))
    numbered = [(chain, *row, number) for number, row in enumerate(rows, first)]
    if numbered:
        marks = ", ".join("?" * len(numbered[0]))
        db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", numbered)  # noqa: S608


def _write_mark(db: sqlite3.Connection, chain: str, kind: str, mark: Mark) -> None:
    values = (chain, kind, mark.since.isoformat(), mark.all_at)
    db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)", values)


def _item_of(row: Row) -> Item:
    code, product, product_code, name, variant, price, currency, archived = row
    words = (code, product, product_code, name, variant)
    return Item(*words, price, currency, bool(archived))


def _item_row(item: Item) -> Row:
    words = (item.code, item.product, item.product_code, item.name, item.variant)
    return (*words, item.price, item.currency, int(item.archived))
