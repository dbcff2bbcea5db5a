"""Decisions about one admission: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from apps.flash_sale.admissions.model import OF_AN_ORDER, OPEN, Admission, AdmissionState
from apps.flash_sale.errors import AdmissionNotFound, AdmissionNotUsable
from apps.flash_sale.model import Session

_NOT_USABLE = {
    AdmissionState.WAITING: "WAITING",
    AdmissionState.LAPSED: "LAPSED",
    AdmissionState.RETURNED: "RETURNED",
    AdmissionState.ORDERED: "ORDERED",
    AdmissionState.SOLD: "ORDERED",
}


def seen_at(admission: Admission, session: Session, now: datetime) -> Admission:
    """Return an admission as it is at a moment, whether its end was written down or not."""
    called_off = session.cancelled_at is not None and admission.state in OPEN
    over = admission.waits and session.is_over(now)
    if called_off or over or admission.has_lapsed(now):
        return replace(admission, state=AdmissionState.LAPSED)
    return admission


def demand_usable(
    admission: Admission, person_id: str, store_id: str, order_id: str, now: datetime
) -> None:
    """Raise AdmissionNotFound and AdmissionNotUsable unless an order may use it, or does."""
    if admission.person_id != person_id:
        raise AdmissionNotFound
    if admission.store_id != store_id:
        raise AdmissionNotUsable(cause="OTHER_STORE", store_id=admission.store_id)
    if admission.state in OF_AN_ORDER and order_id and admission.order_id == order_id:
        return
    if admission.has_lapsed(now):
        raise AdmissionNotUsable(cause="LAPSED")
    if admission.state is not AdmissionState.ADMITTED:
        raise AdmissionNotUsable(cause=_NOT_USABLE[admission.state])


def place_of(admission: Admission, first_in_line: int) -> int:
    """Return a place in line, from 1; 0 for who does not wait.

    Who left the line behind its first still counts, until the line has come so far.
    """
    return max(1, admission.number - first_in_line + 1) if admission.waits else 0


def open_one(admissions: Iterable[Admission]) -> Admission | None:
    """Return the one that has no order yet; None where there is none."""
    return next((each for each in admissions if each.state in OPEN), None)
