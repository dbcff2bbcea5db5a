"""How calls are signed, and callbacks as far as they are; pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import unquote


def signature(content: bytes, dev_id: int, dev_key: str) -> str:
    """Return what stands in the query of an address: of the bytes that are sent, as they are."""
    digest = hashlib.md5(content + f"&{dev_id}&{dev_key}".encode(), usedforsecurity=False)
    return base64.b64encode(digest.hexdigest().encode()).decode()


def is_signed(content: bytes, query: str, dev_id: int, dev_key: str) -> bool:
    """Return whether the query of an address has the right signature of a content."""
    wanted = signature(content, dev_id, dev_key)
    for part in query.split("&"):
        name, _, given = part.partition("=")
        if name == "sign":
            return hmac.compare_digest(unquote(given).encode(), wanted.encode())
    return False
