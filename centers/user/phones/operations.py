"""Having a code sent to a phone, and hearing it back.

The person is locked first, so that one code at a time is open and the limits hold.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Protocol

from centers.user import errors
from centers.user.model import Person
from centers.user.operations import Persons, locked_person
from centers.user.phones import rules
from centers.user.phones.model import CodeMessage, Verification, VerificationState
from centers.user.phones.rules import Verdict
from centers.user.phones.store import VerificationStore
from centers.user.scope import whose
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database, Runner
from mesh.pure.errors import AccessDenied, RateLimited, RequestIdReused
from mesh.pure.ids import new_id


class Sender(Protocol):
    """What `phones.adapters.SmsProviders` does; see there."""

    async def send(self, merchant_id: str, message: CodeMessage) -> None:
        """Have a code sent; the same message again is sent once."""


class PhoneVerifications:
    """The operations on phone verifications, for the merchant of the current call."""

    def __init__(
        self, db: Database, changes: Changes, persons: Persons, *, sender: Sender, key: bytes
    ) -> None:
        """Codes follow from `key`, which is secret."""
        self._db = db
        self._changes = changes
        self._persons = persons
        self._sender = sender
        self._key = key

    async def start(self, asked: str, phone: str, request_id: str) -> Verification:
        """Have a code sent to a phone, outside of any transaction.

        The verification is kept first: should this end here, or the provider's answer be lost, the
        same request finds it and sends the same message again. Raise PersonNotFound,
        PersonMerged, RequestIdReused, RateLimited, and what the provider raises.
        """
        verification, language = await self._changes.run(
            lambda unit: self.open(unit, asked, phone, request_id)
        )
        message = CodeMessage(
            verification.verification_id,
            phone,
            rules.code_of(verification.verification_id, self._key),
            language,
            verification.expires_at,
        )
        await self._sender.send(merchant_id(), message)
        return verification

    async def open(
        self, unit: Unit, asked: str, phone: str, request_id: str
    ) -> tuple[Verification, str]:
        """Return the verification a request opens, or has opened, and the person's language."""
        person, store = await locked_person(unit, whose(asked)), _verifications(unit.connection)
        known = await store.find_of_request(person.person_id, request_id, unit.now)
        if known is not None:
            if known.phone != phone:
                raise RequestIdReused(request_id=request_id)
            return known, person.language
        await store.lock_phone(phone)
        since = unit.now - rules.REMEMBERED_FOR
        waits = [
            rules.wait_before_next(started, unit.now)
            for started in (
                await store.recent_of_person(person.person_id, since),
                await store.recent_to_phone(phone, since),
            )
        ]
        if seconds := math.ceil(max(waits).total_seconds()):
            raise RateLimited(retry_after_seconds=seconds)
        verification = Verification(
            verification_id=new_id("phv"),
            person_id=person.person_id,
            phone=phone,
            request_id=request_id,
            state=VerificationState.OPEN,
            wrong_tries=0,
            started_at=unit.now,
            expires_at=unit.now + rules.CODE_LIFETIME,
        )
        await store.add(verification)
        return verification, person.language

    async def confirm(self, verification_id: str, code: str) -> Person:
        """Return the person whose phone the code has proved.

        Raise VerificationNotFound, VerificationClosed, VerificationCodeWrong, PersonMerged.
        """
        found = await _verifications(self._db).find(verification_id)
        if found is None or not _may_confirm(found):
            raise errors.VerificationNotFound(verification_id=verification_id)
        # A wrong try must be kept although the request is refused.
        verdict, left, person = await self._changes.run(
            lambda unit: self.try_code(unit, found, code)
        )
        if verdict is Verdict.CLOSED:
            raise errors.VerificationClosed
        if verdict is Verdict.WRONG:
            raise errors.VerificationCodeWrong(attempts_left=left)
        return person

    async def try_code(
        self, unit: Unit, found: Verification, code: str
    ) -> tuple[Verdict, int, Person]:
        """Try a code; return the verdict, how many tries are left, and the person after it."""
        person, store = await locked_person(unit, found.person_id), _verifications(unit.connection)
        current = await store.take(found.verification_id) or found
        right = rules.code_of(current.verification_id, self._key)
        verdict = rules.judge(current, code, right, unit.now)
        if verdict is Verdict.WRONG:
            current = rules.with_wrong_try(current)
            await store.save(current)
        if verdict is Verdict.RIGHT:
            await store.save(replace(current, state=VerificationState.CONFIRMED))
            person = await self._persons.set_verified_phone(unit, person.person_id, current.phone)
        return verdict, rules.tries_left(current), person


def _may_confirm(verification: Verification) -> bool:
    """Return whether the verification is the caller's: others do not learn that it exists."""
    try:
        return whose(verification.person_id) == verification.person_id
    except AccessDenied:
        return False


def _verifications(run: Runner) -> VerificationStore:
    return VerificationStore(run, merchant_id())
