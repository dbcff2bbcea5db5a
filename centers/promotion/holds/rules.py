"""Decisions about holds: what an order may set aside, and what becomes of it.

Each is made on a unit of work (work.py), and changes it or raises a refusal before it has changed
anything.
"""

from __future__ import annotations

from dataclasses import replace

from centers.promotion.coupons.model import Coupon, CouponKey, CouponState
from centers.promotion.coupons.rules import FAULTS
from centers.promotion.errors import (
    BudgetSpent,
    CouponNotUsable,
    HoldDiffers,
    PersonLimitReached,
    PromotionNotFound,
)
from centers.promotion.evaluation.model import Cause
from centers.promotion.holds.model import (
    Budget,
    Hold,
    HoldDemand,
    HoldItem,
    HoldState,
    PersonKey,
    PersonUse,
    PromotionKey,
    RedeemOutcome,
    ReleaseCause,
    ReleaseOutcome,
)
from centers.promotion.holds.work import Work
from mesh.pure.errors import InvalidRequest, Refusal, Violation
from mesh.pure.ids import OrderKey


def hold(work: Work, demand: HoldDemand) -> Hold | None:
    """Set aside coupons and budgets, all or none; return None when nothing is limited.

    A repetition gets the hold as it stands. One that lapsed before its order was paid is
    taken anew, perhaps with other discounts: the order was never made with the old ones.
    Raise HoldDiffers, CouponNotUsable, BudgetSpent, PersonLimitReached, PromotionNotFound.
    """
    existing = work.hold(demand.key)
    if existing is None:
        return _hold_first(work, demand)
    if existing.state in (HoldState.RELEASED, HoldState.EXPIRED):
        return _hold_again(work, existing, demand)
    if existing.digest != demand.digest:
        raise HoldDiffers(order_id=demand.key.order_id)
    if existing.state is HoldState.SHORT:
        return _hold_again(work, existing, demand)
    if existing.state is HoldState.HELD and existing.expires_at <= work.now:
        # Over but not yet swept: everything is still set aside.
        return work.put_hold(existing, existing.state, expires_at=demand.expires_at)
    return existing


def redeem(work: Work, key: OrderKey) -> RedeemOutcome:
    """Use what is held, and return what came of it; what had expired is taken anew as a whole."""
    held = work.hold(key)
    if held is None or held.state is HoldState.RELEASED:
        return RedeemOutcome.NOTHING_HELD
    if held.state is HoldState.REDEEMED:
        return RedeemOutcome.ALREADY_REDEEMED
    if held.state is HoldState.RETURNED:
        return RedeemOutcome.RETURNED
    if held.state is HoldState.HELD:
        _redeem_all(work, held)
        work.put_hold(held, HoldState.REDEEMED)
        return RedeemOutcome.REDEEMED
    return _redeem_late(work, held)


def release(work: Work, key: OrderKey, cause: ReleaseCause) -> ReleaseOutcome:
    """Give back what is held and, if its cause allows, what was used; return what came of it."""
    held = work.hold(key)
    if held is None:
        return ReleaseOutcome.NOTHING_HELD
    if held.state is HoldState.REDEEMED:
        if cause is ReleaseCause.NEVER_MADE:
            return ReleaseOutcome.REDEEMED
        _return_all(work, held, every_coupon=cause is ReleaseCause.REJECTED)
        work.put_hold(held, HoldState.RETURNED)
        return ReleaseOutcome.RETURNED
    if held.state is HoldState.HELD:
        _give_back_all(work, held)
        work.put_hold(held, HoldState.RELEASED)
        return ReleaseOutcome.RELEASED
    if held.state in (HoldState.EXPIRED, HoldState.SHORT):
        work.put_hold(held, HoldState.RELEASED)
    return ReleaseOutcome.ALREADY_RELEASED


def expire(work: Work, key: OrderKey) -> bool:
    """Give back what is held when its time is over; return whether it was."""
    held = work.hold(key)
    if held is None or held.state is not HoldState.HELD or held.expires_at > work.now:
        return False
    _give_back_all(work, held)
    work.put_hold(held, HoldState.EXPIRED)
    return True


def _hold_again(work: Work, lapsed: Hold, demand: HoldDemand) -> Hold:
    renewed = replace(
        lapsed,
        person_id=demand.person_id,
        currency=demand.currency,
        items=_limited_items(work, demand),
        digest=demand.digest,
        day=demand.day,
        expires_at=demand.expires_at,
    )
    _check_all(work, renewed, late=False)
    _take_all(work, renewed, redeemed=False)
    return work.put_hold(renewed, HoldState.HELD)


def _limited_items(work: Work, demand: HoldDemand) -> tuple[HoldItem, ...]:
    return tuple(item for item in demand.items if _is_limited(work, demand.key, item))


def _hold_first(work: Work, demand: HoldDemand) -> Hold | None:
    items = _limited_items(work, demand)
    if not items:
        return None
    fresh = Hold(
        demand.key,
        demand.person_id,
        demand.currency,
        HoldState.HELD,
        items,
        demand.digest,
        day=demand.day,
        expires_at=demand.expires_at,
        created_at=work.now,
        updated_at=work.now,
    )
    _check_all(work, fresh, late=False)
    _take_all(work, fresh, redeemed=False)
    return work.put_hold(fresh, HoldState.HELD)


def _redeem_late(work: Work, lapsed: Hold) -> RedeemOutcome:
    try:
        _check_all(work, lapsed, late=True)
    except Refusal:
        if lapsed.state is not HoldState.SHORT:
            work.put_hold(lapsed, HoldState.SHORT)
        return RedeemOutcome.SHORT
    _take_all(work, lapsed, redeemed=True)
    work.put_hold(lapsed, HoldState.REDEEMED)
    return RedeemOutcome.REDEEMED


def _is_limited(work: Work, key: OrderKey, item: HoldItem) -> bool:
    if item.key.coupon_id or item.first_order:
        return True
    budget = work.budget(PromotionKey(key.merchant_id, item.key.promotion_id))
    if budget is None:
        raise PromotionNotFound(promotion_id=item.key.promotion_id)
    return budget.limits.any


def _check_all(work: Work, wanted: Hold, *, late: bool) -> None:
    for item in wanted.items:
        if item.first_order:
            _check_first_order(work, wanted, item)
        if item.key.coupon_id:
            _check_coupon(work, wanted, item.key.coupon_id, late=late)
        else:
            _check_budget(work, wanted, item)


def _check_coupon(work: Work, wanted: Hold, coupon_id: str, *, late: bool) -> None:
    coupon = work.coupon(CouponKey(wanted.key.merchant_id, coupon_id))
    if coupon is None or coupon.person_id != wanted.person_id:
        raise CouponNotUsable(coupon_id=coupon_id, cause=Cause.COUPON_UNKNOWN.name)
    # Who held it in time and paid keeps it, even when its time has run out meanwhile.
    if late and coupon.state is CouponState.EXPIRED:
        return
    if coupon.state is not CouponState.ISSUED:
        raise CouponNotUsable(coupon_id=coupon_id, cause=FAULTS[coupon.state].name)
    if coupon.is_over(work.now) and not late:
        raise CouponNotUsable(coupon_id=coupon_id, cause=Cause.COUPON_EXPIRED.name)


def _check_first_order(work: Work, wanted: Hold, item: HoldItem) -> None:
    person = PersonKey(wanted.key.merchant_id, wanted.person_id)
    if not wanted.person_id or work.first_order(person) not in ("", wanted.key.order_id):
        raise PersonLimitReached(promotion_id=item.key.promotion_id)


def _check_budget(work: Work, wanted: Hold, item: HoldItem) -> None:
    budget = _budget(work, wanted.key, item)
    if budget.currency != wanted.currency:
        wrong = Violation("discounts", f"{item.key.promotion_id} is in {budget.currency}")
        raise InvalidRequest(violations=[wrong])
    if not budget.suffices_for(item.amount):
        raise BudgetSpent(promotion_id=item.key.promotion_id)
    if not budget.limits.by_person:
        return
    uses = work.uses(_person_use(wanted, item))
    if not wanted.person_id or uses.reach(budget.limits, wanted.day):
        raise PersonLimitReached(promotion_id=item.key.promotion_id)


def _take_all(work: Work, wanted: Hold, *, redeemed: bool) -> None:
    if person := wanted.first_order:
        work.put_first_order(person, wanted.key.order_id)
    for item in wanted.items:
        if item.key.coupon_id:
            state = CouponState.REDEEMED if redeemed else CouponState.HELD
            work.put_coupon(_coupon(work, wanted.key, item), state, wanted.key.order_id)
        else:
            budget = _budget(work, wanted.key, item)
            after = budget.redeemed(item.amount) if redeemed else budget.held(item.amount)
            work.put_budget(after)
            work.count_use(_person_use(wanted, item), wanted.day, 1)


def _redeem_all(work: Work, held: Hold) -> None:
    for item in held.items:
        if item.key.coupon_id:
            coupon = _coupon(work, held.key, item)
            work.put_coupon(coupon, CouponState.REDEEMED, held.key.order_id)
        else:
            budget = _budget(work, held.key, item)
            work.put_budget(budget.held(-item.amount, -1).redeemed(item.amount))


def _give_first_order_back(work: Work, held: Hold) -> None:
    # Of a merged person's orders two may have been a first one: the other may be it.
    person = held.first_order
    if person and work.first_order(person) == held.key.order_id:
        work.put_first_order(person, "")


def _give_back_all(work: Work, held: Hold) -> None:
    _give_first_order_back(work, held)
    for item in held.items:
        if item.key.coupon_id:
            _give_coupon_back(work, _coupon(work, held.key, item))
        else:
            work.put_budget(_budget(work, held.key, item).held(-item.amount, -1))
            work.count_use(_person_use(held, item), held.day, -1)


def _return_all(work: Work, used: Hold, *, every_coupon: bool) -> None:
    _give_first_order_back(work, used)
    for item in used.items:
        if not item.key.coupon_id:
            work.put_budget(_budget(work, used.key, item).redeemed(-item.amount, -1))
            work.count_use(_person_use(used, item), used.day, -1)
            continue
        coupon = _coupon(work, used.key, item)
        if every_coupon or coupon.returns_on_refund:
            _give_coupon_back(work, coupon)


def _give_coupon_back(work: Work, coupon: Coupon) -> None:
    over = coupon.is_over(work.now)
    work.put_coupon(coupon, CouponState.EXPIRED if over else CouponState.ISSUED, "")


def _person_use(held: Hold, item: HoldItem) -> PersonUse:
    return PersonUse(held.key.merchant_id, item.key.promotion_id, held.person_id)


def _budget(work: Work, key: OrderKey, item: HoldItem) -> Budget:
    budget = work.budget(PromotionKey(key.merchant_id, item.key.promotion_id))
    if budget is None:
        # Promotions are never deleted: whoever holds one locked its budget first.
        raise LookupError(f"{key} has {item.key} without budget")
    return budget


def _coupon(work: Work, key: OrderKey, item: HoldItem) -> Coupon:
    coupon = work.coupon(CouponKey(key.merchant_id, item.key.coupon_id))
    if coupon is None:
        raise LookupError(f"{key} has {item.key} without coupon")
    return coupon
