"""Decisions about logins, tokens, merges, and who may read what of a person."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from centers.user import errors
from centers.user.model import (
    ChannelIdentity,
    KnownLogin,
    Merge,
    Person,
    PersonStatus,
    RefreshRecord,
    RefreshToken,
    SavedAddress,
)
from mesh.pure.errors import RequestIdReused

ACCESS_LIFETIME = timedelta(minutes=30)
REFRESH_LIFETIME = timedelta(days=30)
LOGIN_REPEATABLE_FOR = timedelta(minutes=5)
MAX_ADDRESSES = 20

_TOKEN_BYTES = 32
_TOKEN_PREFIX = "zrt_"  # noqa: S105 - tells leaked-secret scanners what they found


class Verdict(Enum):
    """What to do with a refresh token that was shown."""

    ROTATE = "use it up and give the next one"
    REPEAT = "give the same next one again: its answer was lost"
    REUSED = "somebody has a copy: end the login"
    INVALID = "refuse it"


def judge_refresh(record: RefreshRecord | None, request_id: str, now: datetime) -> Verdict:
    """What a shown refresh token deserves, from how it is kept."""
    if record is None or record.login_ended:
        return Verdict.INVALID
    if not record.used_request_id:
        return Verdict.ROTATE if now < record.expires_at else Verdict.INVALID
    if record.used_request_id == request_id and not record.successor_used:
        expires_at = record.successor_expires_at
        return Verdict.REPEAT if expires_at and now < expires_at else Verdict.INVALID
    return Verdict.REUSED


def is_fresh(record: RefreshRecord | None) -> bool:
    """Whether a login still stands at its first refresh token."""
    return record is not None and not record.login_ended and not record.used_request_id


def first_refresh_token(login_id: str, key: bytes, now: datetime) -> RefreshToken:
    """The first refresh token of a login: 256 bits that only the holder of `key` can tell.

    It follows from the login's id, so that a repeated login is answered with the same one
    although it is not kept.
    """
    return _token(hmac.digest(key, login_id.encode(), "sha256"), now)


def new_salt() -> bytes:
    """What makes the successor of a token unguessable without the token itself."""
    return secrets.token_bytes(_TOKEN_BYTES)


def next_refresh_token(secret: str, salt: bytes, now: datetime) -> RefreshToken:
    """The successor of a token.

    It follows from the old secret and a kept salt, so that a lost answer can be given again
    although neither secret is kept: whoever reads the database has the salt only.
    """
    return _token(hmac.digest(secret.encode(), salt, "sha256"), now)


def token_hash(secret: str) -> bytes:
    """What is kept of a token. A plain hash is enough: there are 256 bits to guess."""
    return hashlib.sha256(secret.encode()).digest()


def login_hash(channel: str, code: str) -> bytes:
    """What is kept of a login request, to tell a repetition from another request."""
    return hashlib.sha256(f"{channel}\0{code}".encode()).digest()


def judge_repetition(known: KnownLogin, request_id: str, body_hash: bytes, now: datetime) -> None:
    """Let a repeated login pass, or refuse it.

    Raises RequestIdReused for another channel or code, LoginCodeRejected when the first
    login is too long ago: codes are short-lived and a repetition must not make them longer.
    """
    if not hmac.compare_digest(known.body_hash, body_hash):
        raise RequestIdReused(request_id=request_id)
    if now - known.at > LOGIN_REPEATABLE_FOR:
        raise errors.LoginCodeRejected


def demand_in_use(person: Person | None, person_id: str) -> Person:
    """The person, if there is one who was not merged. PersonNotFound, PersonMerged."""
    if person is None:
        raise errors.PersonNotFound(person_id=person_id)
    if person.status is PersonStatus.MERGED:
        raise errors.PersonMerged(merged_into_person_id=person.merged_into)
    return person


def demand_unbindable(identities: Iterable[ChannelIdentity], identity_id: str) -> ChannelIdentity:
    """The identity among a person's, if it may go. IdentityNotFound, LastIdentity."""
    listed = list(identities)
    for identity in listed:
        if identity.identity_id == identity_id:
            if len(listed) == 1:
                raise errors.LastIdentity
            return identity
    raise errors.IdentityNotFound


def with_changes(person: Person, changes: Mapping[str, str], now: datetime) -> Person:
    """The person with new values of the named fields."""
    changed = replace(
        person,
        display_name=changes.get("display_name", person.display_name),
        avatar_url=changes.get("avatar_url", person.avatar_url),
        language=changes.get("language", person.language),
        updated_at=now,
    )
    return with_phone(changed, changes.get("phone", person.phone), verified=False)


def with_phone(person: Person, phone: str, *, verified: bool) -> Person:
    """The person with a phone; naming the number they have keeps what is known of it."""
    if phone == person.phone and not verified:
        return person
    return replace(person, phone=phone, phone_verified=verified and bool(phone))


def demand_undoable(merge: Merge, gone: Person, kept: Person) -> None:
    """Raise MergeNotPossible unless things still stand as the merge left them."""
    if gone.status is not PersonStatus.MERGED or gone.merged_into != merge.into_person_id:
        raise errors.MergeNotPossible("The merged person is not merged into that one any more.")
    if kept.status is PersonStatus.MERGED:
        raise errors.MergeNotPossible("The person that stayed was merged on: undo that first.")


def choose_default(addresses: Iterable[SavedAddress], wanted: str = "") -> str:
    """Which address is offered first: the wanted one, else the default, else the newest.

    Empty when there is none.
    """
    listed = list(addresses)
    if any(address.address_id == wanted for address in listed):
        return wanted
    for address in listed:
        if address.is_default:
            return address.address_id
    newest = max(listed, key=lambda a: (a.created_at, a.address_id), default=None)
    return newest.address_id if newest else ""


def _token(raw: bytes, now: datetime) -> RefreshToken:
    secret = _TOKEN_PREFIX + urlsafe_b64encode(raw).rstrip(b"=").decode()
    return RefreshToken(secret, token_hash(secret), now + REFRESH_LIFETIME)
