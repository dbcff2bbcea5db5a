"""Secrets of tills: made here, shown once, kept as salted hashes.

What a till is given is one text, `<merchant>.<till_id>.<random>`, so that a till server that is
shown it knows the till. Only the random part is kept, as a hash. It has 256 bits, too many to
try them all, so that one round of SHA-256 is enough, and a till logs in without making other
calls wait.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from centers.store.tills.model import Credentials

UNKNOWN = Credentials(bytes(16), bytes(32))
"""Compared with when a till is not known, so that the answer takes as long."""


def new_secret() -> tuple[str, Credentials]:
    """Return a new random part, and what is kept of it."""
    random, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
    return random, Credentials(salt, _hash(salt, random))


def secret_text(merchant_id: str, till_id: str, random: str) -> str:
    """Return the text that the till is given."""
    return f"{merchant_id}.{till_id}.{random}"


def read_secret(text: str, merchant_id: str, till_id: str) -> tuple[str, str]:
    """Return till id and random part of what a till shows; both empty when it is another's.

    A random part alone, as older tills have it, is taken for that of `till_id`.
    """
    head, _, random = text.rpartition(".")
    if not head:
        return till_id, random
    merchant, _, named = head.rpartition(".")
    if merchant != merchant_id or till_id not in ("", named):
        return "", ""
    return named, random


def matches(credentials: Credentials, random: str) -> bool:
    """Return whether it is the random part; it takes the same time for any answer."""
    return hmac.compare_digest(_hash(credentials.salt, random), credentials.secret_hash)


def _hash(salt: bytes, random: str) -> bytes:
    return hashlib.sha256(salt + random.encode()).digest()
