"""How calls are signed, and what Dada puts under its callbacks; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def call_signature(fields: Mapping[str, str], secret: str) -> str:
    """Return the signature of a call: all its fields by name, between the secret twice."""
    text = "".join(name + value for name, value in sorted(fields.items()))
    return _md5(secret + text + secret).upper()


def callback_signature(client_id: str, order_id: str, update_time: str) -> str:
    """Return what stands under a callback. No secret is in it: anybody can write one."""
    return _md5("".join(sorted((client_id, order_id, update_time))))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
