"""The codes this sandbox understands, and the subjects behind them. Pure.

demo-<name>              the person <name>; good any number of times
demo-<name>~<family>     the same, and the channel tells a union id: that of <family>
once-<name>-<nonce>      the person <name>; each code is good once, as real ones are
phone-<digits>           (VerifyPhone) the number +<digits>
<name>, <family>         a-z 0-9 _ . -, begin with a letter or digit, at most 64 characters
<nonce>                  a-z 0-9, at most 32 characters
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_NAME = r"[a-z0-9][a-z0-9_.-]{0,63}"
_DEMO = re.compile(rf"demo-(?P<name>{_NAME})(?:~(?P<family>{_NAME}))?", re.IGNORECASE)
_ONCE = re.compile(rf"once-(?P<name>{_NAME})-(?P<nonce>[a-z0-9]{{1,32}})", re.IGNORECASE)
_PHONE = re.compile(r"phone-(?P<digits>[1-9][0-9]{6,14})")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a code stands for; `once` codes may be used a single time."""

    name: str
    family: str = ""
    once: bool = False

    @property
    def nickname(self) -> str:
        """What the person calls herself."""
        return self.name.replace("-", " ").replace("_", " ").title()


def person_of(code: str) -> Person | None:
    """Return the person a login code stands for; None when it has no form we know."""
    if found := _DEMO.fullmatch(code):
        return Person(found["name"].lower(), (found["family"] or "").lower())
    if found := _ONCE.fullmatch(code):
        return Person(found["name"].lower(), once=True)
    return None


def phone_of(code: str) -> str:
    """Return the number a phone code stands for, E.164; empty when it has no form we know."""
    found = _PHONE.fullmatch(code)
    return f"+{found['digits']}" if found else ""


def app_of(merchant_id: str, channel: str) -> str:
    """Return the app of a chain on a channel."""
    return f"sandbox-{channel}-{merchant_id}"


def subject_of(app_id: str, name: str) -> str:
    """Return the subject of a person in an app: stable, and different in each app."""
    return "sb_" + hashlib.sha256(f"{app_id}\n{name}".encode()).hexdigest()[:29]


def union_of(merchant_id: str, family: str) -> str:
    """Return the union id of a family: the same in all apps of a chain."""
    return "su_" + hashlib.sha256(f"{merchant_id}\n{family}".encode()).hexdigest()[:29]
