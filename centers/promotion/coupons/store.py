"""Where templates and coupons are kept, apart from their being held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from centers.promotion.coupons.model import Coupon, CouponFilter, TemplateState
from centers.promotion.coupons.records import (
    StoredCoupon,
    StoredTemplate,
    stored_coupons_of,
    stored_template_of,
)
from centers.promotion.store import refusing_taken
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.data.person_merges import PersonsMerged, survivors_of
from mesh.data.queries import load_queries
from mesh.data.rows import columns

SQL = load_queries(Path(__file__).with_name("queries.sql"))


class CouponStore:
    """The tables of templates and coupons."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def add_template(self, unit: Unit, merchant_id: str, stored: StoredTemplate) -> None:
        """Write a new template. Raise CodeTaken."""
        template = stored.template
        with refusing_taken(template.terms.code):
            await unit.connection.execute(
                SQL.add_template,
                *(merchant_id, template.template_id, template.terms.code),
                *(template.terms.claimable, template.terms.ends_at),
                *(stored.spec.SerializeToString(), template.created_at),
            )

    async def lock_template(
        self, unit: Unit, merchant_id: str, template_id: str
    ) -> StoredTemplate | None:
        """Return a template, locked until the transaction ends; None when there is none."""
        row = await unit.connection.fetchrow(SQL.lock_template, merchant_id, template_id)
        return stored_template_of(row) if row else None

    async def close_template(self, unit: Unit, merchant_id: str, template_id: str) -> None:
        """Stop a template from issuing coupons."""
        await unit.connection.execute(SQL.close_template, merchant_id, template_id, unit.now)

    async def find_template(self, merchant_id: str, template_id: str) -> StoredTemplate | None:
        """Return a template; None when there is none."""
        row = await self._db.fetchrow(SQL.find_template, merchant_id, template_id)
        return stored_template_of(row) if row else None

    async def list_templates(
        self, merchant_id: str, state: TemplateState | None, code: str, page: Page
    ) -> list[StoredTemplate]:
        """Return templates, newest first, one more than the page shows."""
        place = (page.after_text, page.rows)
        rows = await self._db.fetch(SQL.list_templates, merchant_id, state, code, *place)
        return [stored_template_of(row) for row in rows]

    async def list_offers(
        self, merchant_id: str, person_id: str, now: datetime, page: Page
    ) -> list[tuple[StoredTemplate, int]]:
        """Return templates to take coupons of now, newest first, and how many a person has had.

        They are one more than the page shows.
        """
        place = (page.after_text, page.rows)
        rows = await self._db.fetch(SQL.list_offers, merchant_id, person_id, now, *place)
        return [(stored_template_of(row), row["issued"]) for row in rows]

    async def issued_to(
        self, unit: Unit, merchant_id: str, template_id: str, persons: Sequence[str]
    ) -> Mapping[str, int]:
        """Return how many coupons of a template persons have been issued."""
        rows = await unit.connection.fetch(
            SQL.count_coupons_of_persons, merchant_id, template_id, list(set(persons))
        )
        return {row["person_id"]: row["issued"] for row in rows}

    async def issue(self, unit: Unit, merchant_id: str, coupons: Sequence[Coupon]) -> None:
        """Write new coupons of one template, which is locked; all have the same times.

        Raise PersonsMerged, when the transaction must not be committed.
        """
        first = coupons[0]
        ids, persons = columns([(each.key.coupon_id, each.person_id) for each in coupons], 2)
        issued = await unit.connection.fetchval(
            SQL.issue_coupons,
            *(merchant_id, first.template_id, ids, persons),
            *(first.returns_on_refund, first.issued_at, first.expires_at),
        )
        if issued < len(coupons):
            owners = [(merchant_id, person_id) for person_id in persons]
            raise PersonsMerged(await survivors_of(unit.connection, owners))

    async def revoke(self, unit: Unit, merchant_id: str, coupon_ids: Sequence[str]) -> list[str]:
        """Take back coupons that are neither held nor used; return which."""
        rows = await unit.connection.fetch(
            SQL.revoke_coupons, merchant_id, list(coupon_ids), unit.now
        )
        return [row["coupon_id"] for row in rows]

    async def expire(self, now: datetime, limit: int) -> int:
        """End at most so many coupons whose time is over; return how many."""
        tag = await self._db.execute(SQL.expire_coupons, now, limit)
        return int(tag.split()[-1])

    async def coupons(self, merchant_id: str, coupon_ids: Sequence[str]) -> list[StoredCoupon]:
        """Return coupons by id; unknown ones are missing."""
        return stored_coupons_of(
            await self._db.fetch(SQL.find_coupons, merchant_id, list(coupon_ids))
        )

    async def list_coupons(
        self,
        merchant_id: str,
        wanted: CouponFilter,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[StoredCoupon]:
        """Return coupons of a person, those that expire first come first.

        `after` is the end and the id of the last coupon of the page before.
        """
        rows = await self._db.fetch(
            SQL.list_coupons,
            *(merchant_id, wanted.person_id, wanted.states, wanted.good_at),
            *(after or (None, "")),
            limit,
        )
        return stored_coupons_of(rows)
