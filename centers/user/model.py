"""Persons, their channel identities, their logins and addresses, in the words of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from mesh.pure.address import Address


class PersonStatus(IntEnum):
    """Whether a person's record is in use; the numbers are those of the contract."""

    ACTIVE = 1
    MERGED = 2


class LoginEnd(IntEnum):
    """Why a login ended."""

    LOGGED_OUT = 1
    REPLACED = 2
    TOKEN_REUSED = 3
    IDENTITY_UNBOUND = 4
    PERSON_MERGED = 5


@dataclass(frozen=True, slots=True)
class Revocation:
    """Tokens that are good no more: one, those of a login, or a subject's issued before.

    `kind` is token, login, or a kind of identity; `merchant_id` is empty for tokens that are
    bound to none. Kept until `expires_at`, when the last of them has ended.
    """

    merchant_id: str
    kind: str
    subject: str
    issued_before: datetime
    expires_at: datetime
    reason: str = ""
    revoked_by: str = ""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One human being as the chain knows them. The phone is E.164 or empty."""

    person_id: str
    display_name: str
    avatar_url: str
    phone: str
    phone_verified: bool
    language: str
    status: PersonStatus
    merged_into: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelIdentity:
    """One account of a person in one channel."""

    identity_id: str
    person_id: str
    channel: str
    subject: str
    app_id: str
    union_subject: str
    bound_at: datetime
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a channel says of the account behind a code."""

    channel: str
    subject: str
    app_id: str = ""
    union_subject: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A person, the account they are known by, and whether both are new."""

    person: Person
    identity: ChannelIdentity
    is_new: bool


@dataclass(frozen=True, slots=True)
class KnownLogin:
    """What an earlier login with the same request_id led to."""

    body_hash: bytes
    login_id: str
    identity_id: str
    registered: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class RefreshRecord:
    """A refresh token as it is kept: nothing here lets anybody log in.

    `used_request_id`, `salt` and what is known of the successor come from its one use.
    """

    login_id: str
    person_id: str
    expires_at: datetime
    login_ended: bool
    used_request_id: str = ""
    salt: bytes = b""
    successor_expires_at: datetime | None = None
    successor_used: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class TokenUse:
    """The one use of a refresh token: by which request, and the salt of its successor."""

    token_hash: bytes
    login_id: str
    request_id: str
    salt: bytes


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token for the person it is given to; only its hash is kept."""

    secret: str
    token_hash: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a logged-in person shows from now on."""

    access: str
    access_expires_at: datetime
    refresh: RefreshToken


@dataclass(frozen=True, slots=True)
class LoginResult:
    """A login: who, through which account, and their tokens."""

    person: Person
    identity: ChannelIdentity
    tokens: Tokens
    registered: bool


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key that access tokens are verified with."""

    key_id: str
    public_key: bytes
    is_current: bool


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address a person keeps."""

    address_id: str
    person_id: str
    label: str
    postal: Address
    is_default: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """Two records of one human being made one, and what has to go back to undo it."""

    merge_id: str
    from_person_id: str
    into_person_id: str
    moved_identity_ids: tuple[str, ...]
    moved_address_ids: tuple[str, ...]
    reason: str
    merged_at: datetime
    undone_at: datetime | None = None
