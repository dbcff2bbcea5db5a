"""The unit of work on a session: its locked row, and what decisions make of its admissions. Pure.

Every decision on admissions of a session is made here, so that its counts are theirs: no piece is
promised twice, and whoever has waited longest is let in first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from apps.flash_sale.admissions.model import (
    OF_AN_ORDER,
    OPEN,
    Admission,
    AdmissionState,
    Ask,
)
from apps.flash_sale.admissions.rules import demand_usable, open_one, seen_at
from apps.flash_sale.admissions.states import ADMISSION
from apps.flash_sale.errors import AdmissionNotUsable, PersonLimit, SoldOut
from apps.flash_sale.model import Session
from apps.flash_sale.rules import demand_admitting

MAX_WAITING = 10_000
"""Most persons in line for one session."""


@dataclass(slots=True)
class SessionWork:
    """A session while it is worked on; `admissions` are those that were read or added, by token."""

    session: Session
    now: datetime
    admissions: dict[str, Admission] = field(default_factory=dict)
    changed: dict[str, Admission] = field(default_factory=dict)
    added: dict[str, Admission] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    """Those of `admissions` by person."""

    def read(self, admission: Admission) -> None:
        """Take note of an admission as it is."""
        if admission.token not in self.admissions:
            self._note(admission)

    def ask(self, ask: Ask, token: str) -> Admission:
        """Return the open admission of a person, or a new one of that token: let in, or in line.

        All admissions of the person were read. Raise SessionNotRunning, OtherStore, PersonLimit,
        SoldOut.
        """
        own = self._of(ask.person_id)
        standing = open_one(own)
        if standing is not None:
            if seen_at(standing, self.session, self.now).state in OPEN:
                return standing
            self._move(standing, AdmissionState.LAPSED)
        demand_admitting(self.session, ask.store_id, self.now)
        had = sum(each.pieces for each in own if each.state in OF_AN_ORDER)
        left = self.session.pieces_per_person - had
        if ask.pieces > left:
            raise PersonLimit(left=left)
        return self._enter(ask, token)

    def _enter(self, ask: Ask, token: str) -> Admission:
        session = self.session
        # Pieces that come free are for who waits already.
        pieces = 0 if session.waiting else min(ask.pieces, session.free)
        waits = not pieces
        if session.sold >= session.pieces or (waits and session.waiting >= MAX_WAITING):
            raise SoldOut
        admission = Admission(
            merchant_id=ask.merchant_id,
            session_id=ask.session_id,
            token=token,
            person_id=ask.person_id,
            store_id=ask.store_id,
            wanted=ask.pieces,
            moved_at=self.now,
            state=AdmissionState.WAITING if waits else AdmissionState.ADMITTED,
            number=session.queued + 1 if waits else 0,
            pieces=pieces,
            expires_at=None if waits else self._admission_ends,
        )
        self._note(admission)
        self.added[token] = admission
        self.session = replace(
            session,
            taken=session.taken + pieces,
            waiting=session.waiting + waits,
            queued=session.queued + waits,
        )
        return admission

    def hold(
        self, token: str, person_id: str, store_id: str, order_id: str, pieces: int
    ) -> Admission:
        """Give an admission to an order; pieces that this does not have are free again.

        Raise AdmissionNotFound and AdmissionNotUsable.
        """
        admission = self.admissions[token]
        demand_usable(admission, person_id, store_id, order_id, self.now)
        if admission.state is AdmissionState.ORDERED:
            # Its order is being placed once more: nobody has heard of that yet.
            return self._move(admission, AdmissionState.ORDERED)
        if admission.state in OF_AN_ORDER:
            return admission
        if self.session.cancelled_at is not None:
            raise AdmissionNotUsable(cause="LAPSED")
        return self._move(
            admission,
            AdmissionState.ORDERED,
            order_id=order_id,
            pieces=min(admission.pieces, pieces),
        )

    def release(self, admission: Admission) -> None:
        """Give an admission back to its person, whose order was not placed after all.

        All admissions of the person were read: who has asked again meanwhile keeps that one only.
        """
        if admission.state is not AdmissionState.ORDERED:
            return
        if open_one(self._of(admission.person_id)) is not None:
            self._move(admission, AdmissionState.RETURNED, order_id="")
            return
        back = self._move(admission, AdmissionState.ADMITTED, order_id="")
        if back.has_lapsed(self.now) or self.session.cancelled_at is not None:
            self._move(back, AdmissionState.LAPSED)

    def sell(self, admission: Admission) -> None:
        """Its order was placed; told late or again, it changes nothing."""
        if ADMISSION.allows(admission.state, AdmissionState.SOLD):
            self._move(admission, AdmissionState.SOLD)

    def give_back(self, admission: Admission) -> None:
        """Nobody has it any more; told again, it changes nothing."""
        if ADMISSION.allows(admission.state, AdmissionState.RETURNED):
            self._move(admission, AdmissionState.RETURNED)

    def hand_over(self, from_person: str, to_person: str) -> list[Admission]:
        """Return what of one person becomes another's, of whom all admissions were read.

        What no order has used is given back where the other has such a one, or may have no more.
        """
        own, others = self._of(from_person), self._of(to_person)
        standing = open_one(own)
        if standing is not None:
            bought = [each for each in (*own, *others) if each.state in OF_AN_ORDER]
            pieces = standing.wanted + sum(each.pieces for each in bought)
            if open_one(others) is not None or pieces > self.session.pieces_per_person:
                self.give_back(standing)
        return [each for each in self._of(from_person) if each.state is not AdmissionState.RETURNED]

    def lapse(self) -> None:
        """End the admissions that were read and whose time is over."""
        for each in list(self.admissions.values()):
            if each.has_lapsed(self.now):
                self._move(each, AdmissionState.LAPSED)

    @property
    def due_in_line(self) -> int:
        """How many of the line are to be read: for whom a piece is free, or all when it is over."""
        waiting, free = self.session.waiting, self.session.free
        due = waiting if self.session.is_over(self.now) else min(waiting, free)
        # Who has just left the line is read as well: that is not kept yet.
        return due and due + len(self.changed)

    def settle(self) -> None:
        """Let in who waits of the admissions that were read, or end their wait when it is over."""
        line = sorted(
            (each for each in self.admissions.values() if each.waits), key=lambda each: each.number
        )
        for each in line:
            if self.session.is_over(self.now):
                self._move(each, AdmissionState.LAPSED)
            elif self.session.free > 0:
                self._move(
                    each,
                    AdmissionState.ADMITTED,
                    pieces=min(each.wanted, self.session.free),
                    expires_at=self._admission_ends,
                )

    def _of(self, person_id: str) -> list[Admission]:
        return [self.admissions[token] for token in self.tokens.get(person_id, ())]

    def _note(self, admission: Admission) -> None:
        self.admissions[admission.token] = admission
        self.tokens.setdefault(admission.person_id, []).append(admission.token)

    @property
    def _admission_ends(self) -> datetime:
        return self.now + timedelta(seconds=self.session.admission_seconds)

    def _move(self, admission: Admission, state: AdmissionState, **values: Any) -> Admission:
        if not ADMISSION.allows(admission.state, state):
            raise ValueError(f"an admission that is {admission.state.name} became {state.name}")
        moved = replace(admission, state=state, moved_at=self.now, **values)
        place = self.added if moved.token in self.added else self.changed
        self.admissions[moved.token] = place[moved.token] = moved
        session = self.session
        self.session = replace(
            session,
            taken=session.taken + moved.taken - admission.taken,
            sold=session.sold + moved.sold - admission.sold,
            waiting=session.waiting + moved.waits - admission.waits,
        )
        return moved
