"""Cursors into what a plug-in numbers in its journal; one of another journal is refused.

cursors = await Cursors.open(journal)
number = cursors.number_of(request.after_cursor)
cursor = cursors.at(rows[-1].number if rows else number)
"""

from __future__ import annotations

import secrets
import sqlite3

from zhongtai_plugin.errors import BadRequest
from zhongtai_plugin.journal import Journal

_SCHEMA = "CREATE TABLE IF NOT EXISTS queue (name TEXT NOT NULL)"
_MOST_DIGITS = 18
"""Sqlite has no larger numbers."""


class Cursors:
    """The cursors of one journal: "<its name>.<number>". Make it with `open`.

    The name is lost with the journal: who goes on with a cursor of it begins anew, and misses
    nothing in silence.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    async def open(cls, journal: Journal) -> Cursors:
        """Return those of a journal, which is given a name where it has none."""
        return cls(await journal.write(_name_of))

    def number_of(self, cursor: str) -> int:
        """Return the number; 0 for an empty cursor. Raise BadRequest (CURSOR_UNKNOWN)."""
        if not cursor:
            return 0
        return number_in(cursor, self._name)

    def at(self, number: int) -> str:
        """Return the cursor after what has a number."""
        return f"{self._name}.{number}"


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


def _name_of(db: sqlite3.Connection) -> str:
    db.execute(_SCHEMA)
    row = db.execute("SELECT name FROM queue").fetchone()
    if row is not None:
        return str(row[0])
    name = secrets.token_hex(8)
    db.execute("INSERT INTO queue VALUES (?)", (name,))
    return name
