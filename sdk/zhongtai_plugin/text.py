"""What counts as text: the platform's rule, for what a plug-in takes from its own side.

Text is valid Unicode without control characters; line breaks and tabs are allowed where a
person writes freely. The platform refuses what breaks the rule, so a plug-in that takes it
could never hand it on.
"""

from __future__ import annotations

import re

FREE_TEXT = frozenset(
    {
        *("answer", "description", "detail", "extension", "headers"),
        *("note", "reason", "remark", "words"),
    }
)
"""Fields that a person fills in freely, by name."""

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ODD_IN_FREE_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def fault_of_text(text: str, *, free: bool = False) -> str:
    """Return what is wrong with a text, in words for its author; empty when nothing is.

    `free` says that line breaks and tabs are allowed.
    """
    found = (_ODD_IN_FREE_TEXT if free else _ODD).search(text)
    if found is None:
        return ""
    if found[0] >= "\ud800":
        return "must be valid Unicode"
    if free:
        return "must have no control characters but line breaks and tabs"
    return "must have no control characters, line breaks or tabs"


def cleaned(text: str) -> str:
    """Return a text of somebody else's without what the rule forbids, line breaks and tabs, too."""
    return _ODD.sub("", text)
