"""Where memberships and points are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

import asyncpg

from centers.member.model import Credit, Entry, Member, Redemption, Reversal
from centers.member.records import (
    REDEMPTION_VALUES,
    credit_of,
    credits_by_person,
    entry_of,
    events_of,
    member_of,
    redemption_of,
    reversal_of,
    work_arguments,
)
from centers.member.work import Work
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Runner, conflict
from mesh.data.paging import Page
from mesh.data.person_merges import survivors
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class MerchantStore:
    """Tables of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    @classmethod
    def within(cls, unit: Unit) -> Self:
        """Return those of the caller's merchant, as seen from inside of a unit of work."""
        return cls(unit.connection, merchant_id())


class MemberStore(MerchantStore):
    """The members of one merchant."""

    async def enrol(
        self,
        members: Mapping[str, str],
        tier_code: str,
        now: datetime,
        *,
        merged_too: bool = False,
    ) -> set[str]:
        """Make persons members (person id → member id) who are not; tell who became one.

        Who was merged does not become one, unless `merged_too`.
        """
        ordered = sorted(members)
        ids = [members[person_id] for person_id in ordered]
        rows = await self._run.fetch(
            SQL.enrol_members, self._merchant, ordered, ids, tier_code, now, merged_too
        )
        return {row[0] for row in rows}

    async def take_members_for_change(self, person_ids: Iterable[str]) -> dict[str, Member]:
        """Return members by person id, locked until the transaction ends."""
        wanted = sorted(set(person_ids))
        rows = await self._run.fetch(SQL.take_members_for_change, self._merchant, wanted)
        return {row["person_id"]: member_of(row) for row in rows}

    async def find_member(self, person_id: str) -> Member | None:
        """Return the membership of a person."""
        return (await self.find_members([person_id])).get(person_id)

    async def find_members(self, person_ids: Iterable[str]) -> dict[str, Member]:
        """Return members by person id."""
        rows = await self._run.fetch(SQL.find_members, self._merchant, list(person_ids))
        return {row["person_id"]: member_of(row) for row in rows}

    async def survivors(self, person_ids: Iterable[str]) -> Mapping[str, str]:
        """Return who persons are now, by the id that was merged; others are missing."""
        return await survivors(self._run, self._merchant, person_ids)

    async def list_members(
        self, before: str, tier_code: str, status: int, limit: int
    ) -> list[Member]:
        """Return members with ids before `before` (empty: from the newest on), newest first."""
        rows = await self._run.fetch(
            SQL.list_members, self._merchant, before, tier_code, status, limit
        )
        return member_of.each(rows)

    async def find_order_credits(self, order_ids: Iterable[str]) -> dict[str, Credit]:
        """Return what orders earned, by order id."""
        rows = await self._run.fetch(SQL.find_order_credits, self._merchant, list(order_ids))
        return {row["credit_id"]: credit_of(row) for row in rows}

    async def find_reversals(
        self, refunds: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], Reversal]:
        """Return what refunds took back, by (order id, refund id)."""
        orders, ids = [key[0] for key in refunds], [key[1] for key in refunds]
        rows = await self._run.fetch(SQL.find_reversals, self._merchant, orders, ids)
        return {(row["order_id"], row["refund_id"]): reversal_of(row) for row in rows}

    async def find_lapsed_credits(
        self, person_ids: Iterable[str], now: datetime
    ) -> dict[str, list[Credit]]:
        """Return credits whose time has come and of which something is left, by person id."""
        rows = await self._run.fetch(SQL.find_lapsed_credits, self._merchant, list(person_ids), now)
        return credits_by_person(rows)

    async def mark_lapsed(self, person_ids: Iterable[str], now: datetime) -> None:
        """Keep that expiry has looked at these persons."""
        await self._run.execute(SQL.mark_lapsed, self._merchant, list(person_ids), now)

    async def keep(self, work: Work, unit: Unit) -> None:
        """Write everything that a change adds, in one statement.

        Raise a conflict where another call has just let an order earn for somebody else.
        """
        if not work.is_empty:
            events = events_of(work, self._merchant)
            arguments = work_arguments(work, events, unit, self._merchant)
            try:
                rows = await self._run.fetch(SQL.keep_work, *arguments)
            except asyncpg.UniqueViolationError:
                # It did so under another lock than ours; now its credit can be seen.
                raise conflict("an order earned at the same time") from None
            unit.wrote(events, [row["seq"] for row in rows])

    async def keep_unearned(self, reasons: Mapping[str, str], now: datetime) -> None:
        """Keep that the points of orders were refused, by order id; of one said before, nothing."""
        if reasons:
            orders, words = list(reasons), list(reasons.values())
            await self._run.execute(SQL.keep_unearned, self._merchant, orders, words, now)

    async def take_brought(self, accounts: Iterable[str]) -> dict[str, int]:
        """Lock what accounts of another system have brought, and return it, by account."""
        rows = await self._run.fetch(SQL.take_brought_balances, self._merchant, list(accounts))
        return {row["account"]: row["points"] for row in rows}

    async def find_brought(self, accounts: Iterable[str]) -> dict[str, int]:
        """Return what accounts of another system have brought; others are missing."""
        rows = await self._run.fetch(SQL.find_brought_balances, self._merchant, list(accounts))
        return {row["account"]: row["points"] for row in rows}

    async def keep_brought(
        self, before: Mapping[str, int], now_are: Mapping[str, int], now: datetime
    ) -> None:
        """Keep what accounts have brought by now; `before` is what they had.

        Raise a conflict where another call brings one of them for the first time.
        """
        new = {account: points for account, points in now_are.items() if account not in before}
        changed = {
            account: points
            for account, points in now_are.items()
            if before.get(account, points) != points
        }
        for statement, rows in (
            (SQL.add_brought_balances, new),
            (SQL.change_brought_balances, changed),
        ):
            if rows:
                given = (list(rows), list(rows.values()))
                try:
                    await self._run.execute(statement, self._merchant, *given, now)
                except asyncpg.UniqueViolationError:
                    raise conflict("an account was brought at the same time") from None

    async def add_redemption(self, redemption: Redemption) -> None:
        """Keep points spent in one go."""
        values = REDEMPTION_VALUES(redemption)
        await self._run.execute(SQL.add_redemption, self._merchant, *values)

    async def find_redemption(self, redemption_id: str) -> Redemption | None:
        """Return one redemption."""
        row = await self._run.fetchrow(SQL.find_redemption, self._merchant, redemption_id)
        return redemption_of(row) if row else None

    async def end_redemption(self, redemption_id: str, at: datetime) -> None:
        """Keep that the points came back."""
        await self._run.execute(SQL.end_redemption, self._merchant, redemption_id, at)

    async def list_ledger(self, person_id: str, order_id: str, page: Page) -> list[Entry]:
        """Return one line more than the page shows, newest first."""
        filters = (self._merchant, person_id, page.after_number, order_id, page.rows)
        rows = await self._run.fetch(SQL.list_ledger, *filters)
        return entry_of.each(rows)


async def find_persons_to_expire(
    run: Runner, now: datetime, merchant_id: str, limit: int
) -> tuple[list[tuple[str, str]], bool]:
    """Return (merchant id, person id) whose points may have run out, and whether there are more.

    At most `limit`; an empty merchant means all.
    """
    rows = await run.fetch(SQL.find_persons_to_expire, now, merchant_id, limit)
    more = sum(row["credits"] for row in rows) == limit
    return [(row["merchant_id"], row["person_id"]) for row in rows], more


async def find_next_lapse(run: Runner) -> datetime | None:
    """Return when the next points of any merchant expire; None when none do."""
    found: datetime | None = await run.fetchval(SQL.find_next_due)
    return found
