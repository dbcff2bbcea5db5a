"""What is known of members and of pretix's customers, whatever their form: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""A customer or a gift card as pretix tells it: fields by name."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of pretix who is a member of the platform; empty `member_id`: nobody.

    `modified` is in seconds since 1970.
    """

    identifier: str
    member_id: str
    is_active: bool
    modified: float


@dataclass(frozen=True, slots=True)
class Profile:
    """A membership as it was pushed; `standing` is the contract's number."""

    merchant_id: str
    member_id: str
    revision: int
    standing: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it is remembered here: who it is in pretix, and what was told.

    `card` is the number of the gift card, zero while there is none under `secret`; `value` is in
    minor units; `standing` and `known_revision` are those of the profile that was taken last.
    `gone` says that pretix's customer is nobody's any more.
    """

    chain: str
    member_id: str
    identifier: str = ""
    secret: str = ""
    card: int = 0
    is_active: bool = True
    gone: bool = False
    value: int = 0
    modified: float = 0.0
    standing: int = 0
    known_revision: int = 0
    revision: int = 0
