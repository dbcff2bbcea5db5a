"""Whether a store would take an order, and what an import changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from centers.store.model import (
    ChannelCode,
    DeliveredBy,
    Hours,
    HoursKind,
    ImportOutcome,
    Point,
    Route,
    Service,
    ServiceType,
    Standing,
    StoreStatus,
)
from centers.store.rules import plan_import
from centers.store.serving.model import ClosedReason, Question
from centers.store.serving.rules import serve
from tests.unit.store.builders import (
    SAN_FRANCISCO,
    circle,
    every_day,
    profile,
    store,
    utc,
    weekly,
)

OPEN_HOUR = utc("2026-06-01T19:00")  # Monday noon in San Francisco
NIGHT = utc("2026-06-01T10:00")  # 3 in the morning there


def ask(at=OPEN_HOUR, service=ServiceType.PICK_UP, channel="miniapp", point=None):
    return Question(at, service, channel, point)


def test_an_open_store_takes_the_order_and_says_when_it_closes():
    serving = serve(store(), ask())
    assert serving.open
    assert serving.closes_at == utc("2026-06-02T04:00")
    assert serving.business_date == "2026-06-01"


def test_a_store_outside_its_hours_says_when_it_opens():
    serving = serve(store(), ask(NIGHT))
    assert serving.reason is ClosedReason.OUTSIDE_HOURS
    assert serving.opens_at == utc("2026-06-01T16:00")


def test_a_store_whose_hours_are_unknown_takes_no_order():
    serving = serve(store(hours=Hours(HoursKind.UNKNOWN)), ask())
    assert serving.reason is ClosedReason.HOURS_UNKNOWN


def test_a_closed_store_opens_when_its_closing_ends():
    closed = Standing(StoreStatus.CLOSED, until=utc("2026-06-02T11:00"))
    serving = serve(store(standing=closed), ask())
    assert serving.reason is ClosedReason.STORE_CLOSED
    assert serving.opens_at == utc("2026-06-02T16:00")


def test_a_closing_that_has_ended_is_forgotten():
    closed = Standing(StoreStatus.CLOSED, until=OPEN_HOUR)
    assert serve(store(standing=closed), ask()).open


def test_a_busy_store_takes_longer_but_takes_the_order():
    quick = Service(ServiceType.PICK_UP, preparation_minutes=10)
    busy = Standing(StoreStatus.BUSY, busy_extra_minutes=15)
    serving = serve(store(standing=busy, services=(quick,)), ask())
    assert serving.open
    assert serving.preparation_minutes == 25


@pytest.mark.parametrize(
    ("changes", "question", "reason"),
    [
        ({"standing": Standing(StoreStatus.RETIRED)}, ask(), ClosedReason.STORE_RETIRED),
        ({}, ask(service=ServiceType.DINE_IN), ClosedReason.SERVICE_NOT_OFFERED),
        (
            {"channel_codes": (ChannelCode("miniapp", "1", paused=True),)},
            ask(),
            ClosedReason.CHANNEL_PAUSED,
        ),
        (
            {},
            ask(service=ServiceType.DELIVERY, point=Point(38.5, -122)),
            ClosedReason.OUTSIDE_DELIVERY_AREA,
        ),
        (
            {"delivery_areas": (circle("a"), circle("b"))},
            ask(service=ServiceType.DELIVERY),
            ClosedReason.POINT_REQUIRED,
        ),
    ],
)
def test_the_reason_against_an_order_is_named(changes, question, reason):
    assert serve(store(**changes), question).reason is reason


def test_a_paused_channel_leaves_the_others_open():
    codes = (ChannelCode("meituan", "1", paused=True),)
    assert serve(store(channel_codes=codes), ask(channel="miniapp")).open


def test_a_delivery_costs_what_its_area_says():
    serving = serve(store(), ask(service=ServiceType.DELIVERY, point=SAN_FRANCISCO))
    assert (serving.area.fee, serving.area.minimum_order) == (300, 2000)


def test_a_store_with_one_area_prices_a_delivery_without_a_point():
    assert serve(store(), ask(service=ServiceType.DELIVERY)).area.area_id == "near"


def test_a_service_with_hours_of_its_own_is_served_when_both_are_open():
    lunch = Service(ServiceType.DINE_IN, hours=every_day(11 * 60, 14 * 60))
    here = store(services=(lunch,))
    serving = serve(here, ask(service=ServiceType.DINE_IN))
    assert serving.closes_at == utc("2026-06-01T21:00")
    later = serve(here, ask(utc("2026-06-01T22:00"), ServiceType.DINE_IN))
    assert later.opens_at == utc("2026-06-02T18:00")


def test_a_voucher_can_be_bought_at_night_and_goes_to_the_oms():
    here = store(services=(Service(ServiceType.VOUCHER),))
    serving = serve(here, ask(NIGHT, ServiceType.VOUCHER))
    assert serving.open
    assert serving.route is Route.OMS


def test_a_service_may_name_its_back_office():
    by_hand = Service(ServiceType.PICK_UP, route=Route.NONE)
    assert serve(store(services=(by_hand,)), ask()).route is Route.NONE


def test_an_import_tells_new_changed_and_unchanged_stores_apart():
    items = [
        profile(external_code="new"),
        profile(external_code="same"),
        profile(external_code="moved", point=Point(1, 1)),
    ]
    existing = {code: store(code, external_code=code) for code in ("same", "moved")}
    outcomes = [decision.outcome for decision in plan_import(items, existing, {})]
    assert outcomes == [ImportOutcome.CREATED, ImportOutcome.UNCHANGED, ImportOutcome.UPDATED]


def test_a_code_that_comes_twice_rejects_both_and_spares_the_neighbour():
    items = [profile(external_code=code) for code in ("A", "B", "A")]
    first, second, third = plan_import(items, {}, {})
    assert first.outcome is third.outcome is ImportOutcome.REJECTED
    assert second.outcome is ImportOutcome.CREATED


def test_a_channel_code_of_another_store_rejects_the_item():
    item = profile(channel_codes=(ChannelCode("meituan", "77"),))
    [decision] = plan_import([item], {}, {("meituan", "77"): "sto_other"})
    assert decision.violations[0].field == "channel_codes[0].code"


def test_the_order_of_lists_does_not_make_a_store_changed():
    here = store(services=(Service(ServiceType.PICK_UP), Service(ServiceType.DINE_IN)))
    turned = replace(here.profile, services=here.profile.services[::-1])
    [decision] = plan_import([turned], {"S1": here}, {})
    assert decision.outcome is ImportOutcome.UNCHANGED


def test_a_wrong_item_is_rejected_with_the_field_and_the_limit():
    item = profile(hours=weekly((1, 600, 500)), name="")
    [decision] = plan_import([item], {}, {})
    assert [v.field for v in decision.violations] == [
        "name",
        "name",
        "hours.periods[0].closes_minute",
    ]


def wanted(after, *, service=ServiceType.PICK_UP, point=None):
    """A question about a time that lies so far after the asking, or before it."""
    at = OPEN_HOUR
    return Question(at, service, "miniapp", point, asked_at=at - after)


@pytest.mark.parametrize(
    ("after", "ahead_days", "reason"),
    [
        (timedelta(minutes=-5), None, ClosedReason.NONE),
        (timedelta(minutes=-5, seconds=-1), None, ClosedReason.TIME_PASSED),
        (timedelta(days=-200), None, ClosedReason.TIME_PASSED),
        (timedelta(days=7), None, ClosedReason.NONE),
        (timedelta(days=7, seconds=1), None, ClosedReason.TOO_FAR_AHEAD),
        (timedelta(days=14), 14, ClosedReason.NONE),
        (timedelta(hours=1), 0, ClosedReason.TOO_FAR_AHEAD),
        (timedelta(0), 0, ClosedReason.NONE),
    ],
)
def test_a_wanted_time_lies_between_a_grace_ago_and_the_stores_horizon(after, ahead_days, reason):
    assert serve(store(order_ahead_days=ahead_days), wanted(after)).reason is reason


def test_a_wanted_order_is_begun_earlier_by_preparation_busy_minutes_and_the_way():
    services = (Service(ServiceType.DELIVERY, preparation_minutes=20),)
    areas = (replace(circle("near"), travel_minutes=30),)
    busy = Standing(StoreStatus.BUSY, busy_extra_minutes=10)
    here = store(services=services, delivery_areas=areas, standing=busy)
    ask_for = wanted(timedelta(days=2), service=ServiceType.DELIVERY, point=SAN_FRANCISCO)
    assert serve(here, ask_for).prepare_from == OPEN_HOUR - timedelta(minutes=60)


def test_an_order_for_now_has_no_time_to_wait_for():
    assert serve(store(), ask()).prepare_from is None


@pytest.mark.parametrize(
    ("said", "brings"),
    [
        (DeliveredBy.NOBODY, DeliveredBy.CARRIER),
        (DeliveredBy.CARRIER, DeliveredBy.CARRIER),
        (DeliveredBy.STORE, DeliveredBy.STORE),
    ],
)
def test_a_delivery_is_brought_by_whom_the_store_says(said, brings):
    here = store(services=(Service(ServiceType.DELIVERY, delivered_by=said),))
    question = ask(service=ServiceType.DELIVERY, point=SAN_FRANCISCO)
    assert serve(here, question).delivered_by is brings


def test_what_is_not_delivered_is_brought_by_nobody():
    assert serve(store(), ask()).delivered_by is DeliveredBy.NOBODY
