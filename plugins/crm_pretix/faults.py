"""What pretix's refusals mean for the caller: which class of fault; pure.

Its words are not passed on: they may say whom they are about.
"""

from __future__ import annotations

from typing import Any

from zhongtai_plugin import AuthRefused, PluginFault, RateLimited, Rejected, RetryLater
from zhongtai_plugin.text import cleaned

PAUSE_SECONDS = 5.0
_ADDRESS_WRONG = (
    "ADDRESS_WRONG",
    "There is no such pretix, or no such organizer: correct url and organizer.",
)
_TOKEN_REFUSED = (
    "TOKEN_REFUSED",
    "pretix refuses the token: put an active one into the file of accounts, restart the plug-in.",
)
_NOT_ALLOWED = (
    "NOT_ALLOWED",
    "pretix does not let this token see and change customers and gift cards: correct its team.",
)
_OPERATORS = {
    401: _TOKEN_REFUSED,
    403: _NOT_ALLOWED,
    **dict.fromkeys((301, 302, 307, 308, 404, 405), _ADDRESS_WRONG),
}
"""What an operator has to mend, by HTTP status."""


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
    if status in _OPERATORS:
        return AuthRefused(*_OPERATORS[status])
    if status == 429:
        seconds = float(retry_after) if retry_after.isdecimal() else PAUSE_SECONDS
        return RateLimited("RATE_LIMITED", "pretix takes no more calls now.",
                           retry_after_seconds=max(1.0, seconds))  # fmt: skip
    return RetryLater("PRETIX_AWAY", f"pretix cannot answer now (HTTP {status}).")
