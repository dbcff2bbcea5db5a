"""What a plug-in has taken, each key once: durable, and known for ever.

sales = await Taken.open(journal, "sales")
known = await sales.take(key, message.SerializeToString(deterministic=True))
sales.find([key])
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from zhongtai_plugin.errors import Conflict
from zhongtai_plugin.journal import Journal

_SCHEMA = """
CREATE TABLE IF NOT EXISTS taken (
    book TEXT NOT NULL, key TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (book, key)
) WITHOUT ROWID
"""


class Taken:
    """One book in a journal. Make it with `open`."""

    def __init__(self, journal: Journal, book: str) -> None:
        self._journal = journal
        self._book = book

    @classmethod
    async def open(cls, journal: Journal, book: str) -> Taken:
        """Open or make the book in the journal."""
        await journal.write(lambda db: db.execute(_SCHEMA))
        return cls(journal, book)

    async def take(self, key: str, content: bytes) -> bool:
        """Keep what belongs to a key; return whether it was known. Raise Conflict for another."""

        def keep(db: sqlite3.Connection) -> bool:
            row = (self._book, key, content)
            if db.execute("INSERT OR IGNORE INTO taken VALUES (?, ?, ?)", row).rowcount:
                return False
            found = db.execute("SELECT content FROM taken WHERE book = ? AND key = ?", row[:2])
            if bytes(found.fetchone()[0]) != content:
                raise Conflict("KEY_USED", "This key was used for something else.")
            return True

        return await self._journal.write(keep)

    def find(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return what belongs to those of the keys that are known."""
        statement = (
            "SELECT key, content FROM taken "
            "WHERE book = ? AND key IN (SELECT value FROM json_each(?))"
        )
        values = (self._book, json.dumps(list(keys)))
        rows = self._journal.read(lambda db: db.execute(statement, values).fetchall())
        return {str(row[0]): bytes(row[1]) for row in rows}
