"""Whether an offer is for this cart, by place, person and time."""

from __future__ import annotations

from collections.abc import Iterator

from centers.promotion.explaining import Cause
from centers.promotion.model import Cart, Conditions, WeeklyWindow

_MINUTES_PER_HOUR = 60
_DAYS_PER_WEEK = 7


def is_for_others(conditions: Conditions, cart: Cart) -> bool:
    """Whether the offer belongs to other stores, channels or campaigns than the cart's."""
    return bool(
        (conditions.store_ids and cart.store_id not in conditions.store_ids)
        or (conditions.channels and cart.channel not in conditions.channels)
        or (conditions.campaign_id and conditions.campaign_id not in cart.campaign_ids)
    )


def unmet(conditions: Conditions, cart: Cart) -> Cause | None:
    """The first condition that the cart does not meet; None when it meets all."""
    return next(_causes(conditions, cart), None)


def _causes(conditions: Conditions, cart: Cart) -> Iterator[Cause]:
    if is_for_others(conditions, cart):
        yield Cause.OTHER_PLACE
    if conditions.service_types and cart.service_type not in conditions.service_types:
        yield Cause.OTHER_SERVICE_TYPE
    if conditions.member_tiers and cart.member_tier not in conditions.member_tiers:
        yield Cause.OTHER_TIER
    if conditions.new_customers_only and not cart.new_customer:
        yield Cause.NOT_FIRST_ORDER
    if conditions.starts_at is not None and cart.at < conditions.starts_at:
        yield Cause.NOT_BEGUN
    if conditions.ends_at is not None and cart.at >= conditions.ends_at:
        yield Cause.OVER
    if conditions.windows and not _within_any(conditions.windows, cart):
        yield Cause.OTHER_TIME


def _within_any(windows: tuple[WeeklyWindow, ...], cart: Cart) -> bool:
    local = cart.at.astimezone(cart.zone)
    minute = local.hour * _MINUTES_PER_HOUR + local.minute
    today = local.isoweekday()
    yesterday = (today - 2) % _DAYS_PER_WEEK + 1
    return any(_within(window, today, yesterday, minute) for window in windows)


def _within(window: WeeklyWindow, today: int, yesterday: int, minute: int) -> bool:
    begun = today in window.weekdays and minute >= window.from_minute
    if window.from_minute < window.until_minute:
        return begun and minute < window.until_minute
    return begun or (yesterday in window.weekdays and minute < window.until_minute)
