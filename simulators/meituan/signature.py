"""How Meituan signs pushes and checks calls; pure, and written apart from the gateway's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping


def sign(url: str, parameters: Mapping[str, str], secret: str) -> str:
    """Return the signature over an address without its query and over raw parameters."""
    raw = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if name != "sig")
    return hashlib.md5(f"{url}?{raw}{secret}".encode()).hexdigest()
