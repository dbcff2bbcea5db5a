"""Which state of a reservation may follow which. Checked when the program starts."""

from __future__ import annotations

from centers.inventory.reservations.model import ReservationState as S
from mesh.pure.states import StateTable

# A lapsed reservation can be had again, by reserving anew or by a late commit: all of it, or
# none (SHORT). What is sold stays sold; a return is written on the lines.
RESERVATION = StateTable(
    "reservation",
    {
        S.HELD: {S.COMMITTED, S.RELEASED, S.EXPIRED},
        S.RELEASED: {S.HELD, S.COMMITTED, S.SHORT},
        S.EXPIRED: {S.HELD, S.COMMITTED, S.SHORT, S.RELEASED},
        S.SHORT: {S.HELD, S.COMMITTED, S.RELEASED},
        S.COMMITTED: set(),
    },
    initial=S.HELD,
    final={S.COMMITTED},
)
