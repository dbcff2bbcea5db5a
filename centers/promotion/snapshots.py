"""A chain's active promotions in memory, so that most carts are evaluated without a database.

Every process looks at the chain's version at most once a second, and reads the promotions
again when it has grown. What this process changes itself it sees at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from centers.promotion.catalog_store import CatalogStore
from centers.promotion.holds import HoldItem
from centers.promotion.messages import offer_of
from centers.promotion.model import Offer

MAX_AGE_SECONDS = 1.0
MAX_CHAINS = 10_000


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

    def must_be_held(self, item: HoldItem) -> bool:
        """Whether orders must hold it; a promotion not known here might be limited."""
        offer = self.by_id.get(item.key.promotion_id)
        return bool(item.key.coupon_id or item.first_order or offer is None or offer.limits.any)


@dataclass(slots=True)
class _Entry:
    snapshot: Snapshot = field(default_factory=Snapshot)
    good_until: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Snapshots:
    """The snapshots of all chains this process has served."""

    def __init__(
        self, store: CatalogStore, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._monotonic = monotonic
        self._entries: dict[str, _Entry] = {}

    async def of(self, merchant_id: str) -> Snapshot:
        """The chain's promotions, at most a second old."""
        entry = self._entries.get(merchant_id)
        if entry is not None and self._monotonic() < entry.good_until:
            return entry.snapshot
        if entry is None:
            if len(self._entries) >= MAX_CHAINS:
                self._entries.clear()
            entry = self._entries.setdefault(merchant_id, _Entry())
        async with entry.lock:
            if self._monotonic() >= entry.good_until:
                asked_at = self._monotonic()
                entry.snapshot = await self._refreshed(merchant_id, entry.snapshot)
                entry.good_until = asked_at + MAX_AGE_SECONDS
        return entry.snapshot

    def spoil(self, merchant_id: str) -> None:
        """Look again before the next evaluation: something has changed."""
        entry = self._entries.get(merchant_id)
        if entry is not None:
            entry.good_until = 0.0

    async def _refreshed(self, merchant_id: str, known: Snapshot) -> Snapshot:
        # The version first: what changes after it was read, is read again next time.
        version = await self._store.version(merchant_id)
        if version == known.version:
            if not known.has_limits:
                return known
            return replace(known, remaining=await self._store.remaining(merchant_id))
        promotions = await self._store.active_promotions(merchant_id)
        by_currency: dict[str, list[Offer]] = {}
        by_id = {}
        for promotion_id, spec in promotions:
            offer = by_id[promotion_id] = offer_of(promotion_id, spec)
            by_currency.setdefault(spec.currency_code, []).append(offer)
        has_limits = any(offer.limits.any for offer in by_id.values())
        remaining = await self._store.remaining(merchant_id) if has_limits else {}
        grouped = {currency: tuple(offers) for currency, offers in by_currency.items()}
        return Snapshot(version, by_id, grouped, remaining, has_limits)
