"""Decisions about phone verifications."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from centers.user.phones.model import Verification, VerificationState

CODE_LIFETIME = timedelta(minutes=10)
MAX_TRIES = 5
LIMITS = (
    (timedelta(minutes=1), 1),
    (timedelta(hours=1), 5),
    (timedelta(days=1), 10),
)
"""How many codes may be sent within a time, to a phone and for a person."""
CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of those that note when codes are sent may be apart."""
REMEMBERED_FOR = max(period for period, _ in LIMITS)
"""How long verifications count."""

_DIGITS = 6


class Verdict(Enum):
    """What a code that was told back does to its verification."""

    RIGHT = "the phone is the person's"
    AGAIN = "it was confirmed before"
    WRONG = "one try less"
    CLOSED = "no code is right any more"


def code_of(verification_id: str, key: bytes) -> str:
    """Return the code of a verification: six digits that follow from its id and `key`.

    So it is kept nowhere, and a request that is repeated sends the same one.
    """
    number = int.from_bytes(hmac.digest(key, b"phone\0" + verification_id.encode(), "sha256"))
    return f"{number % 10**_DIGITS:0{_DIGITS}}"


def judge(verification: Verification, code: str, right: str, now: datetime) -> Verdict:
    """Return what a code does to a verification whose code is `right`."""
    if verification.state is VerificationState.CONFIRMED:
        return Verdict.AGAIN
    if not is_open(verification, now):
        return Verdict.CLOSED
    return Verdict.RIGHT if hmac.compare_digest(code, right) else Verdict.WRONG


def is_open(verification: Verification, now: datetime) -> bool:
    """Return whether the code of a verification still counts."""
    return verification.state is VerificationState.OPEN and now < verification.expires_at


def with_wrong_try(verification: Verification) -> Verification:
    """Return the verification after a wrong code; the last one that it bears closes it."""
    tried = replace(verification, wrong_tries=verification.wrong_tries + 1)
    return tried if tries_left(tried) else replace(tried, state=VerificationState.CLOSED)


def tries_left(verification: Verification) -> int:
    """Return how many wrong codes a verification still bears."""
    return MAX_TRIES - verification.wrong_tries


def wait_before_next(started: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long it is until one more code may be sent, after those of these moments.

    What is of later was noted before the clock was put back, and does not count.
    """
    latest = sorted((each for each in started if each <= now + CLOCKS_APART), reverse=True)
    waits = [latest[most - 1] + period - now for period, most in LIMITS if len(latest) >= most]
    return max([timedelta(0), *waits])
