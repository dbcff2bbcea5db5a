"""What the user center does with persons and their identities: fetch, decide, keep.

Functions that change something expect the scope of a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from centers.user import errors, rules
from centers.user.model import (
    ChannelIdentity,
    LoginEnd,
    Merge,
    Person,
    PersonStatus,
    Proof,
    Registration,
)
from centers.user.scope import Scope
from mesh.data.paging import Page
from mesh.pure.ids import new_id, valid_id
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.validation import Check


async def register(scope: Scope, proof: Proof, phone: str = "") -> Registration:
    """The person behind a channel account; an account seen for the first time makes one.

    An account that shares its union with a known one becomes that person's. Concurrent
    registrations of one account, or of one union, take turns.
    """
    accounts: list[tuple[str, ...]] = [("account", proof.channel, proof.subject)]
    if proof.union_subject:
        accounts.append(("union", proof.union_subject))
    await scope.store.lock_accounts(accounts)
    known = await scope.store.find_identity_by_account(proof.channel, proof.subject)
    if known is not None:
        owner = await _in_use(scope, known.person_id)
        return Registration(owner, known, is_new=False)
    sharing = await scope.store.find_person_by_union(proof.union_subject)
    person = await _in_use(scope, sharing) if sharing else _new_person(scope, proof, phone)
    if not sharing:
        await scope.store.add_person(person)
    identity = _new_identity(scope, person.person_id, proof)
    await scope.store.add_identity(identity)
    return Registration(person, identity, is_new=not sharing)


async def get_person(scope: Scope, asked: str) -> Person:
    """One person, also one who was merged."""
    person_id = scope.whose(asked)
    person = await scope.store.find_person(person_id)
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    return person


async def get_persons(scope: Scope, person_ids: Sequence[str]) -> list[Person]:
    """Persons in the order of their ids, also merged ones; what names nobody is missing."""
    check = Check()
    check.count("person_ids", person_ids, min=1, max=MAX_BATCH_ITEMS)
    check.raise_if_any()
    return await scope.store.find_persons([each for each in person_ids if valid_id(each)])


async def update_person(scope: Scope, asked: str, changes: Mapping[str, str]) -> Person:
    """Change fields of a person; a changed phone is unverified."""
    person = await take_person(scope, scope.whose(asked))
    changed = rules.with_changes(person, changes, scope.now)
    await scope.store.save_person(changed)
    return changed


async def set_verified_phone(scope: Scope, asked: str, phone: str) -> Person:
    """Keep a phone that its channel has verified."""
    person = await take_person(scope, scope.whose(asked))
    changed = replace(rules.with_phone(person, phone, verified=True), updated_at=scope.now)
    await scope.store.save_person(changed)
    return changed


async def list_merges(
    scope: Scope, person_id: str, page: Page, *, standing_only: bool
) -> list[Merge]:
    """One merge more than the page shows, newest first."""
    before = str(page.after[0]) if page.after else ""
    return await scope.store.list_merges(
        before, person_id, page.limit + 1, standing_only=standing_only
    )


async def list_persons(scope: Scope, phone: str, channel: str, page: Page) -> list[Person]:
    """One row more than the page shows, newest first."""
    before = str(page.after[0]) if page.after else ""
    return await scope.store.list_persons(before, phone, channel, page.limit + 1)


async def find_by_account(
    scope: Scope, channel: str, subject: str
) -> tuple[Person, ChannelIdentity]:
    """The person behind a channel account. Raises IdentityNotFound."""
    identity = await scope.store.find_identity_by_account(channel, subject)
    person = await scope.store.find_person(identity.person_id) if identity else None
    if identity is None or person is None:
        raise errors.IdentityNotFound
    return person, identity


async def bind_identity(scope: Scope, asked: str, proof: Proof) -> ChannelIdentity:
    """Bind one more account; one that is this person's already stays as it is."""
    person_id = scope.whose(asked)
    await scope.store.lock_accounts([("account", proof.channel, proof.subject)])
    person = await take_person(scope, person_id)
    known = await scope.store.find_identity_by_account(proof.channel, proof.subject)
    if known is not None:
        if known.person_id != person.person_id:
            raise errors.IdentityBoundElsewhere
        return known
    identity = _new_identity(scope, person.person_id, proof)
    await scope.store.add_identity(identity)
    return identity


async def unbind_identity(scope: Scope, asked: str, identity_id: str) -> int:
    """Take an account away; tells how many open logins through it were ended."""
    person = await take_person(scope, scope.whose(asked))
    identities = await scope.store.list_identities(person.person_id)
    identity = rules.demand_unbindable(identities, identity_id)
    await scope.store.remove_identity(identity.identity_id)
    ended = await scope.logins.end_logins_of_person(
        person.person_id, LoginEnd.IDENTITY_UNBOUND, scope.now, [identity.identity_id]
    )
    await scope.ended(ended)
    return len(ended)


async def list_identities(scope: Scope, asked: str, page: Page) -> list[ChannelIdentity]:
    """One row more than the page shows, oldest first."""
    person = await get_person(scope, asked)
    after = str(page.after[0]) if page.after else ""
    return await scope.store.list_identities(person.person_id, after, page.limit + 1)


async def take_person(scope: Scope, person_id: str) -> Person:
    """A person in use, locked until the transaction ends. PersonNotFound, PersonMerged."""
    found = await scope.store.take_persons_for_change(person_id)
    return rules.demand_in_use(found.get(person_id), person_id)


async def _in_use(scope: Scope, person_id: str) -> Person:
    """An identity's person, locked; follows a merge that happens meanwhile."""
    while True:
        found = await scope.store.take_persons_for_change(person_id)
        person = found.get(person_id)
        if person is None:
            raise errors.PersonNotFound(person_id=person_id)
        if person.status is PersonStatus.ACTIVE:
            return person
        person_id = person.merged_into


def _new_person(scope: Scope, proof: Proof, phone: str) -> Person:
    return Person(
        person_id=new_id("per"),
        display_name=proof.display_name,
        avatar_url="",
        phone=phone,
        phone_verified=False,
        language="",
        status=PersonStatus.ACTIVE,
        merged_into="",
        created_at=scope.now,
        updated_at=scope.now,
    )


def _new_identity(scope: Scope, person_id: str, proof: Proof) -> ChannelIdentity:
    return ChannelIdentity(
        identity_id=new_id("idn"),
        person_id=person_id,
        channel=proof.channel,
        subject=proof.subject,
        app_id=proof.app_id,
        union_subject=proof.union_subject,
        bound_at=scope.now,
    )
