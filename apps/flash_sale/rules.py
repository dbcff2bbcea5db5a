"""Decisions about sessions: pure."""

from __future__ import annotations

from datetime import datetime

from apps.flash_sale.errors import IllegalMove, OtherStore, SessionNotRunning
from apps.flash_sale.model import PriceState, Session, SessionState

ADMITTING = frozenset({SessionState.RUNNING, SessionState.SOLD_OUT})
"""States in which people may be let in, as far as there are pieces."""


def state_of(session: Session, now: datetime) -> SessionState:
    """Return where a session stands; it does not begin before its price applies."""
    if session.cancelled_at is not None:
        return SessionState.CANCELLED
    if now >= session.ends_at:
        return SessionState.ENDED
    if now < session.begins_at or session.price_state is not PriceState.ACTIVE:
        return SessionState.ANNOUNCED
    return SessionState.SOLD_OUT if session.sold >= session.pieces else SessionState.RUNNING


def demand_admitting(session: Session, store_id: str, now: datetime) -> None:
    """Raise SessionNotRunning and OtherStore unless people of that store may be let in."""
    state = state_of(session, now)
    if state not in ADMITTING:
        raise SessionNotRunning(
            state=state.name,
            begins_at=session.begins_at.isoformat(),
            ends_at=session.ends_at.isoformat(),
        )
    if session.store_ids and store_id not in session.store_ids:
        raise OtherStore(store_id=store_id)


def demand_cancellable(session: Session, now: datetime) -> None:
    """Raise IllegalMove for a session that is over."""
    state = state_of(session, now)
    if state in (SessionState.ENDED, SessionState.CANCELLED):
        raise IllegalMove(from_state=state.name, to_state=SessionState.CANCELLED.name)
