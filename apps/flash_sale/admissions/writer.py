"""The batch writer of admissions: many people at once, one batch after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from apps.flash_sale.admissions.model import Admission, Ask, Asked, Placed
from apps.flash_sale.admissions.rules import place_of
from apps.flash_sale.admissions.store import AdmissionStore, SessionKey
from apps.flash_sale.admissions.work import SessionWork
from apps.flash_sale.errors import AdmissionNotFound, SessionNotFound
from mesh.data.batching import GroupCommit
from mesh.data.change import Changes, Unit
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.pure.errors import Refusal, RequestIdReused
from mesh.pure.ids import new_id

MAX_BATCH = 2
"""Few: between two batches the calls of other customers have their turn."""


class AdmissionWriter:
    """Decides on wishes to be let in, in the order in which they come to the database."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._asks: GroupCommit[Ask, Placed] = GroupCommit(
            self._write, MAX_BATCH, lane=lambda ask: ask.key
        )

    async def submit(self, ask: Ask) -> Placed:
        """Return the admission that a wish leads to, or led to before.

        Raise SessionNotFound, SessionNotRunning, OtherStore, PersonLimit, SoldOut,
        RequestIdReused, PersonMerged, and AdmissionNotFound for a wish whose admission is long
        forgotten.
        """
        return await self._asks.submit(ask)

    async def close(self) -> None:
        """Write what waits, and take no more."""
        await self._asks.close()

    async def _write(self, asks: list[Ask]) -> Sequence[Placed | Exception]:
        return await self._changes.run(lambda unit: _Batch(unit, asks).write())


class _Batch:
    """One batch of wishes, in one transaction."""

    def __init__(self, unit: Unit, asks: Sequence[Ask]) -> None:
        self._connection = unit.connection
        self._store = AdmissionStore(unit.connection)
        self._now = unit.now
        self._asks = asks
        self._works: dict[SessionKey, SessionWork] = {}
        self._heard: dict[tuple[str, str, str], Asked] = {}
        self._new: list[Asked] = []
        self._merged = PersonsMerged({})
        self._before: dict[tuple[str, str], Admission] = {}

    async def write(self) -> list[Placed | Exception]:
        """Return what each wish leads to."""
        self._works = await self._store.take({ask.key for ask in self._asks}, self._now)
        owners = [(ask.merchant_id, ask.person_id) for ask in self._asks]
        self._merged = PersonsMerged(await survivors_of(self._connection, owners))
        self._heard = {each.request_key: each for each in await self._store.asked(self._asks)}
        await self._read_before()
        for admission in await self._store.of_persons(ask.person_key for ask in self._asks):
            if admission.key in self._works:
                self._works[admission.key].read(admission)
        results = [self._result(ask) for ask in self._asks]
        await self._store.admit(self._works.values(), self._new, self._now)
        first = await self._store.first_in_line(self._lines(results))
        return [
            Placed(each, place_of(each, first.get(each.key, 0)))
            if isinstance(each, Admission)
            else each
            for each in results
        ]

    async def _read_before(self) -> None:
        """Read the admissions that requests have led to before."""
        tokens: defaultdict[str, list[str]] = defaultdict(list)
        for each in self._heard.values():
            tokens[each.merchant_id].append(each.token)
        for merchant_id, some in tokens.items():
            found = await self._store.by_tokens(merchant_id, some)
            self._before |= {(merchant_id, each.token): each for each in found}

    def _result(self, ask: Ask) -> Admission | Exception:
        try:
            return self._decide(ask)
        except Refusal as refusal:
            return refusal

    def _decide(self, ask: Ask) -> Admission:
        work = self._works.get(ask.key)
        if work is None:
            raise SessionNotFound(session_id=ask.session_id)
        heard = self._heard.get(ask.request_key)
        if heard is not None:
            if heard.body_hash != ask.body_hash:
                raise RequestIdReused(request_id=ask.request_id)
            known = work.admissions.get(heard.token)
            known = known or self._before.get((ask.merchant_id, heard.token))
            if known is None:
                raise AdmissionNotFound
            return known
        owner = (ask.merchant_id, ask.person_id)
        if owner in self._merged.now_are:
            raise self._merged.refusal_for(owner)
        admission = work.ask(ask, new_id("adm"))
        asked = Asked(
            *(ask.merchant_id, ask.person_id, ask.request_id, ask.body_hash, admission.token)
        )
        self._heard[ask.request_key] = asked
        self._new.append(asked)
        return admission

    def _lines(self, results: Sequence[Admission | Exception]) -> set[SessionKey]:
        return {each.key for each in results if isinstance(each, Admission) and each.waits}
