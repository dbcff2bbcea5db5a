"""When and for whom an offer is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from centers.promotion.evaluation.rules import is_for_others, unmet
from centers.promotion.model import (
    Conditions,
    Offer,
    OfferKey,
    ServiceType,
    SpecialPrice,
    WeeklyWindow,
)
from tests.unit.promotion.build import NOON, cart, evaluate, line

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY, THURSDAY = 3, 4


def met(**conditions):
    who = {"member_tier": "gold", "benefit_codes": frozenset({"birthday", "生日"})}
    return unmet(Conditions(**conditions), cart(line("cake"), **who)) is None


def local(day, hour, minute=0):
    at = datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)
    return cart(line("cake"), at=at, zone=SHANGHAI)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"store_ids": frozenset({"s1"})}, {"store_ids": frozenset({"s2"})}),
        ({"channels": frozenset({"miniapp"})}, {"channels": frozenset({"till"})}),
        (
            {"service_types": frozenset({ServiceType.PICK_UP})},
            {"service_types": frozenset({ServiceType.DELIVERY})},
        ),
        ({"member_tiers": frozenset({"gold"})}, {"member_tiers": frozenset({"black"})}),
        (
            {"benefit_codes": frozenset({"staff", "birthday"})},
            {"benefit_codes": frozenset({"staff", "Birthday"})},
        ),
        ({"starts_at": NOON}, {"starts_at": NOON + timedelta(seconds=1)}),
        ({"ends_at": NOON + timedelta(seconds=1)}, {"ends_at": NOON}),
        ({}, {"new_customers_only": True}),
        ({}, {"campaign_id": "flash"}),
    ],
)
def test_each_condition_admits_what_it_names_and_nothing_else(good, bad):
    assert met(**good)
    assert not met(**bad)


def test_a_campaign_is_met_by_a_cart_that_takes_part():
    conditions = Conditions(campaign_id="flash")
    taking_part = cart(line("cake"), campaign_ids=frozenset({"flash"}))
    assert unmet(conditions, taking_part) is None
    assert is_for_others(conditions, cart(line("cake")))


@pytest.mark.parametrize(("rule_says", "cart_has", "cheaper"), [(0, 2, 2), (1, 2, 1), (3, 2, 2)])
def test_a_campaign_gives_no_more_pieces_than_the_cart_may_have_of_it(rule_says, cart_has, cheaper):
    rule = SpecialPrice({"cake": 300}, max_pieces=rule_says)
    offer = Offer(OfferKey("p1"), "flash", rule, Conditions(campaign_id="flash"))
    bought = cart(
        line("cake", 5),
        campaign_ids=frozenset({"flash"}),
        campaign_pieces={"flash": cart_has, "other": 1},
    )
    assert evaluate(bought, [offer]).total == cheaper * 700


@pytest.mark.parametrize(
    ("hour", "minute", "inside"), [(13, 59, 0), (14, 0, 1), (16, 59, 1), (17, 0, 0)]
)
def test_a_window_is_by_the_clock_of_the_store(hour, minute, inside):
    window = WeeklyWindow(frozenset({WEDNESDAY}), 14 * 60, 17 * 60)
    assert (unmet(Conditions(weekly_windows=(window,)), local(6, hour, minute)) is None) == bool(
        inside
    )


@pytest.mark.parametrize(
    ("day", "hour", "inside"), [(6, 21, 0), (6, 22, 1), (7, 1, 1), (7, 2, 0), (6, 1, 0), (7, 23, 0)]
)
def test_a_window_past_midnight_belongs_to_the_day_it_begins_on(day, hour, inside):
    window = WeeklyWindow(frozenset({WEDNESDAY}), 22 * 60, 2 * 60)
    assert (unmet(Conditions(weekly_windows=(window,)), local(day, hour)) is None) == bool(inside)


def test_a_window_from_sunday_reaches_into_monday():
    window = WeeklyWindow(frozenset({7}), 22 * 60, 2 * 60)
    assert unmet(Conditions(weekly_windows=(window,)), local(11, 1)) is None
