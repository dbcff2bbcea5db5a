"""What Tryton's refusals mean for the caller: which class of fault; pure.

Tryton's words are in its user's language: they are told to an operator, and never read.
"""

from __future__ import annotations

import re
from typing import Any

from zhongtai_plugin.errors import AuthRefused, PluginFault, RateLimited, Rejected, RetryLater

PAUSE_SECONDS = 5.0
MAX_WORDS = 160
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d(?:[ -]?\d){8,}")
"""Addresses of e-mail, and numbers as long as a telephone's."""


class Refused(Rejected):
    """Tryton understood, and a rule of it says no."""


class Broken(RetryLater):
    """Tryton failed at what it was asked, and has undone it."""


def fault_of_error(error: Any) -> PluginFault:
    """Return the error of an answer as a fault: Refused for a rule, RetryLater for anything else.

    An exception that is no rule may be a defect of ours or a moment's trouble of the database:
    nothing may be given up for it.
    """
    kind = error[0] if isinstance(error, list) and error else ""
    said = error[1] if isinstance(error, list) and len(error) > 1 else ""
    words = said[0] if isinstance(said, list) and said else ""
    if kind in ("UserError", "UserWarning"):
        return Refused("TRYTON_REFUSES", f"Tryton says: {bounded(words)}")
    if kind == "ConcurrencyException":
        return RetryLater("CHANGED_MEANWHILE", "Somebody changed the same record in Tryton.")
    if kind == "LoginException":
        return AuthRefused("LOGIN_REFUSED", "Tryton wants to know more than user and password.")
    return Broken("TRYTON_FAILS", f"Tryton fails: {bounded(kind)}")


def fault_of_status(status: int, retry_after: str = "", *, login: bool = False) -> PluginFault:
    """Return an answer that is no answer of JSON-RPC, by its HTTP status, as a fault."""
    if status == 401:
        return AuthRefused(
            "LOGIN_REFUSED",
            "Tryton refuses user and password: correct them in the file of accounts, then "
            "restart the plug-in.",
        )
    if status == 429 and login:
        return AuthRefused(
            "ACCOUNT_LOCKED",
            "Tryton has locked the user after wrong passwords: correct the password in the file "
            "of accounts; no other program may log in as this user. It is tried again by itself.",
        )
    if status == 429:
        seconds = float(retry_after) if retry_after.isdecimal() else PAUSE_SECONDS
        return RateLimited("RATE_LIMITED", "Tryton takes no more calls now.",
                           retry_after_seconds=max(1.0, seconds))  # fmt: skip
    if status == 403:
        return AuthRefused("NOT_ALLOWED", "Tryton does not let this user call it: see the README.")
    if status in (404, 405):
        return AuthRefused(
            "ADDRESS_WRONG", "There is no such database at this address: correct url and database."
        )
    return RetryLater("TRYTON_AWAY", f"Tryton cannot answer now (HTTP {status}).")


def bounded(words: Any) -> str:
    """Return words of Tryton as an operator may see them: short, printable, about nobody."""
    text = "".join(each if each.isprintable() else " " for each in str(words)[: MAX_WORDS * 4])
    return _PERSONAL.sub("…", text)[:MAX_WORDS]
