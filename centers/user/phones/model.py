"""Phone verifications: a code was sent, and is told back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class VerificationState(IntEnum):
    """How a verification stands; one that is open may have expired."""

    OPEN = 1
    CONFIRMED = 2
    # A newer one was started, or too many codes were wrong.
    CLOSED = 3


@dataclass(frozen=True, slots=True)
class Verification:
    """A code on its way to a person's phone. The code is not in it: it follows from the id."""

    verification_id: str
    person_id: str
    phone: str
    request_id: str
    state: VerificationState
    wrong_tries: int
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What is to be sent to a phone; `message_id` is its key at the provider."""

    message_id: str
    phone: str
    code: str
    language: str
    expires_at: datetime
