"""Logins and their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from centers.user.model import ChannelIdentity, Person, Proof


class LoginEnd(IntEnum):
    """Why a login ended."""

    LOGGED_OUT = 1
    REPLACED = 2
    TOKEN_REUSED = 3
    IDENTITY_UNBOUND = 4
    PERSON_MERGED = 5


@dataclass(frozen=True, slots=True)
class NewLogin:
    """A login to be kept, with the ids of the person and the account should they be new."""

    request_id: str
    body_hash: bytes
    proof: Proof
    login_id: str
    person_id: str
    identity_id: str
    token: RefreshToken
    now: datetime


@dataclass(frozen=True, slots=True)
class KnownLogin:
    """What an earlier login with the same request_id led to."""

    body_hash: bytes
    login_id: str
    identity_id: str
    registered: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RefreshRecord:
    """A refresh token as it is kept: nothing here can be used to log in.

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
    """The tokens that a person who is logged in sends along."""

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
    algorithm: str = "EdDSA"
