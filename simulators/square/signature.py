"""How Square signs webhooks; pure, and written apart from its client's helper."""

from __future__ import annotations

import hmac
from base64 import b64encode


def of_webhook(key: str, url: str, body: bytes) -> str:
    """Return what stands in x-square-hmacsha256-signature."""
    return b64encode(hmac.digest(key.encode(), url.encode() + body, "sha256")).decode()
