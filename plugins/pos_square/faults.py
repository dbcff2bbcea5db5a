"""What Square's refusals mean for the caller: which class of fault; pure.

By the category, the code and the status of an answer. Its words are not handed on: they repeat
what was sent, names of customers among it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    Conflict,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
)
from zhongtai_plugin.text import cleaned

PAUSE_SECONDS = 2.0
_MOST_WORDS = 120
_AUTH = {
    "UNAUTHORIZED": "Square refuses the access token: correct it.",
    "ACCESS_TOKEN_EXPIRED": "The access token at Square has expired: get another.",
    "ACCESS_TOKEN_REVOKED": "The access token at Square was revoked: get another.",
    "INSUFFICIENT_SCOPES": "The access token lacks a permission that the README names.",
    "FORBIDDEN": "Square does not let this account do that.",
}
_CONFLICTS = frozenset({"VERSION_MISMATCH", "IDEMPOTENCY_KEY_REUSED", "CONFLICT"})
_BUSY = frozenset({"TEMPORARY_ERROR", "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT", "REQUEST_TIMEOUT"})
_FORM = (
    *(
        "MISSING_",
        "EXPECTED_",
        "VALUE_",
        "ARRAY_",
        "UNKNOWN_",
        "MAP_",
        "INCORRECT_",
        "CONFLICTING_",
    ),
    *("INVALID_VALUE", "INVALID_TIME", "INVALID_ENUM", "INVALID_ARRAY", "INVALID_CURSOR"),
    *("BAD_REQUEST", "NO_FIELDS", "TOO_MANY_", "INVALID_CONTENT", "INVALID_FORM", "INVALID_SORT"),
)
"""How codes begin that say that a call has another form than Square wants."""


@dataclass(frozen=True, slots=True)
class Said:
    """One error in an answer."""

    category: str
    code: str
    field: str = ""


def fault_of(status: int, errors: Sequence[Said], retry_after: float = 0.0) -> PluginFault:
    """Return a refusal as a fault."""
    said = errors[0] if errors else Said("", "")
    code = cleaned(said.code)[:_MOST_WORDS] or f"STATUS_{status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or said.category == "RATE_LIMIT_ERROR":
        pause = retry_after or PAUSE_SECONDS
        return RateLimited("TOO_OFTEN", "Square is called too often.", retry_after_seconds=pause)
    if _is_auth(status, said.category):
        return AuthRefused(code, _AUTH.get(code, f"Square refuses the account: {code}."))
    if code in _CONFLICTS:
        return Conflict(code, f"Square says {code}.")
    if _is_busy(status, said):
        return RetryLater(code, f"Square has trouble of its own: {code}.")
    words = f"Square says {code}"
    if said.field:
        words += f" about {cleaned(said.field)[:_MOST_WORDS]}"
    if code.startswith(_FORM):
        return BadRequest(code, f"{words}.")
    return Rejected(code, f"{words}.")


def is_version_mismatch(fault: PluginFault) -> bool:
    """Return whether an order has changed since it was read."""
    return fault.code == "VERSION_MISMATCH"


def is_key_used(fault: PluginFault) -> bool:
    """Return whether the call was made before, with another content."""
    return fault.code == "IDEMPOTENCY_KEY_REUSED"


def _is_auth(status: int, category: str) -> bool:
    refused = status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    return refused or category in ("AUTHENTICATION_ERROR", "MERCHANT_SUBSCRIPTION_ERROR")


def _is_busy(status: int, said: Said) -> bool:
    away = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT
    odd = status < HTTPStatus.BAD_REQUEST
    return away or odd or said.category == "API_ERROR" or said.code in _BUSY
