"""Where sessions are kept: the only place with SQL, beside admissions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from apps.flash_sale.errors import SessionNotFound
from apps.flash_sale.model import LONGEST, PriceState, Session, SessionState
from apps.flash_sale.records import new_session, session_of
from mesh.data.database import Runner
from mesh.data.paging import Key, Page
from mesh.data.queries import load_queries
from mesh.data.rows import columns

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))
LIST_KEY = (int, int, str)
"""Types of the key of a session in a list."""

_EPOCH = datetime.fromtimestamp(0, UTC)
_MICROSECOND = timedelta(microseconds=1)


class SessionStore:
    """Sessions, inside or outside of a transaction."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    async def add(self, session: Session) -> None:
        """Keep a new session."""
        await self._run.execute(SQL.add_session, *new_session(session))

    async def get(self, merchant_id: str, session_id: str) -> Session:
        """Return a session. Raise SessionNotFound."""
        rows = await self._run.fetch(SQL.find_session, merchant_id, session_id)
        if not rows:
            raise SessionNotFound(session_id=session_id)
        return session_of(rows[0])

    async def page(
        self, merchant_id: str, store_id: str, state: SessionState | None, now: datetime, page: Page
    ) -> tuple[list[Session], str]:
        """Return a page of a store's sessions in a state, and the token of the next page."""
        group, begins, after = page.after or (0, 0, "")
        lists = ["chain", f"store:{store_id}"] if store_id else ["all"]
        rows = await self._run.fetch(
            SQL.list_sessions,
            *(merchant_id, lists, state or 0, now, now - LONGEST),
            *(group, _EPOCH + int(begins) * _MICROSECOND, after, page.rows),
        )
        return page.cut(session_of.each(rows), key=partial(_list_key, now))

    async def lock(self, keys: Iterable[tuple[str, str]]) -> list[Session]:
        """Return sessions by merchant and id, those there are, locked."""
        wanted = columns(sorted(set(keys)), 2)
        return session_of.each(await self._run.fetch(SQL.lock_sessions, *wanted))

    async def cancel(self, merchant_id: str, session_id: str, now: datetime) -> Session:
        """Call a session off that is locked, and return it."""
        rows = await self._run.fetch(SQL.cancel_session, merchant_id, session_id, now)
        return session_of(rows[0])

    async def set_price_state(self, session: Session, state: PriceState) -> None:
        """Keep whether the promotion center gives the price."""
        await self._run.execute(SQL.set_price_state, *session.key, state)

    async def prices_to_open(self, now: datetime, limit: int) -> list[Session]:
        """Return sessions, of all merchants, whose price does not apply yet."""
        return session_of.each(await self._run.fetch(SQL.list_prices_to_open, now, limit))

    async def prices_to_end(self, now: datetime, limit: int) -> list[Session]:
        """Return sessions, of all merchants, whose price nobody can get any more."""
        return session_of.each(await self._run.fetch(SQL.list_prices_to_end, now, limit))


def _list_key(now: datetime, session: Session) -> Key:
    begins = (session.begins_at - _EPOCH) // _MICROSECOND
    return int(session.is_over(now)), begins, session.session_id
