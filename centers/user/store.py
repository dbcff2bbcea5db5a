"""Where persons are kept: with the stores of the other nouns, the only place here with SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from centers.user.model import ChannelIdentity, Person, Registration
from centers.user.records import (
    changed_person_values,
    identity_of,
    identity_values,
    new_person_columns,
    person_of,
    person_values,
    registration_of,
)
from mesh.data.database import Runner, conflict
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class UserStore:
    """The persons of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def find_by_account(self, channel: str, subject: str) -> Registration | None:
        """Return the person behind a channel account, and the account."""
        row = await self._run.fetchrow(SQL.find_by_account, self._merchant, channel, subject)
        return registration_of(row, is_new=False) if row else None

    async def add_person(self, person: Person, identity: ChannelIdentity) -> None:
        """Keep a new person with their first account. Raise a conflict when it is bound."""
        values = (*person_values(person), *identity_values(identity))
        with conflict_where_bound():
            await self._run.execute(SQL.add_person, self._merchant, *values)

    async def find_by_accounts(
        self, accounts: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], str]:
        """Return who is behind accounts, by channel and subject; unknown ones are missing."""
        given = columns(accounts, 2)
        rows = await self._run.fetch(SQL.find_persons_by_accounts, self._merchant, *given)
        return {(row["channel"], row["subject"]): row["person_id"] for row in rows}

    async def add_persons(self, new: Sequence[Registration]) -> None:
        """Keep new persons with their first accounts. Raise a conflict when one is bound."""
        if not new:
            return
        status, at = new[0].person.status, new[0].person.created_at
        with conflict_where_bound():
            await self._run.execute(
                SQL.add_persons, self._merchant, *new_person_columns(new), status, at
            )

    async def save_person(self, person: Person) -> None:
        """Keep what can change of a person."""
        await self._run.execute(SQL.save_person, self._merchant, *changed_person_values(person))

    async def find_person(self, person_id: str) -> Person | None:
        """Return one person."""
        row = await self._run.fetchrow(SQL.find_person, self._merchant, person_id)
        return person_of(row) if row else None

    async def find_persons(self, person_ids: Sequence[str]) -> list[Person]:
        """Return persons in the order of their ids; unknown ones are missing."""
        return person_of.each(await self._run.fetch(SQL.find_persons, self._merchant, person_ids))

    async def take_persons(self, *person_ids: str) -> dict[str, Person]:
        """Return persons by id, locked until the transaction ends."""
        rows = await self._run.fetch(SQL.take_persons_for_change, self._merchant, person_ids)
        return {person.person_id: person for person in person_of.each(rows)}

    async def take_person(self, person_id: str) -> Person | None:
        """Return one person, locked until the transaction ends."""
        return (await self.take_persons(person_id)).get(person_id)

    async def list_persons(self, phone: str, channel: str, page: Page) -> list[Person]:
        """Return persons, newest first, one more than the page shows."""
        wanted = (self._merchant, page.after_text, channel, page.rows)
        if phone:
            rows = await self._run.fetch(SQL.list_persons_by_phone, *wanted, phone)
        else:
            rows = await self._run.fetch(SQL.list_persons, *wanted)
        return person_of.each(rows)

    async def add_identity(self, identity: ChannelIdentity) -> None:
        """Bind a channel account. Raise a conflict when it is bound."""
        with conflict_where_bound():
            await self._run.execute(SQL.add_identity, self._merchant, *identity_values(identity))

    async def find_identity(self, identity_id: str) -> ChannelIdentity | None:
        """Return one identity."""
        row = await self._run.fetchrow(SQL.find_identity, self._merchant, identity_id)
        return identity_of(row) if row else None

    async def list_identities(
        self, person_id: str, after: str = "", limit: int = 1000
    ) -> list[ChannelIdentity]:
        """Return a person's identities with ids after `after`, oldest first."""
        rows = await self._run.fetch(SQL.list_identities, self._merchant, person_id, after, limit)
        return identity_of.each(rows)

    async def remove_identity(self, identity_id: str) -> None:
        """Forget a channel account."""
        await self._run.execute(SQL.remove_identity, self._merchant, identity_id)

    async def move_identities(
        self, from_id: str, into_id: str, only: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Give identities (all, or only these) to another person; return which moved."""
        rows = await self._run.fetch(
            SQL.move_identities, self._merchant, from_id, into_id, list(only)
        )
        return tuple(sorted(row[0] for row in rows))


@contextmanager
def conflict_where_bound() -> Iterator[None]:
    """Raise a conflict where the database says that an account is bound already."""
    try:
        yield
    except asyncpg.UniqueViolationError:
        raise conflict("an account was bound at the same time") from None
