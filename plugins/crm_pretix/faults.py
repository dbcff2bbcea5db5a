"""What pretix's refusals mean for the caller: which class of fault; pure.

Its words are not passed on: they may say whom they are about.
"""

from __future__ import annotations

from typing import Any

from zhongtai_plugin import PluginFault, Rejected
from zhongtai_plugin.pretix.faults import NO_PRETIX, fault_of_status
from zhongtai_plugin.text import cleaned

_ADDRESS_WRONG = (
    "ADDRESS_WRONG",
    "There is no such pretix, or no such organizer: correct url and organizer.",
)
_NOT_ALLOWED = (
    "NOT_ALLOWED",
    "pretix does not let this token see and change customers and gift cards: correct its team.",
)
_OPERATORS = {403: _NOT_ALLOWED, **dict.fromkeys((*NO_PRETIX, 404), _ADDRESS_WRONG)}
"""What an operator has to mend beside the token, by HTTP status."""


class Refused(Rejected):
    """pretix understood, and a rule of it says no; `fields` are those that it names."""

    def __init__(self, body: Any) -> None:
        self.fields = frozenset(map(str, body)) if isinstance(body, dict) else frozenset[str]()
        names = cleaned(", ".join(sorted(self.fields)))[:100]
        super().__init__("PRETIX_REFUSES", f"pretix refuses what is given as: {names or '?'}")


def fault_of(status: int, body: Any, retry_after: str = "") -> PluginFault:
    """Return an answer that is none of success, by its HTTP status, as a fault."""
    if status == 400:
        return Refused(body)
    return fault_of_status(status, _OPERATORS, retry_after)
