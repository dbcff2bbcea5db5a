"""The CRM's book: members, the ledger of their points, and who has changed."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from zhongtai_plugin import BadRequest, Conflict, Cursors, Journal, Rejected

from plugins.crm_ledger import tables
from plugins.crm_ledger.model import BY_HAND, Line, Member, Movement, Profile, Wish


class Book:
    """All members of the stand-in. Make it with `open`."""

    def __init__(self, journal: Journal, cursors: Cursors, currency: str) -> None:
        self._journal = journal
        self._cursors = cursors
        self._currency = currency

    @classmethod
    async def open(cls, folder: Path, currency: str) -> Book:
        """Open or make the book in a folder; stored value is in that currency."""
        journal = await Journal.open(folder / "crm.sqlite3", tables.SCHEMA)
        return cls(journal, await Cursors.open(journal), currency)

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    async def join(self, profile: Profile) -> bool:
        """Take a membership as it stands; return whether it, or a later one, was known.

        Raise Conflict for another content under its key.
        """

        def keep(db: sqlite3.Connection) -> bool:
            key = (profile.merchant_id, profile.profile_id)
            known = "SELECT digest FROM profiles WHERE merchant_id = ? AND profile_id = ?"
            if _is_known(db.execute(known, key).fetchone(), profile.digest):
                return True
            db.execute("INSERT INTO profiles VALUES (?, ?, ?)", (*key, profile.digest))
            member = tables.find(db, profile.merchant_id, profile.member_id)
            if member is None:
                member = self._add(db, profile.merchant_id, profile.member_id)
            if profile.revision <= member.known_revision:
                return True
            told = Wish(standing=profile.standing, tier_code=profile.tier_code)
            tables.change(db, member, told)
            db.execute(
                "UPDATE members SET known_revision = ? WHERE merchant_id = ? AND crm_member_id = ?",
                (profile.revision, member.merchant_id, member.crm_member_id),
            )
            tables.touch(db, member.merchant_id, member.crm_member_id)
            return False

        return await self._journal.write(keep)

    async def move(self, movement: Movement) -> bool:
        """Book points; return whether they were known.

        Raise Rejected (MEMBER_UNKNOWN), Conflict for another content under its key.
        """

        def keep(db: sqlite3.Connection) -> bool:
            chain, key = movement.merchant_id, movement.movement_id
            known = "SELECT digest FROM ledger WHERE merchant_id = ? AND movement_id = ?"
            if _is_known(db.execute(known, (chain, key)).fetchone(), movement.digest):
                return True
            member = tables.find(db, chain, movement.member_id)
            if member is None:
                raise Rejected("MEMBER_UNKNOWN", "This member was never pushed.")
            line = Line(key, movement.kind, movement.points, movement.digest)
            tables.book(db, member, line)
            db.execute(
                "UPDATE members SET known_position = max(known_position, ?) "
                "WHERE merchant_id = ? AND crm_member_id = ?",
                (movement.position, chain, member.crm_member_id),
            )
            tables.touch(db, chain, member.crm_member_id)
            return False

        return await self._journal.write(keep)

    async def change(self, merchant_id: str, who: str, wish: Wish) -> Member:
        """Change a member by hand; an empty `who` makes a new one. Raise Rejected, BadRequest."""

        def keep(db: sqlite3.Connection) -> Member:
            member = tables.find(db, merchant_id, who) if who else self._add(db, merchant_id, "")
            if member is None:
                raise Rejected("MEMBER_UNKNOWN", "There is no such member.")
            try:
                tables.change(db, member, wish)
            except sqlite3.IntegrityError:
                raise BadRequest("MEMBER_TAKEN", "Another member has this member_id.") from None
            if wish.points:
                key = f"{BY_HAND}-{secrets.token_hex(8)}"
                tables.book(db, member, Line(key, BY_HAND, wish.points))
            tables.touch(db, merchant_id, member.crm_member_id)
            changed = tables.find(db, merchant_id, member.crm_member_id)
            return changed or member

        return await self._journal.write(keep)

    def find(self, merchant_id: str, who: str) -> Member | None:
        """Return a member by the CRM's id or the platform's."""
        return self._journal.read(lambda db: tables.find(db, merchant_id, who))

    def members(self, merchant_id: str, member_ids: Iterable[str]) -> list[Member]:
        """Return those whom the CRM has, by the platform's ids."""
        return self._journal.read(lambda db: tables.of_platform(db, merchant_id, member_ids))

    def booked(self, merchant_id: str, movement_ids: Iterable[str]) -> list[str]:
        """Return those of the keys that are in the ledger."""
        return self._journal.read(lambda db: tables.booked(db, merchant_id, movement_ids))

    def lines(self, member: Member) -> list[dict[str, object]]:
        """Return the lines of a member's ledger, in the order of their keys."""
        return self._journal.read(lambda db: tables.lines_of(db, member))

    def changes(self, merchant_id: str, cursor: str, limit: int) -> tuple[list[Member], str]:
        """Return members of a chain that have changed after a cursor, and the next one.

        Raise BadRequest (CURSOR_UNKNOWN) for a cursor of another book.
        """
        after = self._cursors.number_of(cursor)
        found = self._journal.read(lambda db: tables.changed_after(db, merchant_id, after, limit))
        last = found[-1][0] if found else after
        return [member for _, member in found], self._cursors.at(last)

    def _add(self, db: sqlite3.Connection, merchant_id: str, member_id: str) -> Member:
        crm_member_id = f"crm-{secrets.token_hex(8)}"
        tables.add(db, merchant_id, crm_member_id, member_id, self._currency)
        made = tables.find(db, merchant_id, crm_member_id)
        if made is None:
            raise LookupError("what was written is not there")
        return made


def _is_known(row: tuple[str] | None, digest: str) -> bool:
    if row is not None and row[0] != digest:
        raise Conflict("KEY_USED", "This key was used for something else.")
    return row is not None
