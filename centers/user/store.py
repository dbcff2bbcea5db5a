"""Where persons are kept: with `login_store`, the only place of this center with SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from centers.user.model import (
    ChannelIdentity,
    Merge,
    Person,
    PersonStatus,
    SavedAddress,
)
from mesh.data.database import Connection, Database, Record
from mesh.data.queries import load_queries
from mesh.pure.address import Address

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

Runner: TypeAlias = "Database | Connection"
"""What runs a statement: the database, or the connection of a transaction."""


class UserStore:
    """The persons of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def lock_accounts(self, accounts: Iterable[Sequence[str]]) -> None:
        """Take turns with others who register the same accounts, until the transaction ends."""
        # The separator is a control character, which no account holds.
        keys = sorted("\x1f".join((self._merchant, *account)) for account in accounts)
        await self._run.fetch(SQL.lock_accounts, keys)

    async def find_identity_by_account(self, channel: str, subject: str) -> ChannelIdentity | None:
        """The identity of a channel account."""
        row = await self._run.fetchrow(
            SQL.find_identity_by_account, self._merchant, channel, subject
        )
        return ChannelIdentity(*row) if row else None

    async def find_person_by_union(self, union_subject: str) -> str:
        """Id of the person whose accounts share this union subject, or empty."""
        found = await self._run.fetchval(SQL.find_person_by_union, self._merchant, union_subject)
        return found or ""

    async def add_person(self, person: Person) -> None:
        """Keep a new person."""
        await self._run.execute(
            SQL.add_person,
            self._merchant,
            person.person_id,
            person.display_name,
            person.avatar_url,
            person.phone,
            person.phone_verified,
            person.language,
            person.status,
            person.merged_into,
            person.created_at,
            person.updated_at,
        )

    async def save_person(self, person: Person) -> None:
        """Keep what can change of a person."""
        await self._run.execute(
            SQL.save_person,
            self._merchant,
            person.person_id,
            person.display_name,
            person.avatar_url,
            person.phone,
            person.phone_verified,
            person.language,
            person.status,
            person.merged_into,
            person.updated_at,
        )

    async def find_person(self, person_id: str) -> Person | None:
        """One person."""
        row = await self._run.fetchrow(SQL.find_person, self._merchant, person_id)
        return _person(row) if row else None

    async def find_persons(self, person_ids: Sequence[str]) -> list[Person]:
        """Persons in the order of their ids; unknown ones are missing."""
        rows = await self._run.fetch(SQL.find_persons, self._merchant, person_ids)
        return [_person(row) for row in rows]

    async def take_persons_for_change(self, *person_ids: str) -> dict[str, Person]:
        """Persons by id, locked until the transaction ends."""
        rows = await self._run.fetch(SQL.take_persons_for_change, self._merchant, person_ids)
        return {row["person_id"]: _person(row) for row in rows}

    async def list_persons(self, before: str, phone: str, channel: str, limit: int) -> list[Person]:
        """Persons with ids before `before` (empty: from the newest on), newest first."""
        if phone:
            rows = await self._run.fetch(
                SQL.list_persons_by_phone, self._merchant, before, channel, limit, phone
            )
        else:
            rows = await self._run.fetch(SQL.list_persons, self._merchant, before, channel, limit)
        return [_person(row) for row in rows]

    async def add_identity(self, identity: ChannelIdentity) -> None:
        """Bind a channel account."""
        await self._run.execute(
            SQL.add_identity,
            self._merchant,
            identity.identity_id,
            identity.person_id,
            identity.channel,
            identity.subject,
            identity.app_id,
            identity.union_subject,
            identity.bound_at,
            identity.last_login_at,
        )

    async def note_login_of_identity(
        self, identity_id: str, at: datetime, app_id: str, union_subject: str
    ) -> ChannelIdentity:
        """Keep when an account was last used, and what its channel has told since."""
        row = await self._run.fetchrow(
            SQL.note_login_of_identity, self._merchant, identity_id, at, app_id, union_subject
        )
        if row is None:
            raise LookupError(identity_id)
        return ChannelIdentity(*row)

    async def find_identity(self, identity_id: str) -> ChannelIdentity | None:
        """One identity."""
        row = await self._run.fetchrow(SQL.find_identity, self._merchant, identity_id)
        return ChannelIdentity(*row) if row else None

    async def list_identities(
        self, person_id: str, after: str = "", limit: int = 1000
    ) -> list[ChannelIdentity]:
        """A person's identities with ids after `after`, oldest first."""
        rows = await self._run.fetch(SQL.list_identities, self._merchant, person_id, after, limit)
        return [ChannelIdentity(*row) for row in rows]

    async def remove_identity(self, identity_id: str) -> None:
        """Forget a channel account."""
        await self._run.execute(SQL.remove_identity, self._merchant, identity_id)

    async def move_identities(
        self, from_id: str, into_id: str, only: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Give identities (all, or only these) to another person; tell which moved."""
        rows = await self._run.fetch(
            SQL.move_identities, self._merchant, from_id, into_id, list(only)
        )
        return tuple(sorted(row[0] for row in rows))

    async def list_addresses(self, person_id: str) -> list[SavedAddress]:
        """A person's addresses, the default one first, then newest first."""
        rows = await self._run.fetch(SQL.list_addresses, self._merchant, person_id)
        return [_address(row) for row in rows]

    async def save_address(self, address: SavedAddress) -> None:
        """Keep an address, new or changed, but not whether it is the default."""
        postal = address.postal
        await self._run.execute(
            SQL.save_address,
            self._merchant,
            address.person_id,
            address.address_id,
            address.label,
            postal.contact_name,
            postal.contact_phone,
            postal.street,
            postal.detail,
            postal.city,
            postal.country_code,
            postal.postal_code,
            postal.latitude,
            postal.longitude,
            address.created_at,
            address.updated_at,
        )

    async def set_default_address(self, person_id: str, address_id: str) -> None:
        """Make one address of a person the one that is offered first."""
        await self._run.execute(SQL.clear_default_address, self._merchant, person_id, address_id)
        await self._run.execute(SQL.set_default_address, self._merchant, person_id, address_id)

    async def remove_address(self, person_id: str, address_id: str) -> None:
        """Forget an address."""
        await self._run.execute(SQL.remove_address, self._merchant, person_id, address_id)

    async def move_addresses(
        self, from_id: str, into_id: str, only: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Give addresses (all, or only these) to another person; tell which moved."""
        rows = await self._run.fetch(
            SQL.move_addresses, self._merchant, from_id, into_id, list(only)
        )
        return tuple(sorted(row[0] for row in rows))

    async def add_merge(self, merge: Merge) -> None:
        """Keep what a merge moved."""
        await self._run.execute(
            SQL.add_merge,
            self._merchant,
            merge.merge_id,
            merge.from_person_id,
            merge.into_person_id,
            list(merge.moved_identity_ids),
            list(merge.moved_address_ids),
            merge.reason,
            merge.merged_at,
        )

    async def take_merge_for_change(self, merge_id: str) -> Merge | None:
        """One merge, locked until the transaction ends."""
        row = await self._run.fetchrow(SQL.take_merge_for_change, self._merchant, merge_id)
        return _merge(row) if row else None

    async def list_merges(
        self, before: str, person_id: str, limit: int, *, standing_only: bool
    ) -> list[Merge]:
        """Merges with ids before `before` (empty: from the newest on), newest first."""
        rows = await self._run.fetch(
            SQL.list_merges, self._merchant, before, person_id, standing_only, limit
        )
        return [_merge(row) for row in rows]

    async def end_merge(self, merge_id: str, at: datetime) -> None:
        """Keep that a merge was undone."""
        await self._run.execute(SQL.end_merge, self._merchant, merge_id, at)


def _person(row: Record) -> Person:
    return Person(**{**row, "status": PersonStatus(row["status"])})


def _address(row: Record) -> SavedAddress:
    address_id, person_id, label, *postal, is_default, created_at, updated_at = row
    return SavedAddress(
        address_id, person_id, label, Address(*postal), is_default, created_at, updated_at
    )


def _merge(row: Record) -> Merge:
    moved = tuple(row["moved_identity_ids"]), tuple(row["moved_address_ids"])
    return Merge(
        merge_id=row["merge_id"],
        from_person_id=row["from_person_id"],
        into_person_id=row["into_person_id"],
        moved_identity_ids=moved[0],
        moved_address_ids=moved[1],
        reason=row["reason"],
        merged_at=row["merged_at"],
        undone_at=row["undone_at"],
    )
