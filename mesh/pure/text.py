"""What counts as text: the one rule for every text that comes from outside.

Text is valid Unicode without control characters (NUL first of all: PostgreSQL stores none).
Line breaks and tabs are allowed where a person writes freely. Lengths count code points.
"""

from __future__ import annotations

import re

# Unicode's category Cc, and surrogates: halves of characters that no UTF-8 can hold.
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ODD_IN_FREE_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

NO_LINES = "must have no control characters, line breaks or tabs"
NO_CONTROL = "must have no control characters but line breaks and tabs"
NOT_UNICODE = "must be valid Unicode"


def fault_of_text(text: str, *, free: bool = False) -> str:
    """Return what is wrong with a text, in words for its author; empty when nothing is.

    `free` says that line breaks and tabs are allowed.
    """
    found = (_ODD_IN_FREE_TEXT if free else _ODD).search(text)
    if found is None:
        return ""
    if found[0] >= "\ud800":
        return NOT_UNICODE
    return NO_CONTROL if free else NO_LINES
