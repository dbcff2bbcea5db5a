"""What the promotion center does with carts: fetch what a person has, and evaluate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from centers.promotion.coupons.messages import offer_of
from centers.promotion.coupons.model import CouponFilter, CouponState
from centers.promotion.coupons.records import StoredCoupon
from centers.promotion.coupons.rules import fault_of
from centers.promotion.coupons.store import CouponStore
from centers.promotion.evaluation import rules
from centers.promotion.evaluation.model import Cause, CouponChoice, Evaluation, Explanation
from centers.promotion.holds.model import Hold, HoldState, PersonKey, PersonUse
from centers.promotion.holds.store import HoldStore
from centers.promotion.model import Cart, Offer, OfferKey
from centers.promotion.records import name_for
from centers.promotion.snapshots import Snapshot, Snapshots
from mesh.call.batch_answers import in_turns
from mesh.call.context import merchant_id
from mesh.data.snapshots import Derived
from mesh.pure.clock import Clock
from mesh.pure.ids import order_keys
from mesh.pure.naming import Naming

PICKED_COUPONS = 20
"""How many of a person's coupons are tried when the best is asked for."""
NAMED_OFFERS = 256
"""For how many chains, currencies and languages promotions are held by their names."""


class Evaluations:
    """Evaluations of carts, for the merchant of the current call."""

    def __init__(
        self, coupons: CouponStore, holds: HoldStore, snapshots: Snapshots, clock: Clock
    ) -> None:
        self._coupons = coupons
        self._holds = holds
        self._snapshots = snapshots
        self._clock = clock
        # By merchant, version, currency and naming.
        self._named: Derived[tuple[str, int, str, Naming], tuple[Offer, ...]] = Derived(
            NAMED_OFFERS
        )

    def forget(self) -> None:
        """Name all promotions anew: their versions may come again."""
        self._named.forget()

    async def evaluate(self, cart: Cart, choice: CouponChoice, order_id: str) -> Evaluation:
        """Return the discounts of a cart; without coupons and personal limits from memory alone.

        `order_id` is the order that the cart becomes, empty when it has no id yet. Raise
        CouponNotUsable for a coupon that does not apply, unless told to do without.
        """
        snapshot = await self._snapshots.of(merchant_id())
        offers = [*self._active_offers(snapshot, cart)]
        own = await self._own_hold(order_id, snapshot)
        remaining = rules.with_own(snapshot.remaining, own) if own else snapshot.remaining
        faults: Mapping[OfferKey, Explanation] = {}
        if choice.coupon_ids or (choice.pick_coupons and cart.person_id):
            coupons, faults = await self._coupon_offers(cart, choice, order_id)
            offers += coupons
        barred = {
            **await self._barred_by_person(offers, cart, own),
            **await self._barred_by_first_order(offers, cart, order_id),
            **faults,
        }
        steps = rules.evaluate(cart, offers, remaining=remaining, barred=barred)
        found = await in_turns(steps)
        if not choice.without_unusable_coupons:
            rules.demand_usable(choice.coupon_ids, found.explanations)
        return replace(
            found,
            ignores_member_tier=not any(each.conditions.member_tiers for each in offers),
            ignores_new_customer=not any(each.conditions.new_customers_only for each in offers),
            ignores_benefits=not any(each.conditions.benefit_codes for each in offers),
            nothing_to_hold=not any(map(snapshot.must_be_held, found.discounts)),
        )

    def _active_offers(self, snapshot: Snapshot, cart: Cart) -> tuple[Offer, ...]:
        """Return the active promotions by the names that the customer reads."""
        naming = snapshot.namings.of(cart.channel, cart.language)
        active = snapshot.by_currency.get(cart.currency, ())
        return self._named.get(
            (merchant_id(), snapshot.version, cart.currency, naming),
            lambda: tuple(offer.named_for(naming) for offer in active),
        )

    async def _own_hold(self, order_id: str, snapshot: Snapshot) -> Hold | None:
        """Return what the order being placed holds itself, where that could make a difference."""
        if not order_id or not snapshot.has_limits:
            return None
        found = await self._holds.holds(order_keys(merchant_id(), [order_id]))
        return found[0] if found and found[0].state is HoldState.HELD else None

    async def _barred_by_person(
        self, offers: Sequence[Offer], cart: Cart, own: Hold | None
    ) -> Mapping[OfferKey, Explanation]:
        limited = [
            each
            for each in offers
            if each.limits.by_person and rules.unmet(each.conditions, cart) is None
        ]
        if not limited:
            return {}
        chain = merchant_id()
        asked = [PersonUse(chain, each.key.promotion_id, cart.person_id) for each in limited]
        uses = await self._holds.uses(asked) if cart.person_id else {}
        if own is not None:
            uses = rules.without_own(uses, own)
        return rules.barred_by_person(limited, cart.person_id, uses, chain, cart.day)

    async def _barred_by_first_order(
        self, offers: Sequence[Offer], cart: Cart, order_id: str
    ) -> Mapping[OfferKey, Explanation]:
        first = [
            each
            for each in offers
            if each.first_order and rules.unmet(each.conditions, cart) is None
        ]
        if not first:
            return {}
        if not cart.person_id:
            return rules.barred_by_first_order(first, Cause.GUEST)
        taken = await self._holds.first_order(PersonKey(merchant_id(), cart.person_id))
        if taken in ("", order_id):
            return {}
        return rules.barred_by_first_order(first, Cause.ANOTHER_FIRST_ORDER)

    async def _coupon_offers(
        self, cart: Cart, choice: CouponChoice, order_id: str
    ) -> tuple[list[Offer], dict[OfferKey, Explanation]]:
        """Return the coupons that may apply, and why the others may not."""
        now = self._clock.now()
        stored = await self._stored_coupons(cart, choice, now)
        found = {each.coupon.key.coupon_id for each in stored}
        unknown = (OfferKey("", each) for each in choice.coupon_ids if each not in found)
        faults = {key: Explanation(key, "", Cause.COUPON_UNKNOWN) for key in unknown}
        offers = []
        for each in stored:
            coupon = each.coupon
            key = OfferKey(coupon.template_id, coupon.key.coupon_id)
            fault = fault_of(coupon, cart.person_id, order_id, now)
            if fault is None and each.spec.currency_code != cart.currency:
                fault = Cause.OTHER_CURRENCY
            if fault is not None:
                # The name of a coupon is shown to its own person only.
                own = coupon.person_id == cart.person_id
                shown = name_for(each.spec, cart.reader) if own else ""
                faults[key] = Explanation(key, shown, fault)
            else:
                offers.append(offer_of(key, each.spec).named_for(cart.reader))
        return offers, faults

    async def _stored_coupons(
        self, cart: Cart, choice: CouponChoice, now: datetime
    ) -> list[StoredCoupon]:
        if choice.coupon_ids:
            return await self._coupons.coupons(merchant_id(), choice.coupon_ids)
        wanted = CouponFilter(cart.person_id, (CouponState.ISSUED,), good_at=now)
        return await self._coupons.list_coupons(merchant_id(), wanted, None, PICKED_COUPONS)
