"""Whether an offer is for this cart, by place, person and time."""

from __future__ import annotations

from collections.abc import Iterator

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


def unmet(conditions: Conditions, cart: Cart) -> str:
    """The first condition that the cart does not meet, as a sentence; empty when it meets all."""
    return next(_reasons(conditions, cart), "")


def _reasons(conditions: Conditions, cart: Cart) -> Iterator[str]:
    if is_for_others(conditions, cart):
        yield "It is for another store, channel or campaign."
    if conditions.service_types and cart.service_type not in conditions.service_types:
        yield "It is for another way of getting the order."
    if conditions.member_tiers and cart.member_tier not in conditions.member_tiers:
        yield "It is for members of another tier."
    if conditions.new_customers_only and not cart.new_customer:
        yield "It is for new customers."
    if conditions.starts_at is not None and cart.at < conditions.starts_at:
        yield "It has not begun."
    if conditions.ends_at is not None and cart.at >= conditions.ends_at:
        yield "It is over."
    if conditions.windows and not _within_any(conditions.windows, cart):
        yield "It is for another time of the week."


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
