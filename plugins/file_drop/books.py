"""What the plug-in knows for ever: the lists as they were read, and the keys it has written out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhongtai_plugin import Cursors, Journal

from plugins.file_drop import members
from plugins.file_drop.members import Members
from plugins.file_drop.model import Count, Item

_SCHEMA = """
CREATE TABLE IF NOT EXISTS chains (chain TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS items (
    chain TEXT NOT NULL, code TEXT NOT NULL, product_code TEXT NOT NULL, name TEXT NOT NULL,
    variant TEXT NOT NULL, price INTEGER, archived INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (chain, code)
);
CREATE INDEX IF NOT EXISTS items_by_seq ON items (chain, seq);
CREATE TABLE IF NOT EXISTS counts (
    chain TEXT NOT NULL, store_id TEXT NOT NULL, code TEXT NOT NULL, quantity INTEGER,
    counted_at TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (chain, store_id, code)
);
CREATE INDEX IF NOT EXISTS counts_by_seq ON counts (chain, seq);
CREATE TABLE IF NOT EXISTS keys (
    kind TEXT NOT NULL, chain TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (kind, chain, key)
);
CREATE TABLE IF NOT EXISTS files (
    kind TEXT NOT NULL, chain TEXT NOT NULL, number INTEGER NOT NULL, draft TEXT NOT NULL,
    PRIMARY KEY (kind, chain, number)
);
CREATE INDEX IF NOT EXISTS files_by_draft ON files (chain, draft);
"""


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements on the table of a kind of list."""

    all: str
    after: str
    write: str


_ITEMS = Statements(
    "SELECT code, product_code, name, variant, price, archived FROM items WHERE chain = ?",
    "SELECT code, product_code, name, variant, price, archived, seq FROM items "
    "WHERE chain = ? AND seq > ? ORDER BY seq LIMIT ?",
    "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
)
_COUNTS = Statements(
    "SELECT store_id, code, quantity, counted_at FROM counts WHERE chain = ?",
    "SELECT store_id, code, quantity, counted_at, seq FROM counts "
    "WHERE chain = ? AND seq > ? AND (? = '' OR store_id = ?) ORDER BY seq LIMIT ?",
    "INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?, ?, ?)",
)
Row = tuple[Any, ...]
Effect = Callable[[sqlite3.Connection], None]
"""Changes the books within a transaction."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out, by the name of its draft."""

    kind: str
    chain: str
    number: int
    draft: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows after a cursor, and where to go on."""

    items: Sequence[Item] = ()
    counts: Sequence[Count] = ()
    cursor: str = ""


class Books:
    """One sqlite file. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors) -> None:
        self.members = Members(journal, cursors)
        self._journal = journal
        self._cursors = cursors

    @classmethod
    async def open(cls, folder: Path) -> Books:
        """Open or make the books in a folder."""
        journal = await Journal.open(folder / "books.sqlite3", _SCHEMA + members.SCHEMA)
        return cls(journal, await Cursors.open(journal))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    async def remember_chain(self, chain: str) -> None:
        """Keep that a chain has been here: its folder may be away for a while."""
        if not self.knows_chain(chain):
            sql = "INSERT OR IGNORE INTO chains VALUES (?)"
            await self._journal.write(lambda db: db.execute(sql, (chain,)) and None)

    def knows_chain(self, chain: str) -> bool:
        """Return whether a chain has ever been here."""
        sql = "SELECT 1 FROM chains WHERE chain = ?"
        return bool(self._journal.read(lambda db: db.execute(sql, (chain,)).fetchone()))

    async def keep_items(self, chain: str, items: Sequence[Item], *, complete: bool) -> None:
        """Keep items; those that are as they were keep their place.

        With `complete`, what is not among them is sold no more.
        """

        def keep(db: sqlite3.Connection) -> None:
            known = {row[0]: row for row in _rows(db, _ITEMS.all, chain)}
            told = {item.code: _item_row(item) for item in items}
            changed = [row for code, row in told.items() if known.get(code) != row]
            gone = sorted(known.keys() - told.keys()) if complete else []
            changed += [(*known[code][:5], 1) for code in gone if not known[code][5]]
            _write(db, _ITEMS, chain, changed)

        await self._journal.write(keep)

    async def keep_counts(self, chain: str, counts: Sequence[Count]) -> None:
        """Keep counts; those that are as they were, or older, change nothing.

        One that is still to come is kept as now: every later one would be older for years.
        """
        now = datetime.now(UTC)

        def keep(db: sqlite3.Connection) -> None:
            known = {row[:2]: row for row in _rows(db, _COUNTS.all, chain)}
            changed = []
            for count in counts:
                at = min(count.counted_at, now)
                row = (count.store_id, count.code, count.quantity, at.isoformat())
                before = known.get(row[:2])
                newer = before is None or not at < datetime.fromisoformat(before[3]) <= now
                if newer and before != row:
                    changed.append(row)
            _write(db, _COUNTS, chain, changed)

        await self._journal.write(keep)

    def items_after(self, chain: str, cursor: str, limit: int) -> Page:
        """Return items in the order in which they changed. Raise BadRequest for a cursor."""
        number = self._cursors.number_of(cursor)
        rows = self._journal.read(lambda db: _rows(db, _ITEMS.after, chain, number, limit))
        items = [_item_of(row) for row in rows]
        return Page(items=items, cursor=self._cursors.at(rows[-1][-1] if rows else number))

    def counts_after(self, chain: str, store_id: str, cursor: str, limit: int) -> Page:
        """Return counts in the order in which they changed. Raise BadRequest for a cursor."""
        number = self._cursors.number_of(cursor)
        values = (chain, number, store_id, store_id, limit)
        rows = self._journal.read(lambda db: _rows(db, _COUNTS.after, *values))
        counts = [Count(row[0], row[1], row[2], datetime.fromisoformat(row[3])) for row in rows]
        return Page(counts=counts, cursor=self._cursors.at(rows[-1][-1] if rows else number))

    def digests(self, kind: str, chain: str, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the digests of those of the keys that have been written out."""
        sql = "SELECT digest FROM keys WHERE kind = ? AND chain = ? AND key = ?"

        def read(db: sqlite3.Connection) -> dict[str, bytes]:
            found = {key: db.execute(sql, (kind, chain, key)).fetchone() for key in keys}
            return {key: bytes(row[0]) for key, row in found.items() if row is not None}

        return self._journal.read(read)

    def last_number(self, kinds: Collection[str], chain: str) -> int:
        """Return the highest number of the files of some kinds; 0 for none."""
        # The last of each kind, for which none of the files before is looked at.
        sql = (
            "SELECT coalesce(max((SELECT max(number) FROM files "
            "WHERE chain = ? AND kind = value)), 0) FROM json_each(?)"
        )
        values = (chain, json.dumps(list(kinds)))
        found: int = self._journal.read(lambda db: db.execute(sql, values).fetchone()[0])
        return found

    async def keep_file(self, file: File, digests: dict[str, bytes], also: Effect) -> None:
        """Keep that a file counts, with the keys that are in it.

        `also` is what that changes beside, in one go with it.
        """

        def keep(db: sqlite3.Connection) -> None:
            row = (file.kind, file.chain, file.number, file.draft)
            db.execute("INSERT INTO files VALUES (?, ?, ?, ?)", row)
            rows = [(file.kind, file.chain, key, digest) for key, digest in digests.items()]
            db.executemany("INSERT INTO keys VALUES (?, ?, ?, ?)", rows)
            also(db)

        await self._journal.write(keep)

    def has_file(self, chain: str, draft: str) -> bool:
        """Return whether the file of a draft counts."""
        sql = "SELECT 1 FROM files WHERE chain = ? AND draft = ?"
        return bool(self._journal.read(lambda db: db.execute(sql, (chain, draft)).fetchone()))


def _rows(db: sqlite3.Connection, statement: str, *values: object) -> list[Row]:
    return [tuple(row) for row in db.execute(statement, values)]


def _write(db: sqlite3.Connection, statements: Statements, chain: str, rows: Sequence[Row]) -> None:
    """Write rows in their order behind all that there are."""
    first = Cursors.next(db, len(rows))
    numbered = [(chain, *row, number) for number, row in enumerate(rows, first)]
    db.executemany(statements.write, numbered)


def _item_of(row: Row) -> Item:
    code, product_code, name, variant, price, archived, _ = row
    return Item(code, product_code, name, variant, price, archived=bool(archived))


def _item_row(item: Item) -> Row:
    words = (item.code, item.product_code, item.name, item.variant)
    return (*words, item.price, int(item.archived))
