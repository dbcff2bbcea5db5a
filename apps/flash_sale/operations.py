"""What is done with sessions: announced, called off, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from apps.flash_sale.errors import SessionNotFound
from apps.flash_sale.model import PriceState, Session, SessionState
from apps.flash_sale.peers import Peers
from apps.flash_sale.prices import end_price, make_price, open_price
from apps.flash_sale.rules import demand_cancellable
from apps.flash_sale.store import SessionStore
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.clock import Clock

_log = structlog.get_logger()


class Sessions:
    """The operations on sessions, for the merchant of the current call."""

    def __init__(self, db: Database, changes: Changes, peers: Peers, clock: Clock) -> None:
        self._db = db
        self._changes = changes
        self._peers = peers
        self._clock = clock

    async def priced(self, session: Session) -> Session:
        """Return a new session with the promotion that is to give its price, as a draft."""
        return replace(session, promotion_id=await make_price(self._peers, session))

    async def add(self, unit: Unit, session: Session) -> Session:
        """Keep a new session."""
        await SessionStore(unit.connection).add(session)
        return session

    async def get(self, session_id: str) -> Session:
        """Return a session. Raise SessionNotFound."""
        return await SessionStore(self._db).get(merchant_id(), session_id)

    async def page(
        self, store_id: str, state: SessionState | None, page: Page
    ) -> tuple[list[Session], str]:
        """Return a page of sessions, the next to begin first, and the token of the next page."""
        store, now = SessionStore(self._db), self._clock.now()
        return await store.page(merchant_id(), store_id, state, now, page)

    async def cancel(self, unit: Unit, session_id: str) -> Session:
        """Call a session off. Raise SessionNotFound, IllegalMove."""
        store = SessionStore(unit.connection)
        for session in await store.lock([(merchant_id(), session_id)]):
            demand_cancellable(session, unit.now)
            return await store.cancel(merchant_id(), session_id, unit.now)
        raise SessionNotFound(session_id=session_id)

    async def open_price(self, session: Session) -> None:
        """Make the price of a session apply; one whose promotion somebody ended is called off."""
        if await open_price(self._peers, session):
            await SessionStore(self._db).set_price_state(session, PriceState.ACTIVE)
            return
        _log.warning("flash_sale_without_price", session_id=session.session_id)
        await self._changes.run(lambda unit: _call_off(unit, session))

    async def end_price(self, session: Session) -> None:
        """End the price of a session that is over."""
        await end_price(self._peers, session)
        await SessionStore(self._db).set_price_state(session, PriceState.ENDED)

    def now(self) -> datetime:
        """Return the moment that counts for what is read."""
        return self._clock.now()


async def _call_off(unit: Unit, session: Session) -> None:
    store = SessionStore(unit.connection)
    for locked in await store.lock([session.key]):
        if locked.cancelled_at is None:
            await store.cancel(*session.key, unit.now)
