"""A chain's active promotions in memory, so that most carts are evaluated without a database.

Every process looks at the chain's version at most once a second, and reads the promotions
again when it has grown. What this process changes itself it sees at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from centers.promotion.evaluation.model import Discount
from centers.promotion.holds.model import HoldItem
from centers.promotion.messages import offer_of
from centers.promotion.model import Offer
from centers.promotion.store import PromotionStore
from mesh.data import snapshots
from mesh.pure.naming import NO_NAMINGS, Namings, namings_of

MAX_AGE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The promotions that may apply, by currency, and what is left of their budgets."""

    version: int = -1
    by_id: Mapping[str, Offer] = field(default_factory=lambda: MappingProxyType({}))
    by_currency: Mapping[str, tuple[Offer, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    remaining: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    has_limits: bool = False
    namings: Namings = NO_NAMINGS
    """Those of the names of all of them."""

    def must_be_held(self, item: HoldItem | Discount) -> bool:
        """Return whether orders must hold it; a promotion not in memory might be limited."""
        offer = self.by_id.get(item.key.promotion_id)
        return bool(item.key.coupon_id or item.first_order or offer is None or offer.limits.any)


class Snapshots:
    """The snapshots of all chains this process has served."""

    def __init__(self, store: PromotionStore) -> None:
        self._store = store
        self._snapshots = snapshots.Snapshots(
            self._load, fresh_seconds=MAX_AGE_SECONDS, stale_seconds=MAX_AGE_SECONDS
        )

    async def of(self, merchant_id: str) -> Snapshot:
        """Return the chain's promotions, at most a second old."""
        return await self._snapshots.get(merchant_id)

    def invalidate(self, merchant_id: str) -> None:
        """Look again before the next evaluation: something has changed."""
        self._snapshots.expire(merchant_id)

    def forget(self) -> None:
        """Read all anew, whatever its version: another database answers."""
        self._snapshots.forget()

    async def close(self) -> None:
        """End the loads that are under way."""
        await self._snapshots.close()

    async def _load(self, merchant_id: str, held: Snapshot | None) -> Snapshot:
        # The version first: what changes after it was read, is read again next time.
        version = await self._store.version(merchant_id)
        if held is not None and version == held.version:
            if not held.has_limits:
                return held
            return replace(held, remaining=await self._store.remaining(merchant_id))
        promotions = await self._store.active_promotions(merchant_id)
        by_currency: dict[str, list[Offer]] = {}
        by_id = {}
        for promotion_id, spec in promotions:
            offer = by_id[promotion_id] = offer_of(promotion_id, spec)
            by_currency.setdefault(spec.currency_code, []).append(offer)
        has_limits = any(offer.limits.any for offer in by_id.values())
        remaining = await self._store.remaining(merchant_id) if has_limits else {}
        grouped = {currency: tuple(offers) for currency, offers in by_currency.items()}
        namings = namings_of(offer.other_names for offer in by_id.values())
        return Snapshot(version, by_id, grouped, remaining, has_limits, namings)
