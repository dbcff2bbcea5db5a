"""Where promotions are kept; coupons and holds have stores of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from zhongtai.promotion.v1 import promotion_pb2

from centers.promotion.errors import CodeTaken
from centers.promotion.model import Limits, PromotionState
from centers.promotion.records import StoredPromotion, stored_promotion_of
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.queries import load_queries

MIGRATIONS = Path(__file__).with_name("migrations")
CHECKS = Path(__file__).with_name("queries_audit.sql")
SQL = load_queries(Path(__file__).with_name("queries.sql"))


class PromotionStore:
    """The tables of promotions and their budgets."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def version(self, merchant_id: str) -> int:
        """Return how often the chain's promotions have changed."""
        return await self._db.fetchval(SQL.find_chain_version, merchant_id) or 0

    async def active_promotions(
        self, merchant_id: str
    ) -> list[tuple[str, promotion_pb2.PromotionSpec]]:
        """Return every active promotion with its id."""
        rows = await self._db.fetch(SQL.load_active_promotions, merchant_id)
        parse = promotion_pb2.PromotionSpec.FromString
        return [(row["promotion_id"], parse(row["spec"])) for row in rows]

    async def remaining(self, merchant_id: str) -> dict[str, int]:
        """Return the amount that limited active promotions may still give, by promotion.

        It is 0 when the uses are spent.
        """
        rows = await self._db.fetch(SQL.find_remaining, merchant_id)
        left: dict[str, int] = {}
        for row in rows:
            if row["uses"] is not None and row["uses"] <= 0:
                left[row["promotion_id"]] = 0
            elif row["amount"] is not None:
                left[row["promotion_id"]] = row["amount"]
        return left

    async def add(self, unit: Unit, merchant_id: str, stored: StoredPromotion) -> None:
        """Write a new promotion. Raise CodeTaken."""
        promotion, terms = stored.promotion, stored.promotion.terms
        with refusing_taken(terms.code):
            await unit.connection.execute(
                SQL.add_promotion,
                *(merchant_id, promotion.promotion_id, terms.code, promotion.state),
                *(stored.spec.SerializeToString(), promotion.created_at, terms.currency_code),
                *_numbers(terms.limits),
            )
        await unit.connection.execute(SQL.grow_chain_version, merchant_id)

    async def lock(self, unit: Unit, merchant_id: str, promotion_id: str) -> StoredPromotion | None:
        """Return a promotion, locked with its budget until the transaction ends."""
        row = await unit.connection.fetchrow(SQL.lock_promotion, merchant_id, promotion_id)
        return stored_promotion_of(row) if row else None

    async def most_uses(self, unit: Unit, merchant_id: str, promotion_id: str) -> tuple[int, int]:
        """Return the most uses that one person has of a promotion, in all and on one day."""
        row = await unit.connection.fetchrow(SQL.most_uses_of_a_person, merchant_id, promotion_id)
        return (int(row["in_all"]), int(row["on_day"])) if row else (0, 0)

    async def keep(self, unit: Unit, merchant_id: str, stored: StoredPromotion) -> None:
        """Write a changed promotion, which is locked. Raise CodeTaken."""
        promotion, terms = stored.promotion, stored.promotion.terms
        with refusing_taken(terms.code):
            await unit.connection.execute(
                SQL.keep_promotion,
                *(merchant_id, promotion.promotion_id, terms.code, promotion.state),
                *(stored.spec.SerializeToString(), promotion.updated_at),
                *_numbers(terms.limits),
            )
        await unit.connection.execute(SQL.grow_chain_version, merchant_id)

    async def find(self, merchant_id: str, promotion_id: str) -> StoredPromotion | None:
        """Return a promotion with what has been given of it; None when there is none."""
        row = await self._db.fetchrow(SQL.find_promotion, merchant_id, promotion_id)
        return stored_promotion_of(row) if row else None

    async def list_promotions(
        self, merchant_id: str, state: PromotionState | None, code: str, page: Page
    ) -> list[StoredPromotion]:
        """Return promotions, newest first, one more than the page shows."""
        place = (page.after_text, page.rows)
        rows = await self._db.fetch(SQL.list_promotions, merchant_id, state, code, *place)
        return [stored_promotion_of(row) for row in rows]


@contextmanager
def refusing_taken(code: str) -> Iterator[None]:
    """Raise CodeTaken where the database says that a code is there already."""
    try:
        yield
    except asyncpg.UniqueViolationError as exc:
        raise CodeTaken(code=code) from exc


def _numbers(limits: Limits) -> tuple[int | None, ...]:
    return (limits.total_amount, limits.total_uses, limits.per_person, limits.per_person_and_day)
