"""What the user center does with persons and their identities: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from centers.user import checks, errors, rules
from centers.user.login.model import LoginEnd
from centers.user.model import ChannelIdentity, Person, PersonStatus, Proof, Registration
from centers.user.revocations.operations import Revocations
from centers.user.scope import whose
from centers.user.store import UserStore
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.ids import new_id, valid_id


class Persons:
    """The operations on persons, for the merchant of the current call.

    Those that are handed a unit of work change something once per request_id; a registration
    recognises a person by their account.
    """

    def __init__(self, db: Database, changes: Changes, revocations: Revocations) -> None:
        self._db = db
        self._changes = changes
        self._revocations = revocations

    async def register(self, proof: Proof, phone: str) -> Registration:
        """Return the person behind a channel account, registered now when it is new."""

        async def find_or_add(unit: Unit) -> Registration:
            store = _users(unit)
            known = await store.find_by_account(proof.channel, proof.subject)
            if known is not None:
                return known
            new = _new_registration(proof, phone, unit.now)
            await store.add_person(new.person, new.identity)
            return new

        return await self._changes.run_statements(find_or_add)

    async def register_all(
        self, proofs: Sequence[tuple[Proof, str]], *, dry: bool
    ) -> list[tuple[str, bool]]:
        """Return the person behind each account, and whether they are new; `dry` adds nobody.

        Each comes with a phone. An account that stands twice is the same person twice.
        """
        accounts = [(proof.channel, proof.subject) for proof, _ in proofs]

        async def find_or_add(unit: Unit) -> list[tuple[str, bool]]:
            store, given = _users(unit), dict(zip(accounts, proofs, strict=True))
            known = await store.find_by_accounts(accounts)
            # In one order, so that two such calls do not wait for each other for ever.
            new = {
                account: _new_registration(*given[account], unit.now)
                for account in sorted(given.keys() - known.keys())
            }
            if not dry:
                await store.add_persons(list(new.values()))
            ids = known | {
                account: "" if dry else each.person.person_id for account, each in new.items()
            }
            return [(ids[account], account in new) for account in accounts]

        return await self._changes.run(find_or_add)

    async def get(self, asked: str) -> Person:
        """Return one person, also one who was merged. Raise PersonNotFound."""
        person_id = whose(asked)
        return rules.demand_found(await self._store.find_person(person_id), person_id)

    async def get_all(self, person_ids: Sequence[str]) -> list[Person]:
        """Return persons in the order of their ids, also merged ones; unknown ones are missing."""
        checks.check_person_ids(person_ids)
        return await self._store.find_persons([each for each in person_ids if valid_id(each)])

    async def update(self, unit: Unit, asked: str, changes: Mapping[str, str]) -> Person:
        """Change fields of a person; a changed phone is unverified."""
        person = await locked_person(unit, whose(asked))
        return await _saved(unit, rules.with_changes(person, changes, unit.now))

    async def set_verified_phone(self, unit: Unit, asked: str, phone: str) -> Person:
        """Keep a phone that its channel has verified."""
        person = await locked_person(unit, whose(asked))
        changed = rules.with_phone(person, phone, verified=True)
        return await _saved(unit, replace(changed, updated_at=unit.now))

    async def list_persons(self, phone: str, channel: str, page: Page) -> list[Person]:
        """Return one person more than the page shows, newest first."""
        return await self._store.list_persons(phone, channel, page)

    async def find_by_account(self, channel: str, subject: str) -> Registration:
        """Return the person behind a channel account. Raise IdentityNotFound."""
        found = await self._store.find_by_account(channel, subject)
        if found is None:
            raise errors.IdentityNotFound
        return found

    async def bind_identity(self, unit: Unit, asked: str, proof: Proof) -> ChannelIdentity:
        """Bind one more account; one that is this person's already stays as it is.

        Raise IdentityBoundElsewhere.
        """
        person = await locked_person(unit, whose(asked))
        store = _users(unit)
        known = await store.find_by_account(proof.channel, proof.subject)
        if known is not None:
            if known.identity.person_id != person.person_id:
                raise errors.IdentityBoundElsewhere
            return known.identity
        identity = _new_identity(person.person_id, proof, unit.now)
        await store.add_identity(identity)
        return identity

    async def unbind_identity(self, unit: Unit, asked: str, identity_id: str) -> int:
        """Take an account away; return how many open logins through it were ended."""
        person = await locked_person(unit, whose(asked))
        store = _users(unit)
        identities = await store.list_identities(person.person_id)
        identity = rules.demand_unbindable(identities, identity_id)
        await store.remove_identity(identity.identity_id)
        return await self._revocations.end_logins(
            unit, person.person_id, LoginEnd.IDENTITY_UNBOUND, [identity.identity_id]
        )

    async def list_identities(self, asked: str, page: Page) -> list[ChannelIdentity]:
        """Return one identity more than the page shows, oldest first."""
        person = await self.get(asked)
        return await self._store.list_identities(person.person_id, page.after_text, page.rows)

    @property
    def _store(self) -> UserStore:
        return UserStore(self._db, merchant_id())


def _new_registration(proof: Proof, phone: str, now: datetime) -> Registration:
    person = Person(
        person_id=new_id("per"),
        display_name=proof.display_name,
        avatar_url="",
        phone=phone,
        phone_verified=False,
        language="",
        status=PersonStatus.ACTIVE,
        merged_into="",
        created_at=now,
        updated_at=now,
    )
    return Registration(person, _new_identity(person.person_id, proof, now), is_new=True)


def _new_identity(person_id: str, proof: Proof, now: datetime) -> ChannelIdentity:
    return ChannelIdentity(
        identity_id=new_id("idn"),
        person_id=person_id,
        channel=proof.channel,
        subject=proof.subject,
        app_id=proof.app_id,
        union_subject=proof.union_subject,
        bound_at=now,
    )


def _users(unit: Unit) -> UserStore:
    return UserStore(unit.connection, merchant_id())


async def locked_person(unit: Unit, person_id: str) -> Person:
    """Return a person, locked until the unit ends. Raise PersonNotFound, PersonMerged."""
    person = await _users(unit).take_person(person_id)
    return rules.demand_in_use(person, person_id)


async def _saved(unit: Unit, person: Person) -> Person:
    await _users(unit).save_person(person)
    return person
