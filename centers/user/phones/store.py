"""Where phone verifications are kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from centers.user.phones.model import Verification
from centers.user.records import verification_of, verification_values
from mesh.data.database import Runner
from mesh.data.forgetting import Aging, forget
from mesh.data.queries import load_queries

SQL = load_queries(Path(__file__).with_name("queries.sql"))
VERIFICATIONS = Aging("phone_verifications", "started_at")


class VerificationStore:
    """The phone verifications of one merchant's persons, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def lock_phone(self, phone: str) -> None:
        """Take turns with others who have codes sent to a phone, until the transaction ends."""
        # The separator is a control character, which no phone holds.
        await self._run.fetch(SQL.lock_phone, f"{self._merchant}\x1fphone\x1f{phone}")

    async def find(self, verification_id: str) -> Verification | None:
        """Return one verification."""
        row = await self._run.fetchrow(SQL.find_verification, self._merchant, verification_id)
        return verification_of(row) if row else None

    async def take(self, verification_id: str) -> Verification | None:
        """Return one verification, locked until the transaction ends."""
        row = await self._run.fetchrow(SQL.take_verification, self._merchant, verification_id)
        return verification_of(row) if row else None

    async def find_of_request(
        self, person_id: str, request_id: str, now: datetime
    ) -> Verification | None:
        """Return the verification that a person's request has opened, while its code counts."""
        sql = SQL.find_verification_of_request
        row = await self._run.fetchrow(sql, self._merchant, person_id, request_id, now)
        return verification_of(row) if row else None

    async def recent_of_person(self, person_id: str, since: datetime) -> list[datetime]:
        """Return when codes were sent for a person."""
        rows = await self._run.fetch(SQL.recent_of_person, self._merchant, person_id, since)
        return [row["started_at"] for row in rows]

    async def recent_to_phone(self, phone: str, since: datetime) -> list[datetime]:
        """Return when codes were sent to a phone."""
        rows = await self._run.fetch(SQL.recent_to_phone, self._merchant, phone, since)
        return [row["started_at"] for row in rows]

    async def add(self, verification: Verification) -> None:
        """Keep a new verification, and close what is open of its person and phone."""
        whose = (verification.person_id, verification.phone)
        await self._run.execute(SQL.close_verifications, self._merchant, *whose)
        values = verification_values(verification)
        await self._run.execute(SQL.add_verification, self._merchant, *values)

    async def save(self, verification: Verification) -> None:
        """Keep what can change of a verification."""
        changed = (verification.verification_id, verification.state, verification.wrong_tries)
        await self._run.execute(SQL.save_verification, self._merchant, *changed)


async def forget_verifications(run: Runner, before: datetime) -> None:
    """Drop, for all merchants, what counts no more."""
    await forget(run, VERIFICATIONS, before)
