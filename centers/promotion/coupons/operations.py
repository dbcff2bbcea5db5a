"""What the promotion center does with templates and coupons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from zhongtai.promotion.v1 import coupon_pb2

from centers.promotion import errors
from centers.promotion.coupons import rules
from centers.promotion.coupons.model import Coupon, CouponFilter, Template, TemplateState
from centers.promotion.coupons.records import StoredCoupon, StoredTemplate, terms_of
from centers.promotion.coupons.store import CouponStore
from mesh.call.context import current, merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Key, Page
from mesh.data.person_merges import PersonsMerged
from mesh.pure.ids import new_id

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Coupons:
    """Templates and coupons, for the merchant of the current call.

    What is handed a unit of work changes something, once per request_id.
    """

    def __init__(self, store: CouponStore) -> None:
        self._store = store

    async def create_template(
        self, unit: Unit, spec: coupon_pb2.CouponTemplateSpec
    ) -> StoredTemplate:
        """Write a new coupon template. Raise CodeTaken."""
        template = Template(
            new_id("cpt"), TemplateState.OPEN, terms_of(spec), 0, unit.now, unit.now
        )
        stored = StoredTemplate(template, spec)
        await self._store.add_template(unit, merchant_id(), stored)
        return stored

    async def close_template(self, unit: Unit, template_id: str) -> StoredTemplate:
        """Stop issuing coupons; doing so twice changes nothing. Raise TemplateNotFound."""
        stored = await self._locked_template(unit, template_id)
        if stored.template.state is TemplateState.CLOSED:
            return stored
        await self._store.close_template(unit, merchant_id(), template_id)
        closed = replace(stored.template, state=TemplateState.CLOSED, updated_at=unit.now)
        return StoredTemplate(closed, stored.spec)

    async def get_template(self, template_id: str) -> StoredTemplate:
        """Return a template. Raise TemplateNotFound."""
        return _existing(await self._store.find_template(merchant_id(), template_id), template_id)

    async def list_templates(
        self, state: TemplateState | None, code: str, page: Page
    ) -> list[StoredTemplate]:
        """Return one row more than the page shows, newest first."""
        return await self._store.list_templates(merchant_id(), state, code, page)

    async def list_offers(
        self, person_id: str, now: datetime, page: Page
    ) -> list[tuple[StoredTemplate, int]]:
        """Return one row more than the page shows, newest first: each with the person's share."""
        return await self._store.list_offers(merchant_id(), person_id, now, page)

    async def issue(
        self, unit: Unit, template_id: str, persons: Sequence[str], *, claimed: bool
    ) -> list[StoredCoupon]:
        """Give coupons to persons, to all or to none.

        Raise TemplateNotFound, TemplateClosed, CouponsSpent, PersonLimitReached, and
        NotClaimable when persons take it themselves and may not.
        """
        chain = merchant_id()
        stored = await self._locked_template(unit, template_id)
        if claimed:
            rules.check_claimable(stored.template, unit.now)
        issued_to = await self._store.issued_to(unit, chain, template_id, persons)
        coupons = rules.issue(stored.template, chain, persons, issued_to, unit.now)
        try:
            await self._store.issue(unit, chain, coupons)
        except PersonsMerged as merged:
            raise merged.refusal() from merged
        return [StoredCoupon(coupon, stored.spec) for coupon in coupons]

    async def revoke(self, unit: Unit, coupon_ids: Sequence[str]) -> list[str]:
        """Take back coupons that are neither held nor used; return which, by id."""
        return sorted(await self._store.revoke(unit, merchant_id(), coupon_ids))

    async def get_coupon(self, coupon_id: str) -> StoredCoupon:
        """Return a coupon; a person sees only their own. Raise CouponNotFound."""
        found = await self._store.coupons(merchant_id(), [coupon_id])
        own = current().identity.person_id
        if not found or (own and found[0].coupon.person_id != own):
            raise errors.CouponNotFound(coupon_id=coupon_id)
        return found[0]

    async def list_coupons(self, wanted: CouponFilter, page: Page) -> list[StoredCoupon]:
        """Return one row more than the page shows, those that expire first come first."""
        after = _end_and_id(page.after) if page.after else None
        return await self._store.list_coupons(merchant_id(), wanted, after, page.rows)

    async def _locked_template(self, unit: Unit, template_id: str) -> StoredTemplate:
        found = await self._store.lock_template(unit, merchant_id(), template_id)
        return _existing(found, template_id)


def _existing(found: StoredTemplate | None, template_id: str) -> StoredTemplate:
    if found is None:
        raise errors.TemplateNotFound(template_id=template_id)
    return found


def key_of(coupon: Coupon) -> tuple[int, str]:
    """Return the key of a coupon in the list of its person: microseconds of its end, its id."""
    since = coupon.expires_at - _EPOCH
    return since // timedelta(microseconds=1), coupon.key.coupon_id


def _end_and_id(key: Key) -> tuple[datetime, str]:
    microseconds, coupon_id = key
    return _EPOCH + timedelta(microseconds=int(microseconds)), str(coupon_id)
