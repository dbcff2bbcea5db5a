"""Persons and the channel accounts they are known by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class PersonStatus(IntEnum):
    """Whether a person's record is in use; the numbers are those of the contract."""

    ACTIVE = 1
    MERGED = 2


@dataclass(frozen=True, slots=True)
class Person:
    """One human being as the chain knows them. The phone is E.164 or empty."""

    person_id: str
    display_name: str
    avatar_url: str
    phone: str
    phone_verified: bool
    language: str
    status: PersonStatus
    merged_into: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ChannelIdentity:
    """One account of a person in one channel."""

    identity_id: str
    person_id: str
    channel: str
    subject: str
    app_id: str
    union_subject: str
    bound_at: datetime
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a channel answers about the account behind a code."""

    channel: str
    subject: str
    app_id: str = ""
    union_subject: str = ""
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A person, the account they are known by, and whether both are new."""

    person: Person
    identity: ChannelIdentity
    is_new: bool
