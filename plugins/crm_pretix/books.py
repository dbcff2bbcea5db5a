"""What the plug-in remembers: who members are in pretix, how they stand, and what was told.

pretix knows all of it but which profiles were taken: losing this file costs a full reading. It
holds the secrets of gift cards, as pretix does.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import astuple, fields, replace
from pathlib import Path

from zhongtai_plugin import Cursors, Journal, Taken

from plugins.crm_pretix.model import Member

_SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    chain TEXT NOT NULL, member_id TEXT NOT NULL, identifier TEXT NOT NULL, secret TEXT NOT NULL,
    card INTEGER NOT NULL, is_active INTEGER NOT NULL, gone INTEGER NOT NULL,
    value INTEGER NOT NULL, modified REAL NOT NULL, standing INTEGER NOT NULL,
    known_revision INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (chain, member_id)
);
CREATE TABLE IF NOT EXISTS told (
    number INTEGER PRIMARY KEY AUTOINCREMENT, chain TEXT NOT NULL, member_id TEXT NOT NULL,
    UNIQUE (chain, member_id)
);
CREATE INDEX IF NOT EXISTS told_of_chain ON told (chain, number);
CREATE TABLE IF NOT EXISTS read (chain TEXT PRIMARY KEY);
"""
_COLUMNS = ", ".join(f"m.{each.name}" for each in fields(Member))
_MARKS = ", ".join("?" for _ in fields(Member))


class Books:
    """One sqlite file. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors, profiles: Taken) -> None:
        self._journal = journal
        self._cursors = cursors
        self.profiles = profiles
        """Profiles that were taken, by chain and profile_id."""

    @classmethod
    async def open(cls, folder: Path) -> Books:
        """Open or make the books in a folder."""
        journal = await Journal.open(folder / "books.sqlite3", _SCHEMA)
        return cls(journal, await Cursors.open(journal), await Taken.open(journal, "profiles"))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    def member(self, chain: str, member_id: str) -> Member | None:
        """Return a member as it is remembered."""
        found = self.members(chain, [member_id])
        return found[0] if found else None

    def members(self, chain: str, member_ids: Iterable[str]) -> list[Member]:
        """Return those of the members who are remembered."""
        statement = (
            f"SELECT {_COLUMNS} FROM members m WHERE m.chain = ? "  # noqa: S608 - names of columns
            "AND m.member_id IN (SELECT value FROM json_each(?))"
        )
        values = (chain, json.dumps(list(member_ids)))
        rows = self._journal.read(lambda db: db.execute(statement, values).fetchall())
        return [_member_of(row) for row in rows]

    def all_ids(self, chain: str) -> set[str]:
        """Return the ids of all members of a chain."""
        statement = "SELECT member_id FROM members WHERE chain = ?"
        rows = self._journal.read(lambda db: db.execute(statement, (chain,)).fetchall())
        return {str(row[0]) for row in rows}

    async def keep(self, member: Member) -> Member:
        """Remember a member; where what is told of it differs from before, tell of it.

        Return it with its revision.
        """

        def write(db: sqlite3.Connection) -> Member:
            known = _find(db, member.chain, member.member_id)
            kept = replace(member, revision=known.revision if known else 0)
            if kept.identifier and kept != known:
                # Rises, too, where these books are begun anew.
                kept = replace(kept, revision=max(kept.revision + 1, time.time_ns() // 10**6))
                key = (member.chain, member.member_id)
                db.execute("DELETE FROM told WHERE chain = ? AND member_id = ?", key)
                db.execute("INSERT INTO told VALUES (?, ?, ?)", (Cursors.next(db), *key))
            statement = f"INSERT OR REPLACE INTO members VALUES ({_MARKS})"  # noqa: S608 - marks
            db.execute(statement, astuple(kept))
            return kept

        return await self._journal.write(write)

    def changes(self, chain: str, cursor: str, limit: int) -> tuple[list[Member], str]:
        """Return members of a chain that have changed after a cursor, and the next one.

        Raise BadRequest (CURSOR_UNKNOWN) for a cursor of other books.
        """
        after = self._cursors.number_of(cursor)
        statement = (
            f"SELECT {_COLUMNS}, t.number FROM told t "  # noqa: S608 - names of columns
            "JOIN members m USING (chain, member_id) "
            "WHERE t.chain = ? AND t.number > ? ORDER BY t.number LIMIT ?"
        )
        rows = self._journal.read(
            lambda db: db.execute(statement, (chain, after, limit)).fetchall()
        )
        if not rows:
            return [], cursor or self._cursors.at(0)
        return [_member_of(row[:-1]) for row in rows], self._cursors.at(rows[-1][-1])

    def was_read(self, chain: str) -> bool:
        """Return whether all of a chain was read once."""
        statement = "SELECT 1 FROM read WHERE chain = ?"
        row = self._journal.read(lambda db: db.execute(statement, (chain,)).fetchone())
        return row is not None

    async def note_read(self, chain: str) -> None:
        """Remember that all of a chain was read."""
        statement = "INSERT OR IGNORE INTO read VALUES (?)"
        await self._journal.write(lambda db: db.execute(statement, (chain,)))


def _find(db: sqlite3.Connection, chain: str, member_id: str) -> Member | None:
    statement = (
        f"SELECT {_COLUMNS} FROM members m "  # noqa: S608 - names of columns
        "WHERE m.chain = ? AND m.member_id = ?"
    )
    row = db.execute(statement, (chain, member_id)).fetchone()
    return _member_of(row) if row is not None else None


def _member_of(row: Iterable[object]) -> Member:
    found = Member(*row)  # type: ignore[arg-type]
    return replace(found, is_active=bool(found.is_active), gone=bool(found.gone))
