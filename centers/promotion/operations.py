"""What the promotion center does for carts and orders: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from zhongtai.promotion.v1 import evaluation_pb2, hold_pb2

from centers.promotion import admission, checks, errors, holding
from centers.promotion.catalog_store import CatalogStore, CouponFilter
from centers.promotion.conditions import unmet
from centers.promotion.explaining import Cause, Evaluation, Explanation
from centers.promotion.hold_bench import HoldBench
from centers.promotion.holding import RedeemOutcome, ReleaseCause, ReleaseOutcome
from centers.promotion.holding_desk import HoldDesk, order_keys
from centers.promotion.holds import (
    CouponState,
    Hold,
    HoldState,
    HoldTerms,
    OrderKey,
    PersonKey,
    PersonUse,
)
from centers.promotion.messages import cart_of, coupon_offer_of, demand_of
from centers.promotion.model import Cart, Offer, OfferKey
from centers.promotion.records import StoredCoupon
from centers.promotion.rules import evaluate
from centers.promotion.signals import Signals
from centers.promotion.snapshots import Snapshot, Snapshots
from centers.promotion.store import HoldStore, Needed
from mesh.call.context import current, merchant_id
from mesh.call.identity import not_another
from mesh.data.paging import Page
from mesh.pure.clock import Clock
from mesh.pure.errors import Refusal
from mesh.pure.ids import store_of_order

T = TypeVar("T")

PICKED_COUPONS = 20
"""How many of a person's coupons are tried when the best is asked for."""


class Promotions:
    """Evaluations and holds, for the merchant of the current call."""

    def __init__(
        self,
        catalog: CatalogStore,
        holds: HoldStore,
        desk: HoldDesk,
        snapshots: Snapshots,
        clock: Clock,
        *,
        signals: Signals,
    ) -> None:
        self._catalog = catalog
        self._holds = holds
        self._desk = desk
        self._snapshots = snapshots
        self._clock = clock
        self._signals = signals

    async def evaluate(self, request: evaluation_pb2.EvaluateRequest) -> Evaluation:
        """The discounts of a cart; without coupons and limits per person from memory alone.

        Raises CouponNotUsable for a coupon that does not apply, unless told to do without.
        """
        checks.check_evaluation(request)
        not_another(current().identity, request.person_id)
        cart = cart_of(request, self._clock.now())
        snapshot = await self._snapshots.of(merchant_id())
        offers = list(snapshot.by_currency.get(cart.currency, ()))
        own = await self._own_hold(request.order_id, snapshot)
        remaining = admission.with_own(snapshot.remaining, own) if own else snapshot.remaining
        faults: Mapping[OfferKey, Explanation] = {}
        if request.coupon_ids or (request.pick_coupons and cart.person_id):
            coupons, faults = await self._coupons(request, cart)
            offers += coupons
        barred = {
            **await self._barred_by_person(offers, cart, own),
            **await self._barred_by_first_order(offers, cart, request.order_id),
            **faults,
        }
        found = evaluate(cart, offers, remaining=remaining, barred=barred)
        if not request.without_unusable_coupons:
            admission.demand_usable(request.coupon_ids, found.explanations)
        return found

    async def hold(self, request: hold_pb2.HoldPromotionsRequest, terms: HoldTerms) -> Hold | None:
        """Set aside what an evaluation gave; None when nothing in the order is limited."""
        not_another(current().identity, request.person_id)
        chain = merchant_id()
        demand = demand_of(request, chain, terms)
        snapshot = await self._snapshots.of(chain)
        if not any(map(snapshot.must_be_held, demand.items)):
            self._signals.held("not_needed")
            return None
        try:
            held = await self._desk.hold(demand)
        except Refusal as refusal:
            self._signals.held(refusal.reason.lower())
            if isinstance(refusal, errors.BudgetSpent):
                # The next evaluation shall know.
                self._snapshots.spoil(chain)
            raise
        self._signals.held("held" if held else "not_needed")
        return held

    async def redeem(self, order_ids: Sequence[str]) -> list[RedeemOutcome]:
        """Use what orders hold; one outcome per id."""
        keys = order_keys(merchant_id(), order_ids)
        outcomes = await self._change_orders(
            keys, lambda bench: [holding.redeem(bench, key) for key in keys]
        )
        self._signals.redeemed(order_ids, outcomes)
        return outcomes

    async def release(self, order_ids: Sequence[str], cause: ReleaseCause) -> list[ReleaseOutcome]:
        """Give back what orders hold; one outcome per id."""
        keys = order_keys(merchant_id(), order_ids)
        return await self._change_orders(
            keys, lambda bench: [holding.release(bench, key, cause) for key in keys]
        )

    async def _change_orders(
        self, keys: Sequence[OrderKey], decide: Callable[[HoldBench], list[T]]
    ) -> list[T]:
        """Change what orders hold; most orders hold nothing, and need no transaction."""
        holding_keys = await self._holds.holding_among(keys)
        now = self._clock.now()
        if not holding_keys:
            return decide(HoldBench(now))
        return await self._holds.change(Needed(holding_keys), now, decide)

    async def get_hold(self, order_id: str) -> Hold:
        """The hold of an order. Raises HoldNotFound."""
        key = OrderKey(merchant_id(), store_of_order(order_id), order_id)
        found = await self._holds.holds([key])
        if not found:
            raise errors.HoldNotFound(order_id=order_id)
        return found[0]

    async def list_holds(self, state: HoldState | None, page: Page) -> list[Hold]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._holds.list_holds(merchant_id(), state, before, page.limit + 1)

    async def _own_hold(self, order_id: str, snapshot: Snapshot) -> Hold | None:
        """What the order being placed holds itself, where that could make a difference."""
        if not order_id or not snapshot.has_limits:
            return None
        key = OrderKey(merchant_id(), store_of_order(order_id), order_id)
        found = await self._holds.holds([key])
        return found[0] if found and found[0].state is HoldState.HELD else None

    async def _barred_by_person(
        self, offers: Sequence[Offer], cart: Cart, own: Hold | None
    ) -> Mapping[OfferKey, Explanation]:
        limited = [x for x in offers if x.limits.by_person and unmet(x.conditions, cart) is None]
        if not limited:
            return {}
        chain = merchant_id()
        asked = [PersonUse(chain, x.key.promotion_id, cart.person_id) for x in limited]
        uses = await self._holds.uses(asked) if cart.person_id else {}
        if own is not None:
            uses = admission.without_own(uses, own)
        return admission.barred_by_person(limited, cart.person_id, uses, chain, cart.day)

    async def _barred_by_first_order(
        self, offers: Sequence[Offer], cart: Cart, order_id: str
    ) -> Mapping[OfferKey, Explanation]:
        first = [x for x in offers if x.first_order and unmet(x.conditions, cart) is None]
        if not first:
            return {}
        if not cart.person_id:
            return admission.barred_by_first_order(first, Cause.GUEST)
        taken = await self._holds.first_order(PersonKey(merchant_id(), cart.person_id))
        if taken in ("", order_id):
            return {}
        return admission.barred_by_first_order(first, Cause.ANOTHER_FIRST_ORDER)

    async def _coupons(
        self, request: evaluation_pb2.EvaluateRequest, cart: Cart
    ) -> tuple[list[Offer], dict[OfferKey, Explanation]]:
        now = self._clock.now()
        stored = await self._stored_coupons(request, cart.person_id, now)
        known = {each.coupon.key.coupon_id for each in stored}
        unknown = (OfferKey("", each) for each in request.coupon_ids if each not in known)
        faults = {key: Explanation(key, "", Cause.COUPON_UNKNOWN) for key in unknown}
        offers = []
        for each in stored:
            coupon = each.coupon
            key = OfferKey(coupon.template_id, coupon.key.coupon_id)
            fault = admission.coupon_fault(coupon, cart.person_id, request.order_id, now)
            if fault is None and each.spec.currency_code != cart.currency:
                fault = Cause.OTHER_CURRENCY
            if fault is not None:
                # Nobody learns the name of another's coupon.
                shown = each.spec.name if coupon.person_id == cart.person_id else ""
                faults[key] = Explanation(key, shown, fault)
            else:
                offers.append(coupon_offer_of(*key, each.spec))
        return offers, faults

    async def _stored_coupons(
        self, request: evaluation_pb2.EvaluateRequest, person_id: str, now: datetime
    ) -> list[StoredCoupon]:
        if request.coupon_ids:
            return await self._catalog.coupons(merchant_id(), request.coupon_ids)
        wanted = CouponFilter(person_id, [CouponState.ISSUED], good_at=now)
        return await self._catalog.list_coupons(merchant_id(), wanted, None, PICKED_COUPONS)
