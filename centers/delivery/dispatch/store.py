"""Where the rules of stores are kept, and which deliveries want a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from centers.delivery.dispatch.model import DispatchRule
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries
from mesh.data.rows import RowReader, Values

SQL = load_queries(Path(__file__).with_name("queries.sql"))

_rule_of = RowReader(DispatchRule)
_rule_values = Values(
    DispatchRule,
    *("merchant_id", "store_id", "strategy", "carriers", "own_riders_first"),
    "assign_timeout_seconds",
)


class DispatchStore:
    """The table of dispatch rules, and the moments at which deliveries want a step."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def take_due(
        self, now: datetime, leased_to: datetime, limit: int, only: Sequence[str] | None = None
    ) -> list[tuple[str, str]]:
        """Lease deliveries that want a step, `only` these or all; return merchants and ids."""
        rows = await self._db.fetch(SQL.take_due_deliveries, now, leased_to, limit, only)
        return [(row["merchant_id"], row["delivery_id"]) for row in rows]

    async def next_due(self) -> datetime | None:
        """Return when the first delivery wants a step."""
        found: datetime | None = await self._db.fetchval(SQL.find_next_due)
        return found

    async def set_next_step(
        self, delivery_id: str, leased_to: datetime, at: datetime | None
    ) -> None:
        """Keep when to look again, unless something has happened since the lease was taken."""
        await self._db.execute(SQL.set_next_step, delivery_id, leased_to, at)

    async def set_rule(self, unit: Unit, rule: DispatchRule) -> None:
        """Keep the rule of a store."""
        await unit.connection.execute(SQL.set_rule, *_rule_values(rule))

    async def find_rules(self, merchant_id: str, store_id: str) -> list[DispatchRule]:
        """Return the store's own rule, then that of all stores, as far as they are there."""
        return _rule_of.each(await self._db.fetch(SQL.find_rules, merchant_id, store_id))

    async def list_rules(self, merchant_id: str, page: Page) -> list[DispatchRule]:
        """Return one row more than the page shows, by store."""
        # The empty store is the first one, so that no text can stand for the beginning.
        after = page.after_text if page.after else None
        return _rule_of.each(await self._db.fetch(SQL.list_rules, merchant_id, after, page.rows))
