"""What pretix's refusals mean for the caller: which class of fault; pure.

Its words are told to an operator, and never read: they are in the language of the event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zhongtai_plugin import PluginFault, Rejected
from zhongtai_plugin.pretix.faults import NO_PRETIX, fault_of_status
from zhongtai_plugin.text import cleaned

MAX_WORDS = 160
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\+?\d(?:[ -]?\d){8,}|[0-9A-Za-z]{17,}")
"""Addresses of e-mail, numbers as long as a telephone's, and what may be a code."""
_ADDRESS_WRONG = ("ADDRESS_WRONG", "There is no pretix at this address: correct url.")
_NOT_ALLOWED = (
    "NOT_ALLOWED",
    "pretix does not let this token do that: see the README, and correct organizer and event.",
)
_OPERATORS = {403: _NOT_ALLOWED, **dict.fromkeys(NO_PRETIX, _ADDRESS_WRONG)}
"""What an operator has to mend beside the token, by HTTP status."""


class Refused(Rejected):
    """pretix understood, and a rule of it says no; `fields` are those that it names."""

    def __init__(self, body: Any) -> None:
        super().__init__("PRETIX_REFUSES", f"pretix says: {bounded(body)}")
        self.fields = frozenset(body) if isinstance(body, dict) else frozenset[str]()


class NotThere(Rejected):
    """pretix has nothing under this name."""


def fault_of(status: int, body: Any, retry_after: str = "") -> PluginFault:
    """Return an answer that is none of success, by its HTTP status, as a fault."""
    if status == 400:
        return Refused(body)
    if status == 404:
        return NotThere("NOT_THERE", "pretix has nothing under this name.")
    return fault_of_status(status, _OPERATORS, retry_after)


def bounded(body: Any) -> str:
    """Return words of pretix as an operator may see them: short, printable, about nobody."""
    text = " ".join(_words_in(body))[: MAX_WORDS * 4]
    return cleaned(_PERSONAL.sub("…", text))[:MAX_WORDS]


def _words_in(body: Any) -> Iterator[str]:
    """Yield the texts of an answer, whatever its form; not the names of fields."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for each in body.values():
            yield from _words_in(each)
    elif isinstance(body, list):
        for each in body:
            yield from _words_in(each)
