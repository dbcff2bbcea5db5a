"""What the promotion center does with promotions themselves."""

from __future__ import annotations

from dataclasses import replace

from zhongtai.promotion.v1 import promotion_pb2

from centers.promotion import errors, rules
from centers.promotion.model import Promotion, PromotionState
from centers.promotion.records import StoredPromotion, terms_of
from centers.promotion.store import PromotionStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.paging import Page
from mesh.pure.ids import new_id


class Promotions:
    """Promotions, for the merchant of the current call.

    What is handed a unit of work changes something, once per request_id.
    """

    def __init__(self, store: PromotionStore) -> None:
        self._store = store

    async def create(
        self, unit: Unit, spec: promotion_pb2.PromotionSpec, *, activate: bool
    ) -> StoredPromotion:
        """Write a new promotion. Raise CodeTaken."""
        state = PromotionState.ACTIVE if activate else PromotionState.DRAFT
        promotion = Promotion(new_id("pro"), state, terms_of(spec), 1, unit.now, unit.now)
        stored = StoredPromotion(promotion, spec)
        await self._store.add(unit, merchant_id(), stored)
        return stored

    async def update(
        self, unit: Unit, promotion_id: str, spec: promotion_pb2.PromotionSpec, version: int
    ) -> StoredPromotion:
        """Replace what a promotion is.

        Raise PromotionNotFound, VersionChanged, PromotionFixed, CodeTaken.
        """
        chain, terms = merchant_id(), terms_of(spec)
        before = (await self._locked(unit, promotion_id)).promotion
        after = StoredPromotion(rules.updated(before, terms, version, unit.now), spec)
        most_uses = await self._store.most_uses(unit, chain, promotion_id)
        rules.check_limits(before, terms.limits, most_uses)
        await self._store.keep(unit, chain, after)
        return after

    async def move(self, unit: Unit, promotion_id: str, to: PromotionState) -> StoredPromotion:
        """Activate, pause or end a promotion. Raise PromotionNotFound, IllegalMove."""
        before = await self._locked(unit, promotion_id)
        after = replace(before, promotion=rules.moved(before.promotion, to, unit.now))
        await self._store.keep(unit, merchant_id(), after)
        return after

    async def get(self, promotion_id: str) -> StoredPromotion:
        """Return a promotion. Raise PromotionNotFound."""
        return _existing(await self._store.find(merchant_id(), promotion_id), promotion_id)

    async def list_promotions(
        self, state: PromotionState | None, code: str, page: Page
    ) -> list[StoredPromotion]:
        """Return one row more than the page shows, newest first."""
        return await self._store.list_promotions(merchant_id(), state, code, page)

    async def _locked(self, unit: Unit, promotion_id: str) -> StoredPromotion:
        return _existing(await self._store.lock(unit, merchant_id(), promotion_id), promotion_id)


def _existing(found: StoredPromotion | None, promotion_id: str) -> StoredPromotion:
    if found is None:
        raise errors.PromotionNotFound(promotion_id=promotion_id)
    return found
