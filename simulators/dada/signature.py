"""How Dada checks calls and signs callbacks; pure, and written apart from the plug-in's."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

_SIGNED = ("app_key", "body", "format", "source_id", "timestamp", "v")


def is_right(call: Mapping[str, Any], secret: str) -> bool:
    """Return whether a call is signed with a secret, over the six fields in their order."""
    pieces = [secret]
    for name in _SIGNED:
        pieces += [name, str(call.get(name, ""))]
    digest = hashlib.md5("".join([*pieces, secret]).encode()).hexdigest()
    return hmac.compare_digest(digest.upper(), str(call.get("signature", "")))


def of_callback(client_id: str, order_id: str, update_time: int) -> str:
    """Return what stands under a callback."""
    values = [client_id, order_id, str(update_time)]
    values.sort()
    return hashlib.md5("".join(values).encode()).hexdigest()
