"""What is done with admissions after people were let in: used, given back, sold, settled.

Each change locks its session first, so that its counts hold whatever happens at the same time, and
lets in who waits for what comes free, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from apps.flash_sale.admissions.model import OF_AN_ORDER, Admission, AdmissionState, Placed
from apps.flash_sale.admissions.rules import demand_usable, place_of, seen_at
from apps.flash_sale.admissions.store import (
    SETTLED_AT_ONCE,
    AdmissionStore,
    SessionKey,
    next_due,
    sessions_due,
)
from apps.flash_sale.admissions.work import SessionWork
from apps.flash_sale.errors import AdmissionNotFound, AdmissionNotUsable
from apps.flash_sale.model import Session
from apps.flash_sale.store import SessionStore
from mesh.call.context import merchant_id
from mesh.data.change import Changes, Unit
from mesh.data.database import Database
from mesh.pure.clock import Clock

DUE_AT_ONCE = 100

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Use:
    """The order for which an admission is to be used."""

    token: str
    person_id: str
    store_id: str
    order_id: str
    pieces: int = 0


class Admissions:
    """The operations on admissions, for the merchant of the current call."""

    def __init__(self, db: Database, changes: Changes, clock: Clock) -> None:
        self._db = db
        self._changes = changes
        self._clock = clock

    async def get(self, token: str, person_id: str) -> Placed:
        """Return an admission as it is now, with its place in line.

        `person_id` is whose it must be, empty for whoever has it. Raise AdmissionNotFound.
        """
        store = AdmissionStore(self._db)
        admission = await _one(store, token, person_id)
        session = await SessionStore(self._db).get(*admission.key)
        admission = seen_at(admission, session, self._clock.now())
        first = await store.first_in_line([admission.key]) if admission.waits else {}
        return Placed(admission, place_of(admission, first.get(admission.key, 0)))

    async def check(self, use: Use) -> tuple[Admission, Session]:
        """Return the admission that an order may use, or uses, and its session.

        Raise AdmissionNotFound, AdmissionNotUsable.
        """
        admission = await _one(AdmissionStore(self._db), use.token, use.person_id)
        session = await SessionStore(self._db).get(*admission.key)
        now = self._clock.now()
        seen = seen_at(admission, session, now)
        demand_usable(seen, use.person_id, use.store_id, use.order_id, now)
        return seen, session

    async def hold(self, use: Use) -> Admission:
        """Use an admission for an order. Raise AdmissionNotFound, AdmissionNotUsable."""

        async def effect(unit: Unit) -> Admission:
            store = AdmissionStore(unit.connection)
            work = await _taken(store, unit, use.token, use.person_id)
            held = work.hold(use.token, use.person_id, use.store_id, use.order_id, use.pieces)
            await keep_settled(store, [work])
            return held

        return await self._changes.run(effect)

    async def give_back(self, token: str, person_id: str) -> None:
        """Give an unused admission back, or leave the line; once.

        Raise AdmissionNotFound, and AdmissionNotUsable when an order has it.
        """

        async def effect(unit: Unit) -> None:
            store = AdmissionStore(unit.connection)
            work = await _taken(store, unit, token, person_id)
            admission = work.admissions[token]
            if admission.state in OF_AN_ORDER:
                raise AdmissionNotUsable(cause=AdmissionState.ORDERED.name)
            work.give_back(admission)
            await keep_settled(store, [work])

        await self._changes.run(effect)

    async def release(self, order_id: str) -> None:
        """Give the admission of an order that was not placed back to its person."""
        await self._of_orders([order_id], SessionWork.release)

    async def sell(self, order_ids: Collection[str]) -> None:
        """The orders were placed; those without admission change nothing."""
        await self._of_orders(order_ids, SessionWork.sell)

    async def return_of(self, order_ids: Collection[str]) -> None:
        """The orders were cancelled: what they had goes to the next."""
        await self._of_orders(order_ids, SessionWork.give_back)

    async def return_unheard(self, order_ids: Collection[str], before: datetime) -> None:
        """There are no such orders: what they had goes to the next, unless asked for since then."""

        def give_back(work: SessionWork, admission: Admission) -> None:
            if admission.moved_at < before:
                work.give_back(admission)

        await self._of_orders(order_ids, give_back)

    async def settle_due(self) -> bool:
        """End what is over, of all merchants, and let in who waits.

        Each session is a transaction of its own; one that fails is due again, and others go on.
        Return whether there may be more.
        """
        now, more = self._clock.now(), False
        last: SessionKey = ("", "")
        while keys := await sessions_due(self._db, now, last, DUE_AT_ONCE):
            for key in keys:
                more |= await self._settle_quietly(key)
            last = keys[-1]
        return more

    async def next_due(self) -> datetime | None:
        """Return when there is something to settle, of all merchants."""
        return await next_due(self._db, self._clock.now())

    async def _settle_quietly(self, key: SessionKey) -> bool:
        try:
            return await self._changes.run(partial(_settle, key=key))
        except Exception as exc:  # noqa: BLE001 - one failure is nobody else's
            merchant, session = key
            why = type(exc).__name__
            _log.warning("session_not_settled", merchant_id=merchant, session_id=session, why=why)
            return False

    async def _of_orders(
        self, order_ids: Collection[str], decide: Callable[[SessionWork, Admission], None]
    ) -> None:
        merchant = merchant_id()
        found = await AdmissionStore(self._db).by_orders(merchant, order_ids)
        if not found:
            return

        async def effect(unit: Unit) -> None:
            store = AdmissionStore(unit.connection)
            works = await store.take({each.key for each in found}, unit.now)
            # Read again: they may have moved before their sessions were locked.
            again = await store.by_orders(merchant, order_ids)
            of_orders = [each for each in again if each.key in works]
            persons = [each.person_key for each in of_orders]
            for each in [*of_orders, *await store.of_persons(persons)]:
                works[each.key].read(each)
            for each in of_orders:
                decide(works[each.key], works[each.key].admissions[each.token])
            await keep_settled(store, list(works.values()))

        await self._changes.run(effect)


async def _settle(unit: Unit, key: SessionKey) -> bool:
    store = AdmissionStore(unit.connection)
    works = list((await store.take([key], unit.now)).values())
    await keep_settled(store, works)
    return any(len(work.changed) >= SETTLED_AT_ONCE for work in works)


async def keep_settled(store: AdmissionStore, works: Sequence[SessionWork]) -> None:
    """Let in who waits, where there are pieces, and keep the work on sessions."""
    by_key = {work.session.key: work for work in works}
    for each in await store.lapsed(by_key, works[0].now):
        by_key[each.key].read(each)
    for work in works:
        work.lapse()
    # Of a line, which may be long, only those are read for whom there is something.
    for each in await store.line({key: work.due_in_line for key, work in by_key.items()}):
        by_key[each.key].read(each)
    for work in works:
        work.settle()
    await store.keep(works)


async def _taken(store: AdmissionStore, unit: Unit, token: str, person_id: str) -> SessionWork:
    """Lock the session of an admission, and return the work on it with the admission read."""
    admission = await _one(store, token, person_id)
    work = (await store.take([admission.key], unit.now))[admission.key]
    work.read(await _one(store, token, person_id))
    return work


async def _one(store: AdmissionStore, token: str, person_id: str) -> Admission:
    for each in await store.by_tokens(merchant_id(), [token]):
        if not person_id or each.person_id == person_id:
            return each
    raise AdmissionNotFound
