"""How SF checks calls and signs callbacks; pure, and written apart from the plug-in's."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import md5


def of(text: str, dev_id: int, dev_key: str) -> str:
    """Return the signature of a text as it is sent."""
    joined = "&".join((text, str(dev_id), dev_key))
    return b64encode(md5(joined.encode()).hexdigest().encode("ascii")).decode("ascii")


def is_right(text: str, sign: str, dev_id: int, dev_key: str) -> bool:
    """Return whether a text is signed with a developer's key."""
    return hmac.compare_digest(of(text, dev_id, dev_key).encode(), sign.encode())
