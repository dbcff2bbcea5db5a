"""What pretix's refusals mean for the caller, as far as they do for every plug-in; pure."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai_plugin.errors import AuthRefused, PluginFault, RateLimited, RetryLater

PAUSE_SECONDS = 5.0
NO_PRETIX = (301, 302, 307, 308, 405)
"""Statuses that say that no pretix is at the address."""
_TOKEN_REFUSED = (
    "TOKEN_REFUSED",
    "pretix refuses the token: put an active one into the file of accounts, restart the plug-in.",
)

Said = tuple[str, str]
"""A fault's code, and its words."""


def fault_of_status(status: int, operators: Mapping[int, Said], retry_after: str) -> PluginFault:
    """Return an answer that is none of success, by its HTTP status, as a fault.

    `operators` is what an operator has to mend, beside a token that is refused.
    """
    if said := {401: _TOKEN_REFUSED, **operators}.get(status):
        return AuthRefused(*said)
    if status == 429:
        seconds = float(retry_after) if retry_after.isdecimal() else PAUSE_SECONDS
        return RateLimited("RATE_LIMITED", "pretix takes no more calls now.",
                           retry_after_seconds=max(1.0, seconds))  # fmt: skip
    return RetryLater("PRETIX_AWAY", f"pretix cannot answer now (HTTP {status}).")
