"""How OpenDelivery signs webhooks; pure, and written apart from the gateway's."""

from __future__ import annotations

import hashlib
import hmac


def sign(body: bytes, secret: str) -> str:
    """Return the value of X-App-Signature, in hexadecimal."""
    return hmac.HMAC(secret.encode(), body, hashlib.sha256).hexdigest()
