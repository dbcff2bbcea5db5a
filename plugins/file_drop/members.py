"""Members as the CRM has them once it has imported all files: kept for ever.

What is written out of them is kept with the number of its file, since lists say up to which
number their sums go.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhongtai.plugin.v1 import crm_member_pb2, crm_movement_pb2
from zhongtai_plugin import Cursors, Journal

from plugins.file_drop.model import Problem
from plugins.file_drop.people import (
    ACTIVE,
    CLOSED,
    FROZEN,
    MERGED,
    LineRefused,
    Listed,
    Member,
    People,
    Written,
)

SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    chain TEXT NOT NULL, told_id TEXT NOT NULL, number TEXT NOT NULL, member_id TEXT NOT NULL,
    standing TEXT NOT NULL, tier_code TEXT NOT NULL, points INTEGER,
    known_revision INTEGER NOT NULL, known_position INTEGER NOT NULL, list_file INTEGER NOT NULL,
    revision INTEGER NOT NULL, updated INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (chain, told_id)
);
CREATE INDEX IF NOT EXISTS members_by_member_id ON members (chain, member_id);
CREATE INDEX IF NOT EXISTS members_by_seq ON members (chain, seq);
CREATE TABLE IF NOT EXISTS written (
    chain TEXT NOT NULL, member_id TEXT NOT NULL, file INTEGER NOT NULL, points INTEGER NOT NULL,
    position INTEGER NOT NULL, revision INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS written_of_member ON written (chain, member_id);
"""
STANDINGS = {
    crm_member_pb2.CRM_STANDING_ACTIVE: ACTIVE,
    crm_member_pb2.CRM_STANDING_FROZEN: FROZEN,
    crm_member_pb2.CRM_STANDING_CLOSED: CLOSED,
    crm_member_pb2.CRM_STANDING_MERGED: MERGED,
}
_TOLD = {word: number for number, word in STANDINGS.items()} | {
    MERGED: crm_member_pb2.CRM_STANDING_CLOSED
}
_COLUMNS = (
    "told_id, number, member_id, standing, tier_code, points, known_revision, known_position, "
    "list_file"
)
_ALL = f"SELECT {_COLUMNS} FROM members WHERE chain = ?"  # noqa: S608 - names of columns
_ONE = f"{_ALL} AND member_id = ?"
_STATE = f"SELECT {_COLUMNS}, revision, updated, seq FROM members WHERE chain = ?"  # noqa: S608
_WRITE = (
    f"INSERT INTO members (chain, {_COLUMNS}, revision, updated, seq) "  # noqa: S608
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?) "
    "ON CONFLICT (chain, told_id) DO UPDATE SET number = excluded.number, "
    "member_id = excluded.member_id, standing = excluded.standing, "
    "tier_code = excluded.tier_code, points = excluded.points, "
    "known_revision = excluded.known_revision, known_position = excluded.known_position, "
    "list_file = excluded.list_file, revision = members.revision + 1, updated = excluded.updated, "
    "seq = excluded.seq"
)
_LISTED = "UPDATE members SET list_file = ? WHERE chain = ? AND told_id = ?"
_SUMS = (
    "SELECT member_id, max(revision), max(position), "
    "sum(CASE WHEN file > ? THEN points ELSE 0 END), "
    "max(CASE WHEN file > ? AND revision > 0 THEN 1 ELSE 0 END) "
    "FROM written WHERE chain = ? GROUP BY member_id"
)


class Members:
    """The members of all chains, in the books' journal."""

    def __init__(self, journal: Journal, cursors: Cursors) -> None:
        self._journal = journal
        self._cursors = cursors

    async def keep(self, chain: str, lines: Sequence[Listed], last_file: int) -> list[Problem]:
        """Take lines of a list over; return what is wrong with those that cannot be."""

        def keep(db: sqlite3.Connection) -> list[Problem]:
            problems: list[Problem] = []
            people = _people(db, chain)
            for known_file in sorted({line.known_file for line in lines}):
                written = _written(db, chain, known_file)
                for line in (each for each in lines if each.known_file == known_file):
                    try:
                        people.take(line, written, last_file)
                    except LineRefused as wrong:
                        what = line.crm_member_id
                        problems.append(Problem(line.line, what, wrong.problem, wrong.advice))
            for member in people.changed.values():
                _keep(db, chain, member)
            listed = [(file, chain, told_id) for told_id, file in people.listed.items()]
            db.executemany(_LISTED, listed)
            return problems

        return await self._journal.write(keep)

    def is_known(self, chain: str, member_id: str) -> bool:
        """Return whether a member of the platform's was ever written out, or stood in a list."""
        return bool(self._journal.read(lambda db: _find(db, chain, member_id)))

    def revision_of(self, chain: str, member_id: str) -> int:
        """Return the revision of the last profile of a member that was written out."""
        found = self._journal.read(lambda db: _find(db, chain, member_id))
        return found.known_revision if found else 0

    def looked_up(self, chain: str, member_ids: Iterable[str]) -> list[crm_member_pb2.CrmMember]:
        """Return those whom the CRM has, by the platform's ids."""

        def read(db: sqlite3.Connection) -> list[crm_member_pb2.CrmMember]:
            found = (
                db.execute(f"{_STATE} AND member_id = ?", (chain, member_id)).fetchone()
                for member_id in dict.fromkeys(member_ids)
                if member_id
            )
            return [_message(tuple(row)) for row in found if row is not None]

        return self._journal.read(read)

    def changes(
        self, chain: str, cursor: str, limit: int
    ) -> tuple[list[crm_member_pb2.CrmMember], str]:
        """Return members that changed after a cursor, and the next one. Raise BadRequest."""
        after = self._cursors.number_of(cursor)
        sql = f"{_STATE} AND seq > ? ORDER BY seq LIMIT ?"
        rows = self._journal.read(
            lambda db: [tuple(row) for row in db.execute(sql, (chain, after, limit))]
        )
        last = rows[-1][-1] if rows else after
        return [_message(row) for row in rows], self._cursors.at(last)


def write_profiles(
    db: sqlite3.Connection, chain: str, file: int, profiles: Sequence[crm_member_pb2.CrmProfile]
) -> None:
    """Keep that profiles are in a file."""
    for profile in profiles:
        _note(db, chain, profile.member_id, file, revision=profile.revision)
        member = _find(db, chain, profile.member_id)
        if member is None:
            member = Member(told_id=profile.member_id, member_id=profile.member_id, points=0)
        if profile.revision > member.known_revision:
            told = replace(
                member,
                standing=STANDINGS.get(profile.standing, ACTIVE),
                tier_code=profile.tier_code,
                known_revision=profile.revision,
            )
            _keep(db, chain, told)


def write_points(
    db: sqlite3.Connection, chain: str, file: int, moved: Sequence[crm_movement_pb2.CrmMovement]
) -> None:
    """Keep that movements are in a file."""
    for movement in moved:
        at, points = movement.position, movement.points
        _note(db, chain, movement.member_id, file, points=points, position=at)
        member = _find(db, chain, movement.member_id)
        if member is None:
            continue
        before = member.points
        moved_to = replace(
            member,
            points=None if before is None else before + points,
            known_position=max(member.known_position, at),
        )
        _keep(db, chain, moved_to)


def _people(db: sqlite3.Connection, chain: str) -> People:
    members = [Member(*row) for row in db.execute(_ALL, (chain,))]
    return People(
        {each.number: each for each in members if each.number},
        {each.member_id: each for each in members if each.member_id},
    )


def _written(db: sqlite3.Connection, chain: str, known_file: int) -> dict[str, Written]:
    rows = db.execute(_SUMS, (known_file, known_file, chain))
    return {
        member_id: Written(revision, position, after, profile_after=bool(newer))
        for member_id, revision, position, after, newer in map(tuple, rows)
    }


def _find(db: sqlite3.Connection, chain: str, member_id: str) -> Member | None:
    row = db.execute(_ONE, (chain, member_id)).fetchone()
    return None if row is None else Member(*row)


def _keep(db: sqlite3.Connection, chain: str, member: Member) -> None:
    """Write a member behind all that have changed before."""
    values = (
        *(member.told_id, member.number, member.member_id, member.standing, member.tier_code),
        *(member.points, member.known_revision, member.known_position, member.list_file),
    )
    db.execute(_WRITE, (chain, *values, time.time_ns(), Cursors.next(db)))


def _note(
    db: sqlite3.Connection,
    chain: str,
    member_id: str,
    file: int,
    *,
    points: int = 0,
    position: int = 0,
    revision: int = 0,
) -> None:
    row = (chain, member_id, file, points, position, revision)
    db.execute("INSERT INTO written VALUES (?, ?, ?, ?, ?, ?)", row)


def _message(row: tuple[object, ...]) -> crm_member_pb2.CrmMember:
    member = Member(*row[:9])  # type: ignore[arg-type]
    told = crm_member_pb2.CrmMember(
        crm_member_id=member.told_id,
        member_id=member.member_id,
        standing=_TOLD[member.standing],
        tier_code=member.tier_code,
        points_balance=member.points,
        revision=row[9],  # type: ignore[arg-type]
        known_revision=member.known_revision,
        known_position=member.known_position,
    )
    told.update_time.FromNanoseconds(row[10])  # type: ignore[arg-type]
    return told
