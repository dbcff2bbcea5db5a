"""Keys under which what a platform says takes effect once; pure."""

from __future__ import annotations

import hashlib


def key_of(*parts: object) -> str:
    """Return the request_id of what these parts say: the same for the same."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
