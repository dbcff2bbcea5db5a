"""Admissions to sessions, and the wish for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class AdmissionState(IntEnum):
    """Where an admission stands; the numbers are those of the contract."""

    WAITING = 1
    ADMITTED = 2
    ORDERED = 3
    SOLD = 4
    LAPSED = 5
    RETURNED = 6


OPEN = frozenset({AdmissionState.WAITING, AdmissionState.ADMITTED})
"""States in which an admission has no order yet; a person has one such at a time."""

OF_AN_ORDER = frozenset({AdmissionState.ORDERED, AdmissionState.SOLD})
"""States in which an order has its pieces."""

TAKING = frozenset({AdmissionState.ADMITTED, *OF_AN_ORDER})
"""States in which pieces are set aside for it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """One person's way into a session.

    `number` is the person's in line, 0 for who never waited. `pieces` is what is set aside, or was
    to the end, of those `wanted`. `moved_at` is when its state last changed, or when its order
    asked for it again.
    """

    merchant_id: str
    session_id: str
    token: str
    person_id: str
    store_id: str
    wanted: int
    moved_at: datetime
    state: AdmissionState = AdmissionState.WAITING
    number: int = 0
    pieces: int = 0
    expires_at: datetime | None = None
    order_id: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Merchant and session."""
        return self.merchant_id, self.session_id

    @property
    def person_key(self) -> tuple[str, str, str]:
        """Merchant, session and person."""
        return *self.key, self.person_id

    @property
    def taken(self) -> int:
        """Pieces of the session that are not for others."""
        return self.pieces if self.state in TAKING else 0

    @property
    def sold(self) -> int:
        """Pieces in an order that was placed."""
        return self.pieces if self.state is AdmissionState.SOLD else 0

    @property
    def waits(self) -> bool:
        """Return whether it is in line."""
        return self.state is AdmissionState.WAITING

    def has_lapsed(self, now: datetime) -> bool:
        """Return whether its time is over before an order has used it."""
        is_admitted = self.state is AdmissionState.ADMITTED
        return is_admitted and self.expires_at is not None and self.expires_at <= now


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish of a person to be let in."""

    merchant_id: str
    session_id: str
    person_id: str
    store_id: str
    pieces: int
    request_id: str
    body_hash: bytes

    @property
    def key(self) -> tuple[str, str]:
        """Merchant and session."""
        return self.merchant_id, self.session_id

    @property
    def person_key(self) -> tuple[str, str, str]:
        """Merchant, session and person."""
        return *self.key, self.person_id

    @property
    def request_key(self) -> tuple[str, str, str]:
        """What names the request: nobody else's has it."""
        return self.merchant_id, self.person_id, self.request_id


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish that was heard before, and the admission it led to."""

    merchant_id: str
    person_id: str
    request_id: str
    body_hash: bytes
    token: str

    @property
    def request_key(self) -> tuple[str, str, str]:
        """What names the request."""
        return self.merchant_id, self.person_id, self.request_id


@dataclass(frozen=True, slots=True)
class Placed:
    """An admission with its place in line, 0 for who does not wait."""

    admission: Admission
    place: int = 0
