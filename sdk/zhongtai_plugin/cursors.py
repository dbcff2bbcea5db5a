"""Cursors into what a plug-in numbers in its journal; one of another journal is refused.

cursors = await Cursors.open(journal)
await journal.write(lambda db: db.execute("INSERT …", (Cursors.next(db), …)))
number = cursors.number_of(request.after_cursor)
cursor = cursors.at(rows[-1].number if rows else number)
"""

from __future__ import annotations

import secrets
import sqlite3
import time

from zhongtai_plugin.errors import BadRequest
from zhongtai_plugin.journal import Journal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queue (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS numbered (last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS never_given (above INTEGER NOT NULL, up_to INTEGER NOT NULL)
"""
_MOST_DIGITS = 18
"""Sqlite has no larger numbers."""


class Cursors:
    """The numbers and cursors of one journal: "<its name>.<number>". Make it with `open`.

    The name is lost with the journal, and so is what a journal gave that was restored from a
    backup since: no number is given twice, as those of each opening begin at its time. Who goes
    on with a cursor of what was lost begins anew, and misses nothing in silence.
    """

    def __init__(self, journal: Journal, name: str) -> None:
        self._journal = journal
        self._name = name

    @classmethod
    async def open(cls, journal: Journal) -> Cursors:
        """Return those of a journal, which is given a name where it has none."""
        return cls(journal, await journal.write(_opened))

    @staticmethod
    def next(db: sqlite3.Connection, count: int = 1) -> int:
        """Return the next number inside a journal's write, or the first of the next `count`."""
        db.execute("UPDATE numbered SET last = last + ?", (count,))
        return int(db.execute("SELECT last FROM numbered").fetchone()[0]) - count + 1

    def number_of(self, cursor: str) -> int:
        """Return the number; 0 for an empty cursor. Raise BadRequest (CURSOR_UNKNOWN)."""
        if not cursor:
            return 0
        number = number_in(cursor, self._name)
        self.demand_given(number)
        return number

    def demand_given(self, number: int) -> None:
        """Raise BadRequest (CURSOR_UNKNOWN) for a number that this journal has not given."""
        if self._journal.read(lambda db: db.execute(_LOST, (number, number, number)).fetchone()):
            raise BadRequest(
                "CURSOR_UNKNOWN",
                "This journal has not given this cursor, it may have been restored from a "
                "backup: begin anew with an empty cursor.",
            )

    def at(self, number: int) -> str:
        """Return the cursor after what has a number."""
        return f"{self._name}.{number}"


_LOST = (
    "SELECT 1 FROM numbered WHERE last < ? "
    "UNION ALL SELECT 1 FROM never_given WHERE above < ? AND up_to >= ?"
)


def number_in(cursor: str, name: str) -> int:
    """Return the number of a cursor "<name>.<number>". Raise BadRequest (CURSOR_UNKNOWN)."""
    of, _, number = cursor.partition(".")
    is_number = number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS
    if of != name or not is_number:
        raise BadRequest(
            "CURSOR_UNKNOWN",
            "This cursor is of another life of the plug-in: begin anew with an empty cursor.",
        )
    return int(number)


def _opened(db: sqlite3.Connection) -> str:
    for statement in _SCHEMA.split(";"):
        db.execute(statement)
    _begin_at(db, time.time_ns() // 1_000_000)
    row = db.execute("SELECT name FROM queue").fetchone()
    if row is not None:
        return str(row[0])
    name = secrets.token_hex(8)
    db.execute("INSERT INTO queue VALUES (?)", (name,))
    return name


def _begin_at(db: sqlite3.Connection, floor: int) -> None:
    """Have the next numbers lie above any that this journal can have given before."""
    row = db.execute("SELECT last FROM numbered").fetchone()
    if row is None:
        db.execute("INSERT INTO numbered VALUES (0)")
        if _has_numbered(db):
            # Small numbers, from before there was this table: how far they went nobody kept.
            db.execute("UPDATE numbered SET last = ?", (floor,))
            return
    last = int(row[0]) if row is not None else 0
    if floor <= last:
        return
    db.execute("UPDATE numbered SET last = ?", (floor,))
    longer = db.execute("UPDATE never_given SET up_to = ? WHERE up_to = ?", (floor, last))
    if not longer.rowcount:
        db.execute("INSERT INTO never_given VALUES (?, ?)", (last, floor))


def _has_numbered(db: sqlite3.Connection) -> bool:
    """Return whether something was numbered in a journal before its numbers were kept."""
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    told = ("queue", "sqlite_sequence")
    return any(
        db.execute(f"SELECT 1 FROM {name}").fetchone()  # noqa: S608 - names of ours
        for name in told
        if name in tables
    )
