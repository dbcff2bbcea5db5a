"""Secrets of tills: made here, shown once, kept as salted hashes.

A secret has 256 random bits, so that one round of SHA-256 is enough: nobody can try them
all, and a till logs in without making other calls wait.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from centers.store.model import Credentials

UNKNOWN = Credentials(bytes(16), bytes(32))
"""Compared with when a till is not known, so that the answer takes as long."""


def new_secret() -> tuple[str, Credentials]:
    """A secret, and what is kept of it."""
    secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
    return secret, Credentials(salt, _hash(salt, secret))


def matches(credentials: Credentials, secret: str) -> bool:
    """Whether it is the secret; takes the same time for any answer."""
    return hmac.compare_digest(_hash(credentials.salt, secret), credentials.secret_hash)


def _hash(salt: bytes, secret: str) -> bytes:
    return hashlib.sha256(salt + secret.encode()).digest()
