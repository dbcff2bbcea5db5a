"""Whether a request about holds has the form and the limits of the contract."""

from __future__ import annotations

from datetime import date, datetime

from zhongtai.promotion.v1 import hold_pb2

from centers.promotion.checks import check_money
from centers.promotion.holds.model import HoldTerms, ReleaseCause
from mesh.pure.ids import store_of_order
from mesh.pure.limits import MAX_AMOUNT, MAX_DISCOUNTS
from mesh.pure.set_aside import end_of_hold
from mesh.pure.validation import Check


def check_hold(
    request: hold_pb2.HoldPromotionsRequest, expires_at: datetime | None, now: datetime
) -> HoldTerms:
    """A request to hold: return its terms. Raise InvalidRequest."""
    check = Check()
    check.order_id(request.order_id)
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
    ends = end_of_hold(check, expires_at, now)
    check.raise_if_any()
    day = request.business_date
    return HoldTerms(
        store_of_order(request.order_id),
        date.fromisoformat(day) if day else now.date(),
        ends,
    )


def check_cause(number: int) -> ReleaseCause:
    """Return why holds are given back. Raise InvalidRequest for a cause that is none."""
    check = Check()
    check.one_of("cause", number, list(ReleaseCause))
    check.raise_if_any()
    return ReleaseCause(number)
