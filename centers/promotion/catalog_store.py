"""Where promotions, templates and coupons are kept, apart from their being held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
from zhongtai.promotion.v1 import promotion_pb2

from centers.promotion.errors import CodeTaken
from centers.promotion.holds import Coupon, CouponState
from centers.promotion.model import Limits, PromotionState, TemplateState
from centers.promotion.records import (
    StoredCoupon,
    StoredPromotion,
    StoredTemplate,
    stored_coupon_of,
    stored_promotion_of,
    stored_template_of,
)
from mesh.data.database import Connection, Database
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries_catalog.sql"))


@dataclass(frozen=True, slots=True)
class CouponFilter:
    """Which coupons of a person a list shows; None means any."""

    person_id: str
    states: Sequence[CouponState] | None = None
    good_at: datetime | None = None


class CatalogStore:
    """The tables of promotions, templates and coupons."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def version(self, merchant_id: str) -> int:
        """How often the chain's promotions have changed."""
        return await self._db.fetchval(SQL.find_chain_version, merchant_id) or 0

    async def active_promotions(
        self, merchant_id: str
    ) -> list[tuple[str, promotion_pb2.PromotionSpec]]:
        """Every active promotion by id."""
        rows = await self._db.fetch(SQL.load_active_promotions, merchant_id)
        parse = promotion_pb2.PromotionSpec.FromString
        return [(row["promotion_id"], parse(row["spec"])) for row in rows]

    async def remaining(self, merchant_id: str) -> dict[str, int]:
        """The amount that limited active promotions may still give; 0 when uses are spent."""
        rows = await self._db.fetch(SQL.find_remaining, merchant_id)
        left: dict[str, int] = {}
        for row in rows:
            if row["uses"] is not None and row["uses"] <= 0:
                left[row["promotion_id"]] = 0
            elif row["amount"] is not None:
                left[row["promotion_id"]] = row["amount"]
        return left

    async def add_promotion(
        self,
        connection: Connection,
        merchant_id: str,
        promotion: StoredPromotion,
        limits: Limits,
    ) -> None:
        """Write a new promotion. Raises CodeTaken."""
        spec = promotion.spec
        args = (spec.code, promotion.state, spec.SerializeToString(), promotion.created_at)
        with _code_of(spec.code):
            await connection.execute(
                SQL.add_promotion,
                merchant_id,
                promotion.promotion_id,
                *args,
                spec.currency_code,
                *_limits(limits),
            )
        await connection.execute(SQL.grow_chain_version, merchant_id)

    async def lock_promotion(
        self, connection: Connection, merchant_id: str, promotion_id: str
    ) -> StoredPromotion | None:
        """A promotion, locked with its budget until the transaction ends."""
        row = await connection.fetchrow(SQL.lock_promotion, merchant_id, promotion_id)
        return stored_promotion_of(row) if row else None

    async def most_uses(
        self, connection: Connection, merchant_id: str, promotion_id: str
    ) -> tuple[int, int]:
        """The most uses that one person has of a promotion, in all and on one day."""
        row = await connection.fetchrow(SQL.most_uses_of_a_person, merchant_id, promotion_id)
        return (int(row["in_all"]), int(row["on_day"])) if row else (0, 0)

    async def keep_promotion(
        self,
        connection: Connection,
        merchant_id: str,
        promotion: StoredPromotion,
        limits: Limits,
    ) -> None:
        """Write a changed promotion, which is locked. Raises CodeTaken."""
        spec = promotion.spec
        args = (spec.code, promotion.state, spec.SerializeToString(), promotion.updated_at)
        with _code_of(spec.code):
            await connection.execute(
                SQL.keep_promotion, merchant_id, promotion.promotion_id, *args, *_limits(limits)
            )
        await connection.execute(SQL.grow_chain_version, merchant_id)

    async def find_promotion(self, merchant_id: str, promotion_id: str) -> StoredPromotion | None:
        """A promotion with what has been given of it."""
        row = await self._db.fetchrow(SQL.find_promotion, merchant_id, promotion_id)
        return stored_promotion_of(row) if row else None

    async def list_promotions(
        self,
        merchant_id: str,
        state: PromotionState | None,
        code: str,
        before: str,
        limit: int,
    ) -> list[StoredPromotion]:
        """Promotions, newest first, with ids before `before` (empty: all)."""
        rows = await self._db.fetch(SQL.list_promotions, merchant_id, state, code, before, limit)
        return [stored_promotion_of(row) for row in rows]

    async def add_template(
        self, connection: Connection, merchant_id: str, template: StoredTemplate
    ) -> None:
        """Write a new template. Raises CodeTaken."""
        spec = template.spec
        args = (spec.code, spec.SerializeToString(), template.created_at)
        with _code_of(spec.code):
            await connection.execute(SQL.add_template, merchant_id, template.template_id, *args)

    async def lock_template(
        self, connection: Connection, merchant_id: str, template_id: str
    ) -> StoredTemplate | None:
        """A template, locked until the transaction ends."""
        row = await connection.fetchrow(SQL.lock_template, merchant_id, template_id)
        return stored_template_of(row) if row else None

    async def close_template(
        self, connection: Connection, merchant_id: str, template_id: str, now: datetime
    ) -> None:
        """Stop a template from issuing coupons."""
        await connection.execute(SQL.close_template, merchant_id, template_id, now)

    async def find_template(self, merchant_id: str, template_id: str) -> StoredTemplate | None:
        """A template."""
        row = await self._db.fetchrow(SQL.find_template, merchant_id, template_id)
        return stored_template_of(row) if row else None

    async def list_templates(
        self, merchant_id: str, state: TemplateState | None, code: str, before: str, limit: int
    ) -> list[StoredTemplate]:
        """Templates, newest first, with ids before `before` (empty: all)."""
        rows = await self._db.fetch(SQL.list_templates, merchant_id, state, code, before, limit)
        return [stored_template_of(row) for row in rows]

    async def issued_to(
        self, connection: Connection, merchant_id: str, template_id: str, persons: Sequence[str]
    ) -> Mapping[str, int]:
        """How many coupons of a template persons have been issued."""
        rows = await connection.fetch(
            SQL.count_coupons_of_persons, merchant_id, template_id, list(set(persons))
        )
        return {row["person_id"]: row["issued"] for row in rows}

    async def issue(
        self,
        connection: Connection,
        merchant_id: str,
        template: StoredTemplate,
        coupons: Sequence[Coupon],
    ) -> None:
        """Write new coupons of a template, which is locked; all have the same times.

        Raises PersonsMerged, when the transaction must not be committed.
        """
        ids, persons = columns([(each.key.coupon_id, each.person_id) for each in coupons], 2)
        times = (coupons[0].issued_at, coupons[0].expires_at)
        issued = await connection.fetchval(
            SQL.issue_coupons,
            merchant_id,
            template.template_id,
            ids,
            persons,
            template.spec.returns_on_refund,
            *times,
        )
        if issued < len(coupons):
            owners = [(merchant_id, person_id) for person_id in persons]
            raise PersonsMerged(await survivors_of(connection, owners))

    async def revoke(
        self, connection: Connection, merchant_id: str, coupon_ids: Sequence[str], now: datetime
    ) -> list[str]:
        """Take back coupons that nobody holds or has used; give which."""
        rows = await connection.fetch(SQL.revoke_coupons, merchant_id, list(coupon_ids), now)
        return [row["coupon_id"] for row in rows]

    async def coupons(self, merchant_id: str, coupon_ids: Sequence[str]) -> list[StoredCoupon]:
        """Coupons by id; unknown ones are missing."""
        rows = await self._db.fetch(SQL.find_coupons, merchant_id, list(coupon_ids))
        return [stored_coupon_of(row) for row in rows]

    async def list_coupons(
        self,
        merchant_id: str,
        wanted: CouponFilter,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[StoredCoupon]:
        """Coupons of a person, those that expire first come first."""
        expires_at, coupon_id = after or (None, "")
        states = None if wanted.states is None else [int(state) for state in wanted.states]
        rows = await self._db.fetch(
            SQL.list_coupons,
            merchant_id,
            wanted.person_id,
            states,
            wanted.good_at,
            expires_at,
            coupon_id,
            limit,
        )
        return [stored_coupon_of(row) for row in rows]


@contextmanager
def _code_of(code: str) -> Iterator[None]:
    """Turn the database's complaint about a code that is taken into the refusal."""
    try:
        yield
    except asyncpg.UniqueViolationError as exc:
        raise CodeTaken(code=code) from exc


def _limits(limits: Limits) -> tuple[int | None, ...]:
    return (limits.total_amount, limits.total_uses, limits.per_person, limits.per_person_and_day)
