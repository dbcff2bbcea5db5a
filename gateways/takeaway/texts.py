"""Texts of a platform as an order can hold them; pure.

A paid order is not refused for an odd character in a remark: what cannot be kept is replaced,
what is too long is cut.
"""

from __future__ import annotations

import re

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_NOT_A_KEY = re.compile(r"[^a-z0-9_]+")


def kept(text: object, most: int, default: str = "") -> str:
    """Return a text without control characters, of at most so many characters."""
    return _ODD.sub(" ", str(text)).strip()[:most].strip() or default


def word(*parts: object) -> str:
    """Return parts as one word of a-z, 0-9 and "_", of at most 40 characters."""
    return _NOT_A_KEY.sub("_", "_".join(str(part) for part in parts).lower())[:40]
