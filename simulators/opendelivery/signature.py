"""How OpenDelivery signs webhooks, and Keeta wants calls signed; pure.

Written apart from the gateway's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

OVER = "address & query, sorted & body, HMAC-SHA256 in Base64 with the secret ***"
"""What the signature of a call is over, for people."""


def sign(body: bytes, secret: str, *, in_base64: bool = False) -> str:
    """Return the value of X-App-Signature, in hexadecimal or in Base64."""
    mac = hmac.HMAC(secret.encode(), body, hashlib.sha256)
    return base64.b64encode(mac.digest()).decode() if in_base64 else mac.hexdigest()


def sign_call(url: str, query: list[tuple[str, str]], body: bytes, secret: str) -> str:
    """Return the value of X-App-Signature of a call."""
    text = url.encode()
    if query:
        text += b"&" + "&".join("=".join(pair) for pair in sorted(query)).encode()
    if body not in (b"", b"{}"):
        text += b"&" + body
    return sign(text, secret, in_base64=True)
