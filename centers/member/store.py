"""Where memberships are kept: with `programme_store`, the only place of this center with SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from centers.member.messages import event_payload
from centers.member.model import (
    Credit,
    CreditKind,
    Entry,
    LedgerKind,
    Member,
    MemberStatus,
    Redemption,
    Reversal,
)
from centers.member.rules_book import Book
from mesh.data.database import Connection, Database, Record
from mesh.data.person_merges import survivors
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))

# The columns that the statement keep_book takes, in its order.
_CHANGED_MEMBER = attrgetter(
    "person_id",
    "status",
    "tier_code",
    "balance",
    "owed",
    "growth",
    "spent",
    "entry_count",
    "updated_at",
)
_NEW_CREDIT = attrgetter(
    "kind",
    "credit_id",
    "person_id",
    "amount",
    "currency",
    "points",
    "growth",
    "earned_at",
    "expires_at",
    "refunded",
    "reversed_points",
    "reversed_growth",
    "expired",
)
_CHANGED_CREDIT = attrgetter(
    "kind", "credit_id", "refunded", "reversed_points", "reversed_growth", "expired"
)
_REVERSAL = attrgetter("order_id", "refund_id", "amount", "points", "owed", "growth")
_ENTRY = attrgetter(
    "person_id",
    "position",
    "entry_id",
    "kind",
    "points",
    "balance_after",
    "growth",
    "order_id",
    "refund_id",
    "redemption_id",
    "reason",
    "occurred_at",
    "expires_at",
)
_NEW_REDEMPTION = attrgetter(
    "redemption_id", "person_id", "points", "order_id", "reason", "redeemed_at"
)

Runner: TypeAlias = "Database | Connection"
"""What runs a statement: the database, or the connection of a transaction."""


class MemberStore:
    """The members of one merchant, as seen from inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

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
        """Members by person id, locked until the transaction ends."""
        wanted = sorted(set(person_ids))
        rows = await self._run.fetch(SQL.take_members_for_change, self._merchant, wanted)
        return {row["person_id"]: member_of(row) for row in rows}

    async def find_member(self, person_id: str) -> Member | None:
        """The membership of a person."""
        return (await self.find_members([person_id])).get(person_id)

    async def find_members(self, person_ids: Iterable[str]) -> dict[str, Member]:
        """Members by person id."""
        rows = await self._run.fetch(SQL.find_members, self._merchant, list(person_ids))
        return {row["person_id"]: member_of(row) for row in rows}

    async def survivors(self, person_ids: Iterable[str]) -> Mapping[str, str]:
        """Who persons are now, by the id that was merged; others are missing."""
        return await survivors(self._run, self._merchant, person_ids)

    async def list_members(
        self, before: str, tier_code: str, status: int, limit: int
    ) -> list[Member]:
        """Members with ids before `before` (empty: from the newest on), newest first."""
        rows = await self._run.fetch(
            SQL.list_members, self._merchant, before, tier_code, status, limit
        )
        return [member_of(row) for row in rows]

    async def find_order_credits(self, order_ids: Iterable[str]) -> dict[str, Credit]:
        """What orders earned, by order id."""
        rows = await self._run.fetch(SQL.find_order_credits, self._merchant, list(order_ids))
        return {row["credit_id"]: credit_of(row) for row in rows}

    async def find_reversals(
        self, refunds: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], Reversal]:
        """What refunds took back, by (order id, refund id)."""
        orders, ids = [key[0] for key in refunds], [key[1] for key in refunds]
        rows = await self._run.fetch(SQL.find_reversals, self._merchant, orders, ids)
        return {(row["order_id"], row["refund_id"]): Reversal(*row) for row in rows}

    async def find_lapsed_credits(
        self, person_ids: Iterable[str], now: datetime
    ) -> dict[str, list[Credit]]:
        """Credits whose time has come and of which something is left, by person id."""
        rows = await self._run.fetch(SQL.find_lapsed_credits, self._merchant, list(person_ids), now)
        found: dict[str, list[Credit]] = {}
        for row in rows:
            found.setdefault(row["person_id"], []).append(credit_of(row))
        return found

    async def mark_lapsed(self, person_ids: Iterable[str], now: datetime) -> None:
        """Keep that expiry has looked at these persons."""
        await self._run.execute(SQL.mark_lapsed, self._merchant, list(person_ids), now)

    async def keep(self, book: Book, trace_id: str) -> None:
        """Write everything that a change adds, in one statement."""
        if book.is_empty:
            return
        await self._run.execute(
            SQL.keep_book,
            self._merchant,
            *_columns(9, map(_CHANGED_MEMBER, book.changed.values())),
            *_columns(13, map(_NEW_CREDIT, book.new_credits.values())),
            *_columns(6, map(_CHANGED_CREDIT, _only_changed(book))),
            book.now,
            *_columns(6, map(_REVERSAL, book.reversals)),
            *_columns(13, map(_ENTRY, book.entries)),
            *_columns(3, _event_rows(book)),
            trace_id,
        )

    async def keep_unearned(self, reasons: Mapping[str, str], now: datetime) -> None:
        """Keep that the points of orders were refused, by order id; of one said before, nothing."""
        if reasons:
            orders, words = list(reasons), list(reasons.values())
            await self._run.execute(SQL.keep_unearned, self._merchant, orders, words, now)

    async def add_redemption(self, redemption: Redemption) -> None:
        """Keep points spent in one go."""
        await self._run.execute(SQL.add_redemption, self._merchant, *_NEW_REDEMPTION(redemption))

    async def find_redemption(self, redemption_id: str) -> Redemption | None:
        """One redemption."""
        row = await self._run.fetchrow(SQL.find_redemption, self._merchant, redemption_id)
        return Redemption(*row) if row else None

    async def end_redemption(self, redemption_id: str, at: datetime) -> None:
        """Keep that the points came back."""
        await self._run.execute(SQL.end_redemption, self._merchant, redemption_id, at)

    async def list_ledger(
        self, person_id: str, before: int, order_id: str, limit: int
    ) -> list[Entry]:
        """Lines with positions before `before` (0: from the newest on), newest first."""
        rows = await self._run.fetch(
            SQL.list_ledger, self._merchant, person_id, before, order_id, limit
        )
        return [Entry(**{**row, "kind": LedgerKind(row["kind"])}) for row in rows]


async def find_persons_to_expire(
    run: Runner, now: datetime, merchant_id: str, limit: int
) -> list[tuple[str, str]]:
    """(merchant id, person id) of whom points may have run out; empty merchant: of all."""
    rows = await run.fetch(SQL.find_persons_to_expire, now, merchant_id, limit)
    return [(row["merchant_id"], row["person_id"]) for row in rows]


def member_of(row: Record) -> Member:
    """A row of `members` as it is read everywhere."""
    return Member(**{**row, "status": MemberStatus(row["status"])})


def credit_of(row: Record) -> Credit:
    """A row of `credits` as it is read everywhere."""
    return Credit(**{**row, "kind": CreditKind(row["kind"])})


def _only_changed(book: Book) -> list[Credit]:
    return [credit for key, credit in book.changed_credits.items() if key not in book.new_credits]


def _columns(width: int, rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Turn rows into columns, as `unnest` wants them."""
    listed = list(rows)
    if not listed:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*listed, strict=True)]


def _event_rows(book: Book) -> list[tuple[str, str, bytes]]:
    return [
        (event.member.member_id, event.kind.name, event_payload(event, book.ladder, book.now))
        for event in book.events
    ]
