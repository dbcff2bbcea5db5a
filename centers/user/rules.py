"""Decisions about persons and their channel accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from centers.user import errors
from centers.user.model import ChannelIdentity, Person, PersonStatus


def demand_found(person: Person | None, person_id: str) -> Person:
    """Return the person, also one who was merged. Raise PersonNotFound."""
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    return person


def demand_in_use(person: Person | None, person_id: str) -> Person:
    """Return the person. Raise PersonNotFound, PersonMerged."""
    found = demand_found(person, person_id)
    if found.status is PersonStatus.MERGED:
        raise errors.PersonMerged(merged_into_person_id=found.merged_into)
    return found


def demand_unbindable(identities: Iterable[ChannelIdentity], identity_id: str) -> ChannelIdentity:
    """Return the identity among a person's, if it may go. Raise IdentityNotFound, LastIdentity."""
    listed = list(identities)
    for identity in listed:
        if identity.identity_id == identity_id:
            if len(listed) == 1:
                raise errors.LastIdentity
            return identity
    raise errors.IdentityNotFound


def with_changes(person: Person, changes: Mapping[str, str], now: datetime) -> Person:
    """Return the person with new values of the named fields."""
    changed = replace(
        person,
        display_name=changes.get("display_name", person.display_name),
        avatar_url=changes.get("avatar_url", person.avatar_url),
        language=changes.get("language", person.language),
        updated_at=now,
    )
    return with_phone(changed, changes.get("phone", person.phone), verified=False)


def with_phone(person: Person, phone: str, *, verified: bool) -> Person:
    """Return the person with a phone; the number they have stays verified or not."""
    if phone == person.phone and not verified:
        return person
    return replace(person, phone=phone, phone_verified=verified and bool(phone))
