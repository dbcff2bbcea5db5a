"""Decisions about logins and refresh tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import Enum

from centers.user import errors
from centers.user.login.model import KnownLogin, RefreshRecord, RefreshToken
from mesh.pure.errors import RequestIdReused

ACCESS_LIFETIME = timedelta(minutes=30)
REFRESH_LIFETIME = timedelta(days=30)
LOGIN_REPEATABLE_FOR = timedelta(minutes=5)

_TOKEN_BYTES = 32
_TOKEN_PREFIX = "zrt_"  # noqa: S105 - tells leaked-secret scanners what they found


class Verdict(Enum):
    """What to do with a refresh token that was sent."""

    ROTATE = "use it up and give the next one"
    REPEAT = "give the same next one again: its answer was lost"
    REUSED = "there is a copy of it: end the login"
    INVALID = "refuse it"


def judge_refresh(record: RefreshRecord | None, request_id: str, now: datetime) -> Verdict:
    """Return what to do with a refresh token, from how it is kept."""
    if record is None or record.login_ended:
        return Verdict.INVALID
    if not record.used_request_id:
        return Verdict.ROTATE if now < record.expires_at else Verdict.INVALID
    if record.used_request_id == request_id and not record.successor_used:
        expires_at = record.successor_expires_at
        return Verdict.REPEAT if expires_at and now < expires_at else Verdict.INVALID
    return Verdict.REUSED


def is_fresh(record: RefreshRecord | None) -> bool:
    """Return whether a login still stands at its first refresh token."""
    return record is not None and not record.login_ended and not record.used_request_id


def first_refresh_token(login_id: str, key: bytes, now: datetime) -> RefreshToken:
    """Return the first refresh token of a login: 256 bits that follow from its id and `key`.

    So a repeated login is answered with the same one although it is not kept.
    """
    return _token(hmac.digest(key, login_id.encode(), "sha256"), now)


def new_salt() -> bytes:
    """Return what makes the successor of a token unguessable without the token itself."""
    return secrets.token_bytes(_TOKEN_BYTES)


def next_refresh_token(secret: str, salt: bytes, now: datetime) -> RefreshToken:
    """Return the successor of a token.

    It follows from the old secret and a kept salt, so that a lost answer can be given again
    although neither secret is kept: whoever reads the database has the salt only.
    """
    return _token(hmac.digest(secret.encode(), salt, "sha256"), now)


def token_hash(secret: str) -> bytes:
    """Return what is kept of a token. A plain hash is enough: there are 256 bits to guess."""
    return hashlib.sha256(secret.encode()).digest()


def login_hash(channel: str, code: str) -> bytes:
    """Return what is kept of a login request, to tell a repetition from another request."""
    return hashlib.sha256(f"{channel}\0{code}".encode()).digest()


def judge_repetition(known: KnownLogin, request_id: str, body_hash: bytes, now: datetime) -> None:
    """Raise a refusal unless a login may be repeated.

    RequestIdReused for another channel or code; LoginCodeRejected when the first login is too
    long ago: codes are short-lived and a repetition must not make them longer.
    """
    if not hmac.compare_digest(known.body_hash, body_hash):
        raise RequestIdReused(request_id=request_id)
    if now - known.made_at > LOGIN_REPEATABLE_FOR:
        raise errors.LoginCodeRejected


def _token(raw: bytes, now: datetime) -> RefreshToken:
    secret = _TOKEN_PREFIX + urlsafe_b64encode(raw).rstrip(b"=").decode()
    return RefreshToken(secret, token_hash(secret), now + REFRESH_LIFETIME)
