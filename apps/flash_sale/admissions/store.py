"""Where it is kept who is let into sessions, and who waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from apps.flash_sale.admissions.model import Admission, Ask, Asked
from apps.flash_sale.admissions.work import SessionWork
from apps.flash_sale.records import (
    ASKED,
    CHANGED_ADMISSIONS,
    COUNTS,
    NEW_ADMISSIONS,
    REQUESTS,
    admission_of,
    asked_of,
)
from apps.flash_sale.store import SessionStore
from mesh.data.database import Runner
from mesh.data.forgetting import Aging
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))
ASKS = Aging("asks", "asked_at")
CAME_TO_NOTHING = Aging("admissions", "moved_at", "state IN (5, 6)")
SETTLED_AT_ONCE = 500
"""How many admissions of a session end, or are let in, with one statement."""

_FIRST = datetime.fromtimestamp(0, UTC)

SessionKey = tuple[str, str]
"""Merchant and session."""
PersonKey = tuple[str, str, str]
"""Merchant, session and person."""


class AdmissionStore:
    """Admissions, inside or outside of a transaction."""

    def __init__(self, run: Runner) -> None:
        self._run = run

    async def take(
        self, keys: Iterable[SessionKey], now: datetime
    ) -> dict[SessionKey, SessionWork]:
        """Lock sessions until the transaction ends, and return the work on each there is."""
        sessions = await SessionStore(self._run).lock(keys)
        return {each.key: SessionWork(each, now) for each in sessions}

    async def asked(self, asks: Sequence[Ask]) -> list[Asked]:
        """Return which of the requests were heard before."""
        return asked_of.each(await self._run.fetch(SQL.list_asked, *REQUESTS(asks)))

    async def of_persons(self, persons: Iterable[PersonKey]) -> list[Admission]:
        """Return what persons have of sessions, without what came to nothing."""
        wanted = columns(set(persons), 3)
        rows = await self._run.fetch(SQL.list_admissions_of_persons, *wanted)
        return admission_of.each(rows)

    async def by_tokens(self, merchant_id: str, tokens: Collection[str]) -> list[Admission]:
        """Return the admissions of a merchant that have one of the tokens."""
        rows = await self._run.fetch(SQL.list_admissions, merchant_id, list(tokens))
        return admission_of.each(rows)

    async def by_orders(self, merchant_id: str, order_ids: Collection[str]) -> list[Admission]:
        """Return the admissions that orders of a merchant have, or had to the end."""
        rows = await self._run.fetch(SQL.list_admissions_of_orders, merchant_id, list(order_ids))
        return admission_of.each(rows)

    async def first_in_line(self, keys: Iterable[SessionKey]) -> dict[SessionKey, int]:
        """Return the number of who is first in the line of each session where somebody waits."""
        return {each.key: each.number for each in await self.line(dict.fromkeys(keys, 1))}

    async def line(self, most: Mapping[SessionKey, int]) -> list[Admission]:
        """Return the first in the line of each session, so many at most."""
        wanted = [(*key, min(number, SETTLED_AT_ONCE)) for key, number in most.items() if number]
        if not wanted:
            return []
        return admission_of.each(await self._run.fetch(SQL.list_line, *columns(wanted, 3)))

    async def lapsed(self, keys: Iterable[SessionKey], now: datetime) -> list[Admission]:
        """Return some admissions of each session whose time is over."""
        wanted = columns(keys, 2)
        rows = await self._run.fetch(SQL.list_lapsed, *wanted, now, SETTLED_AT_ONCE)
        return admission_of.each(rows)

    async def keep(self, works: Collection[SessionWork]) -> None:
        """Keep what became of admissions there were, and the counts of their sessions."""
        changed = [each for work in works for each in work.changed.values()]
        if changed:
            counts = COUNTS([work.session for work in works])
            await self._run.execute(SQL.keep_admissions, *counts, *CHANGED_ADMISSIONS(changed))

    async def admit(
        self, works: Collection[SessionWork], asked: Sequence[Asked], now: datetime
    ) -> None:
        """Keep new admissions, with the requests that led to them, and the sessions' counts."""
        # One that lapsed makes room for the new one of its person first.
        await self.keep(works)
        added = [each for work in works for each in work.added.values()]
        if added or asked:
            counts = COUNTS([work.session for work in works])
            await self._run.execute(SQL.admit, *counts, *NEW_ADMISSIONS(added), *ASKED(asked), now)


async def sessions_due(
    run: Runner, now: datetime, after: SessionKey, limit: int
) -> list[SessionKey]:
    """Return sessions, of all merchants, where something is to be settled, in order, after one."""
    rows = await run.fetch(SQL.list_sessions_due, now, *after, limit)
    return [(row["merchant_id"], row["session_id"]) for row in rows]


async def next_due(run: Runner, now: datetime) -> datetime | None:
    """Return when something is to be settled in a session of any merchant: now, or later."""
    found: datetime | None = await run.fetchval(SQL.find_next_due, now)
    return found


async def ordered_long_ago(
    run: Runner, before: datetime, after: Admission | None, limit: int
) -> list[Admission]:
    """Return admissions, of all merchants, of whose orders nothing was heard since.

    `after` is the last one that was listed already.
    """
    place = (after.moved_at, after.token) if after else (_FIRST, "")
    return admission_of.each(await run.fetch(SQL.list_ordered_long_ago, before, *place, limit))
