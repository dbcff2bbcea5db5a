"""Whether a request to the promotion center has the form and the limits of the contract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhongtai.common.v1 import money_pb2
from zhongtai.promotion.v1 import evaluation_pb2, hold_pb2

from centers.promotion.explaining import DELIVERY_REF
from centers.promotion.holding import ReleaseCause
from centers.promotion.holds import HoldTerms
from centers.promotion.model import ServiceType
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import is_order_id, store_of_order
from mesh.pure.limits import (
    MAX_AMOUNT,
    MAX_COUPONS,
    MAX_DISCOUNTS,
    MAX_LANGUAGE,
    MAX_LINES,
    MAX_QUANTITY,
)
from mesh.pure.validation import Check

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

MAX_ISSUED = 1000


DEFAULT_HOLD = timedelta(minutes=15)
MAX_HOLD = timedelta(days=31)


def check_evaluation(request: evaluation_pb2.EvaluateRequest) -> None:
    """A cart to be evaluated."""
    check = Check()
    check.identifier("store_id", request.store_id)
    check.text("channel", request.channel, max=40)
    check.one_of("service_type", request.service_type, list(ServiceType))
    check.identifier("person_id", request.person_id, required=False)
    known_order = not request.order_id or _store_of(request.order_id) is not None
    check.that(known_order, "order_id", "is not the id of an order")
    check.identifier("member_tier", request.member_tier, required=False)
    check.that(_is_zone(request.time_zone), "time_zone", "must be an IANA time zone")
    if request.business_date:
        _check_day(check, request.business_date)
    check.count("coupon_ids", request.coupon_ids, min=0, max=MAX_COUPONS)
    check.distinct("coupon_ids", request.coupon_ids)
    check.count("campaign_ids", request.campaign_ids, min=0, max=10)
    check.text("language", request.language, min=0, max=MAX_LANGUAGE)
    check.count("lines", request.lines, max=MAX_LINES)
    check.distinct("lines", (line.line_ref for line in request.lines))
    currency = request.lines[0].line_amount.currency_code if request.lines else ""
    for index, line in enumerate(request.lines):
        _check_line(check.at(f"lines[{index}]"), line, currency)
    if request.HasField("delivery_fee"):
        _check_money(check, "delivery_fee", request.delivery_fee, currency)
    check.raise_if_any()


def check_hold(
    request: hold_pb2.HoldPromotionsRequest, expires_at: datetime | None, now: datetime
) -> HoldTerms:
    """A request to hold; gives its terms."""
    check = Check()
    store_id = _store_of(request.order_id)
    check.that(store_id is not None, "order_id", "is not the id of an order")
    check.identifier("person_id", request.person_id, required=False)
    check.count("discounts", request.discounts, min=0, max=MAX_DISCOUNTS)
    for index, discount in enumerate(request.discounts):
        at = check.at(f"discounts[{index}]")
        at.identifier("promotion_id", discount.promotion_id)
        at.identifier("coupon_id", discount.coupon_id, required=False)
        at.integer("amount", discount.amount.minor_units, min=1, max=MAX_AMOUNT)
        _check_money(at, "amount", discount.amount, request.discounts[0].amount.currency_code)
    if request.discounts or request.business_date:
        _check_day(check, request.business_date)
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
    """Why holds are given back."""
    check = Check()
    check.one_of("cause", number, list(ReleaseCause))
    check.raise_if_any()
    return ReleaseCause(number)


def check_issue(request_id: str, template_id: str, person_ids: Sequence[str]) -> None:
    """A request to give coupons to persons."""
    check = Check()
    check.request_id(request_id)
    check.identifier("template_id", template_id)
    check.count("person_ids", person_ids, max=MAX_ISSUED)
    for index, person_id in enumerate(person_ids):
        check.identifier(f"person_ids[{index}]", person_id)
    check.raise_if_any()


def check_named(request_id: str, field: str, value: str) -> None:
    """A verb on one thing."""
    check = Check()
    check.request_id(request_id)
    check.identifier(field, value)
    check.raise_if_any()


def _check_line(check: Check, line: evaluation_pb2.CartLine, currency: str) -> None:
    check.text("line_ref", line.line_ref, max=64)
    check.that(line.line_ref != DELIVERY_REF, "line_ref", "must not be the word for the fee")
    check.identifier("sku_id", line.sku_id)
    check.integer("quantity", line.quantity, min=1, max=MAX_QUANTITY)
    _check_money(check, "unit_amount", line.unit_amount, currency)
    _check_money(check, "line_amount", line.line_amount, currency)
    adds_up = line.unit_amount.minor_units * line.quantity == line.line_amount.minor_units
    check.that(adds_up, "line_amount", "must be quantity times unit_amount")
    if line.HasField("base_amount"):
        _check_money(check, "base_amount", line.base_amount, currency)


def _check_money(check: Check, field: str, amount: money_pb2.Money, currency: str) -> None:
    if check.currency(field, amount.currency_code):
        same = amount.currency_code == currency
        check.that(same, field, "must be in the currency of the first line")
    check.integer(field, amount.minor_units, min=0, max=MAX_AMOUNT)


def _check_day(check: Check, text: str) -> None:
    form = "must be a date, yyyy-mm-dd"
    if check.that(_DAY.fullmatch(text) is not None, "business_date", form):
        try:
            date.fromisoformat(text)
        except ValueError:
            check.that(False, "business_date", form)


def _is_zone(name: str) -> bool:
    if not name:
        return True
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _store_of(order_id: str) -> str | None:
    try:
        return store_of_order(order_id)
    except InvalidRequest:
        return None
