"""Whether a request about holds has the form and the limits of the contract."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhongtai.promotion.v1 import hold_pb2

from centers.promotion.checks import check_money, order_store
from centers.promotion.holds.model import HoldTerms, ReleaseCause
from mesh.pure.ids import is_order_id
from mesh.pure.limits import MAX_AMOUNT, MAX_DISCOUNTS
from mesh.pure.validation import Check

DEFAULT_HOLD = timedelta(minutes=15)
MAX_HOLD = timedelta(days=31)


def check_hold(
    request: hold_pb2.HoldPromotionsRequest, expires_at: datetime | None, now: datetime
) -> HoldTerms:
    """A request to hold: return its terms. Raise InvalidRequest."""
    check = Check()
    store_id = order_store(request.order_id)
    check.that(store_id is not None, "order_id", "is not the id of an order")
    check.identifier("person_id", request.person_id, required=False)
    check.count("discounts", request.discounts, min=0, max=MAX_DISCOUNTS)
    for index, discount in enumerate(request.discounts):
        at = check.at(f"discounts[{index}]")
        at.identifier("promotion_id", discount.promotion_id)
        at.identifier("coupon_id", discount.coupon_id, required=False)
        at.integer("amount", discount.amount.minor_units, min=1, max=MAX_AMOUNT)
        check_money(at, "amount", discount.amount, request.discounts[0].amount.currency_code)
    if request.discounts or request.business_date:
        check.day("business_date", request.business_date)
    if expires_at is not None:
        check.that(expires_at > now, "expire_time", "must be in the future")
        at_most = f"must be at most {MAX_HOLD.days} days ahead"
        check.that(expires_at <= now + MAX_HOLD, "expire_time", at_most)
    check.raise_if_any()
    day = request.business_date
    return HoldTerms(
        store_id or "",
        date.fromisoformat(day) if day else now.date(),
        expires_at or now + DEFAULT_HOLD,
    )


def check_order_id(check: Check, order_id: str) -> None:
    """One order of a batch."""
    check.that(is_order_id(order_id), "order_id", "is not the id of an order")


def check_cause(number: int) -> ReleaseCause:
    """Return why holds are given back. Raise InvalidRequest for a cause that is none."""
    check = Check()
    check.one_of("cause", number, list(ReleaseCause))
    check.raise_if_any()
    return ReleaseCause(number)
