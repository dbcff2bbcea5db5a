"""What the promotion center does with promotions and coupons themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from zhongtai.promotion.v1 import coupon_pb2, promotion_pb2

from centers.promotion import campaigns, errors
from centers.promotion.catalog_store import CatalogStore, CouponFilter
from centers.promotion.holds import Coupon
from centers.promotion.messages import limits_of
from centers.promotion.model import PromotionState, TemplateState
from centers.promotion.records import StoredCoupon, StoredPromotion, StoredTemplate
from centers.promotion.snapshots import Snapshots
from mesh.call.context import current, merchant_id
from mesh.data.database import Connection
from mesh.data.paging import Page
from mesh.data.person_merges import PersonsMerged
from mesh.pure.clock import Clock
from mesh.pure.ids import new_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Campaigns:
    """Promotions, templates and coupons, for the merchant of the current call."""

    def __init__(self, store: CatalogStore, snapshots: Snapshots, clock: Clock) -> None:
        self._store = store
        self._snapshots = snapshots
        self._clock = clock

    def changed(self) -> None:
        """To be called after a change is committed: this process sees it at once."""
        self._snapshots.spoil(merchant_id())

    async def create(
        self, connection: Connection, spec: promotion_pb2.PromotionSpec, *, activate: bool
    ) -> StoredPromotion:
        """Write a new promotion. Raises CodeTaken."""
        now = self._clock.now()
        state = PromotionState.ACTIVE if activate else PromotionState.DRAFT
        promotion = StoredPromotion(new_id("pro"), state, spec, 1, now, now, 0, 0, 0, 0)
        await self._store.add_promotion(connection, merchant_id(), promotion, limits_of(spec))
        return promotion

    async def update(
        self,
        connection: Connection,
        promotion_id: str,
        spec: promotion_pb2.PromotionSpec,
        version: int,
    ) -> StoredPromotion:
        """Replace what a promotion is.

        Raises PromotionNotFound, VersionChanged, PromotionFixed, CodeTaken.
        """
        chain, limits = merchant_id(), limits_of(spec)
        before = await self._locked(connection, promotion_id)
        after = campaigns.updated(before, spec, version, self._clock.now())
        most_uses = await self._store.most_uses(connection, chain, promotion_id)
        campaigns.check_limits(before, limits, most_uses)
        await self._store.keep_promotion(connection, chain, after, limits)
        return after

    async def move(
        self, connection: Connection, promotion_id: str, to: PromotionState
    ) -> StoredPromotion:
        """Activate, pause or end a promotion. Raises PromotionNotFound, IllegalMove."""
        before = await self._locked(connection, promotion_id)
        after = campaigns.moved(before, to, self._clock.now())
        limits = limits_of(after.spec)
        await self._store.keep_promotion(connection, merchant_id(), after, limits)
        return after

    async def get(self, promotion_id: str) -> StoredPromotion:
        """One promotion. Raises PromotionNotFound."""
        found = await self._store.find_promotion(merchant_id(), promotion_id)
        if found is None:
            raise errors.PromotionNotFound(promotion_id=promotion_id)
        return found

    async def list_promotions(
        self, state: PromotionState | None, code: str, page: Page
    ) -> list[StoredPromotion]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_promotions(merchant_id(), state, code, before, page.limit + 1)

    async def create_template(
        self, connection: Connection, spec: coupon_pb2.CouponTemplateSpec
    ) -> StoredTemplate:
        """Write a new coupon template. Raises CodeTaken."""
        now = self._clock.now()
        template = StoredTemplate(new_id("cpt"), TemplateState.OPEN, spec, 0, now, now)
        await self._store.add_template(connection, merchant_id(), template)
        return template

    async def close_template(self, connection: Connection, template_id: str) -> StoredTemplate:
        """Stop issuing coupons; doing so twice changes nothing. Raises TemplateNotFound."""
        now = self._clock.now()
        template = await self._locked_template(connection, template_id)
        if template.state is TemplateState.CLOSED:
            return template
        await self._store.close_template(connection, merchant_id(), template_id, now)
        return replace(template, state=TemplateState.CLOSED, updated_at=now)

    async def get_template(self, template_id: str) -> StoredTemplate:
        """One template. Raises TemplateNotFound."""
        found = await self._store.find_template(merchant_id(), template_id)
        if found is None:
            raise errors.TemplateNotFound(template_id=template_id)
        return found

    async def list_templates(
        self, state: TemplateState | None, code: str, page: Page
    ) -> list[StoredTemplate]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_templates(merchant_id(), state, code, before, page.limit + 1)

    async def issue(
        self, connection: Connection, template_id: str, persons: Sequence[str], *, claimed: bool
    ) -> list[StoredCoupon]:
        """Give coupons to persons, to all or to none.

        Raises TemplateNotFound, TemplateClosed, CouponsSpent, PersonLimitReached, and
        NotClaimable when persons take it themselves and may not.
        """
        chain = merchant_id()
        template = await self._locked_template(connection, template_id)
        if claimed and not template.spec.claimable:
            raise errors.NotClaimable(template_id=template_id)
        issued_to = await self._store.issued_to(connection, chain, template_id, persons)
        coupons = campaigns.issue(template, chain, persons, issued_to, self._clock.now())
        try:
            await self._store.issue(connection, chain, template, coupons)
        except PersonsMerged as merged:
            raise merged.refusal() from merged
        return [StoredCoupon(coupon, template.spec) for coupon in coupons]

    async def revoke(self, connection: Connection, coupon_ids: Sequence[str]) -> list[str]:
        """Take back coupons that nobody holds or has used; give which, by id."""
        now = self._clock.now()
        return sorted(await self._store.revoke(connection, merchant_id(), coupon_ids, now))

    async def get_coupon(self, coupon_id: str) -> StoredCoupon:
        """One coupon; a person sees only their own. Raises CouponNotFound."""
        found = await self._store.coupons(merchant_id(), [coupon_id])
        own = current().identity.person_id
        if not found or (own and found[0].coupon.person_id != own):
            raise errors.CouponNotFound(coupon_id=coupon_id)
        return found[0]

    async def list_coupons(self, wanted: CouponFilter, page: Page) -> list[StoredCoupon]:
        """One row more than the page shows, those that expire first come first."""
        after = _position(page.after) if page.after else None
        return await self._store.list_coupons(merchant_id(), wanted, after, page.limit + 1)

    async def _locked(self, connection: Connection, promotion_id: str) -> StoredPromotion:
        found = await self._store.lock_promotion(connection, merchant_id(), promotion_id)
        if found is None:
            raise errors.PromotionNotFound(promotion_id=promotion_id)
        return found

    async def _locked_template(self, connection: Connection, template_id: str) -> StoredTemplate:
        found = await self._store.lock_template(connection, merchant_id(), template_id)
        if found is None:
            raise errors.TemplateNotFound(template_id=template_id)
        return found


def position_of(coupon: Coupon) -> tuple[int, str]:
    """Where a coupon stands in the list of its person."""
    since = coupon.expires_at - _EPOCH
    return since // timedelta(microseconds=1), coupon.key.coupon_id


def _position(key: tuple[Any, ...]) -> tuple[datetime, str]:
    microseconds, coupon_id = key
    return _EPOCH + timedelta(microseconds=microseconds), coupon_id
