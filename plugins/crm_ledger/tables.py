"""The tables of the stand-in CRM, and the statements on them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import asdict

from zhongtai_plugin import Cursors

from plugins.crm_ledger.model import Benefit, Line, Member, Wish

SCHEMA = """
CREATE TABLE IF NOT EXISTS members (
    merchant_id TEXT NOT NULL, crm_member_id TEXT NOT NULL, member_id TEXT NOT NULL DEFAULT '',
    standing TEXT NOT NULL DEFAULT 'active',
    tier_code TEXT NOT NULL DEFAULT '', points INTEGER NOT NULL DEFAULT 0,
    stored_value INTEGER NOT NULL DEFAULT 0, currency TEXT NOT NULL,
    benefits TEXT NOT NULL DEFAULT '[]', revision INTEGER NOT NULL DEFAULT 0,
    known_revision INTEGER NOT NULL DEFAULT 0, known_position INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (merchant_id, crm_member_id)
);
CREATE UNIQUE INDEX IF NOT EXISTS member_of_platform ON members (merchant_id, member_id)
    WHERE member_id <> '';
CREATE TABLE IF NOT EXISTS profiles (
    merchant_id TEXT NOT NULL, profile_id TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (merchant_id, profile_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (
    merchant_id TEXT NOT NULL, movement_id TEXT NOT NULL, crm_member_id TEXT NOT NULL,
    digest TEXT NOT NULL, kind TEXT NOT NULL, points INTEGER NOT NULL, balance INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, movement_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_of_member ON ledger (merchant_id, crm_member_id);
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, merchant_id TEXT NOT NULL, crm_member_id TEXT NOT NULL,
    UNIQUE (merchant_id, crm_member_id)
);
CREATE INDEX IF NOT EXISTS changes_of_chain ON changes (merchant_id, seq);
"""
_MEMBER = (
    "m.merchant_id, m.crm_member_id, m.member_id, m.standing, m.tier_code, m.points, "
    "m.stored_value, m.currency, m.benefits, m.revision, m.known_revision, m.known_position, "
    "m.updated"
)


def find(db: sqlite3.Connection, merchant_id: str, who: str) -> Member | None:
    """Return a member by the CRM's id or by the platform's."""
    row = db.execute(
        f"SELECT {_MEMBER} FROM members m "  # noqa: S608 - names of columns
        "WHERE merchant_id = ? AND (crm_member_id = ? OR member_id = ?)",
        (merchant_id, who, who),
    ).fetchone()
    return _member_of(row) if row is not None else None


def of_platform(
    db: sqlite3.Connection, merchant_id: str, member_ids: Iterable[str]
) -> list[Member]:
    """Return those members whom the CRM has, by the platform's ids."""
    rows = db.execute(
        f"SELECT {_MEMBER} FROM json_each(?) AS n "  # noqa: S608 - names of columns
        "JOIN members m ON m.merchant_id = ? AND m.member_id = n.value AND m.member_id <> '' "
        "GROUP BY m.crm_member_id",
        (json.dumps(list(member_ids)), merchant_id),
    ).fetchall()
    return [_member_of(row) for row in rows]


def add(
    db: sqlite3.Connection, merchant_id: str, crm_member_id: str, member_id: str, currency: str
) -> None:
    """Make a member."""
    db.execute(
        "INSERT INTO members (merchant_id, crm_member_id, member_id, currency) VALUES (?, ?, ?, ?)",
        (merchant_id, crm_member_id, member_id, currency),
    )


def change(db: sqlite3.Connection, member: Member, wish: Wish) -> None:
    """Write what a wish changes of a member, points apart.

    Of whoever they are from now on the platform has told nothing yet.
    """
    values: dict[str, object] = {
        "member_id": wish.member_id,
        "standing": wish.standing,
        "tier_code": wish.tier_code,
        "stored_value": wish.stored_value,
        "benefits": None if wish.benefits is None else _benefits_text(wish.benefits),
    }
    if wish.member_id not in (None, member.member_id):
        values |= {"known_revision": 0, "known_position": 0}
    for name, value in values.items():
        if value is not None:
            db.execute(
                f"UPDATE members SET {name} = ? "  # noqa: S608 - names of columns
                "WHERE merchant_id = ? AND crm_member_id = ?",
                (value, member.merchant_id, member.crm_member_id),
            )


def book(db: sqlite3.Connection, member: Member, line: Line) -> None:
    """Add a line to the ledger, and its points to the balance."""
    key, balance = (member.merchant_id, member.crm_member_id), member.points + line.points
    db.execute(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key[0], line.movement_id, key[1], line.digest, line.kind, line.points, balance),
    )
    db.execute(
        "UPDATE members SET points = ? WHERE merchant_id = ? AND crm_member_id = ?",
        (balance, *key),
    )


def booked(db: sqlite3.Connection, merchant_id: str, movement_ids: Iterable[str]) -> list[str]:
    """Return those of the keys that are in the ledger."""
    rows = db.execute(
        "SELECT l.movement_id FROM json_each(?) AS n "
        "JOIN ledger l ON l.merchant_id = ? AND l.movement_id = n.value GROUP BY l.movement_id",
        (json.dumps(list(movement_ids)), merchant_id),
    ).fetchall()
    return [str(row[0]) for row in rows]


def lines_of(db: sqlite3.Connection, member: Member) -> list[dict[str, object]]:
    """Return the lines of a member's ledger, in the order of their keys."""
    rows = db.execute(
        "SELECT movement_id, kind, points, balance FROM ledger "
        "WHERE merchant_id = ? AND crm_member_id = ? ORDER BY movement_id",
        (member.merchant_id, member.crm_member_id),
    ).fetchall()
    return [dict(row) for row in rows]


def touch(db: sqlite3.Connection, merchant_id: str, crm_member_id: str) -> None:
    """Give a member the next revision, and tell that they have changed."""
    key = (merchant_id, crm_member_id)
    db.execute(
        "UPDATE members SET revision = revision + 1, updated = ? "
        "WHERE merchant_id = ? AND crm_member_id = ?",
        (time.time_ns(), *key),
    )
    db.execute("DELETE FROM changes WHERE merchant_id = ? AND crm_member_id = ?", key)
    db.execute("INSERT INTO changes VALUES (?, ?, ?)", (Cursors.next(db), *key))


def changed_after(
    db: sqlite3.Connection, merchant_id: str, seq: int, limit: int
) -> list[tuple[int, Member]]:
    """Return the members of a chain that have changed after a number, with their numbers."""
    rows = db.execute(
        f"SELECT {_MEMBER}, c.seq FROM changes c "  # noqa: S608 - names of columns
        "JOIN members m USING (merchant_id, crm_member_id) "
        "WHERE c.merchant_id = ? AND c.seq > ? ORDER BY c.seq LIMIT ?",
        (merchant_id, seq, limit),
    ).fetchall()
    return [(row["seq"], _member_of(tuple(row)[:-1])) for row in rows]


def _member_of(row: Iterable[object]) -> Member:
    values = dict(zip(Member.__dataclass_fields__, row, strict=True))
    told = json.loads(str(values["benefits"]))
    values["benefits"] = tuple(Benefit(**each) for each in told)
    return Member(**values)  # type: ignore[arg-type]


def _benefits_text(benefits: Iterable[Benefit]) -> str:
    return json.dumps([asdict(benefit) for benefit in benefits], ensure_ascii=False)
