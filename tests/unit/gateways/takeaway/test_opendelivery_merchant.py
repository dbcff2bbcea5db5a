"""A store in OpenDelivery's words: every reference leads somewhere, and hours are those of UTC."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import hours_pb2, store_pb2

from gateways.takeaway.opendelivery.canonical import amount, degrees, encoded
from gateways.takeaway.opendelivery.hours import Hours
from tests.unit.gateways.takeaway.merchants import (
    DELIVERY,
    NOW,
    brl,
    check,
    menu,
    merchant,
    period,
    store,
)


def by_name(whole, kind):
    return {each["name"]: each for each in whole[kind]}


def offered(whole):
    """The status of each item that is offered for delivery, by its code."""
    codes = {each["id"]: each["externalCode"] for each in whole["items"]}
    own = {each["id"]: each for each in whole["itemOffers"]}
    delivery = next(each for each in whole["menus"] if each["name"] == "DELIVERY")
    listed = [each for each in whole["categories"] if each["id"] in delivery["categoryId"]]
    offers = [own[offer] for each in listed for offer in each["itemOfferId"]]
    return {codes[each["itemId"]]: each["status"] for each in offers}


def test_every_reference_leads_to_an_entity_and_every_id_is_a_uuid():
    whole = merchant().whole()
    ids = {
        kind: [each["id"] for each in whole[kind]]
        for kind in ("services", "menus", "categories", "items", "itemOffers", "optionGroups")
    }
    for found in ids.values():
        assert len(found) == len(set(found)) > 0
        assert all(uuid.UUID(each) for each in found)
    assert {each["menuId"] for each in whole["services"]} == set(ids["menus"])
    for each in whole["menus"]:
        assert set(each["categoryId"]) <= set(ids["categories"])
    assert sorted(o for c in whole["categories"] for o in c["itemOfferId"]) == sorted(
        ids["itemOffers"]
    )
    for each in whole["itemOffers"]:
        assert each["itemId"] in ids["items"]
        assert set(each["optionGroupsId"]) <= set(ids["optionGroups"])
    for group in whole["optionGroups"]:
        assert all(option["itemId"] in ids["items"] for option in group["options"])


def test_sizes_are_items_with_the_codes_of_the_channel_and_what_has_none_is_not_offered():
    whole = merchant().whole()
    assert set(offered(whole)) == {"N-M", "N-L", "SET", "TEA"}
    names = by_name(whole, "items")
    assert names["Noodles L"]["externalCode"] == "N-L"
    # What hangs in no category is offered all the same.
    assert "-" in by_name(whole, "categories")
    assert "Leite" not in by_name(whole, "categories")


def test_a_choice_that_must_be_followed_by_another_is_not_offered_and_combos_ask_for_their_parts():
    whole = merchant().whole()
    names = {each["id"]: each["name"] for each in whole["items"]}
    groups = {
        each["externalCode"]: [names[option["itemId"]] for option in each["options"]]
        for each in whole["optionGroups"]
    }
    assert groups == {"thick": ["thin", "wide"], "topping": ["egg"], "dish": ["Milk"]}
    [group] = [each for each in whole["optionGroups"] if each["externalCode"] == "dish"][:1]
    assert group["options"][0]["price"]["value"] == Decimal("1.5")
    assert (group["minPermitted"], group["maxPermitted"]) == (1, 1)


@pytest.mark.parametrize(
    ("gone", "unavailable"),
    [
        ({"m": True}, {"N-M"}),
        ({"thin": True}, set()),
        ({"thin": True, "wide": True}, {"N-M", "N-L"}),
        ({"egg": True}, set()),
    ],
)
def test_what_is_sold_out_or_cannot_be_chosen_to_the_end_stands_unavailable(gone, unavailable):
    statuses = offered(merchant(menu(sold_out=gone)).whole())
    assert {code for code, each in statuses.items() if each == "UNAVAILABLE"} == unavailable


def test_ids_stay_the_same_whatever_else_changes():
    before, now = (merchant(menu(price, without=gone)) for price, gone in ((1500, ""), (9, "tea")))
    for kind, entities in now.entities.items():
        assert {each["id"] for each in entities} <= {each["id"] for each in before.entities[kind]}


def test_a_store_stands_unavailable_where_its_people_closed_it_and_not_outside_its_hours():
    assert merchant(asked=check(is_open=False, reason=1)).status == "UNAVAILABLE"
    assert merchant(asked=check(is_open=False, reason=2)).status == "AVAILABLE"
    assert merchant(asked=check(is_open=False, reason=6)).status == "AVAILABLE"


def test_an_accounts_table_says_what_a_store_does_not_know_of_itself():
    about = {"document": "22815773000169", "email": "a@b.example", "categories": "PASTA, CHINESE"}
    basic = merchant().said_by(about).whole()["basicInfo"]
    assert basic["document"] == "22815773000169"
    assert basic["contactEmails"] == ["a@b.example"]
    assert basic["merchantCategories"] == ["PASTA", "CHINESE"]
    assert "document" not in merchant().basic


def test_areas_have_prices_and_polygons_run_counter_clockwise():
    points = [geo_pb2.GeoPoint(latitude=y, longitude=x) for x, y in ((0, 0), (0, 1), (1, 1))]
    areas = [
        store_pb2.DeliveryArea(area_id="a", radius_m=4000, fee=brl(500), minimum_order=brl(2000)),
        store_pb2.DeliveryArea(
            area_id="b", polygon=store_pb2.Polygon(points=points), fee=brl(750), travel_minutes=9
        ),
    ]
    whole = merchant(shop=store(delivery_areas=areas)).whole()
    area = next(each["serviceArea"] for each in whole["services"] if "serviceArea" in each)
    assert area["geoRadius"]["radius"][0]["size"] == 4000
    [polygon] = area["polygon"]
    assert (polygon["price"]["value"], polygon["estimateDeliveryTime"]) == (Decimal("7.5"), 9)
    around = [(each["longitude"], each["latitude"]) for each in polygon["geoCoordinates"]]
    assert around == [(1, 1), (0, 1), (0, 0)]
    assert whole["basicInfo"]["minOrderValue"]["value"] == 0


def test_hours_past_midnight_are_cut_at_the_midnights_of_utc():
    shop = store()
    week = Hours(shop, shop.services[0], NOW).week()
    periods = [each["timePeriods"] for each in week]
    # 10 in the morning to 2 in the night in São Paulo, three hours behind.
    assert periods == [
        {"startTime": "00:00:00.000Z", "endTime": "05:00:00.000Z"},
        {"startTime": "13:00:00.000Z", "endTime": "23:59:59.999Z"},
    ]
    assert all(len(each["dayOfWeek"]) == 7 for each in week)


def test_a_closed_day_is_told_by_the_days_it_touches():
    closed = [hours_pb2.SpecialDay(date="2026-12-25")]
    hours = Hours(store(special_days=closed), store().services[0], NOW)
    assert hours.holidays() == [
        {
            "date": "2026-12-25",
            "timePeriods": {"startTime": "00:00:00.000Z", "endTime": "05:00:00.000Z"},
        },
        {
            "date": "2026-12-26",
            "timePeriods": {"startTime": "13:00:00.000Z", "endTime": "23:59:59.999Z"},
        },
    ]
    past = store(special_days=[hours_pb2.SpecialDay(date="2025-12-25")])
    assert Hours(past, past.services[0], NOW).holidays() == []


STEP = 30
"""Periods begin and end at half hours, so each half hour tells them apart."""
spans = st.tuples(st.integers(0, 47), st.integers(1, 48)).map(
    lambda s: (s[0] * STEP, (s[0] + s[1]) * STEP)
)
weeks = st.lists(st.tuples(st.integers(1, 7), spans), max_size=12)


def hours_of(week):
    return hours_pb2.OpeningHours(
        kind=hours_pb2.HOURS_KIND_WEEKLY, periods=[period(day, *span) for day, span in week]
    )


def is_open(week, special, local: datetime) -> bool:
    """Whether a wall clock lies within the periods of its day or the day before."""
    for back in (0, 1):
        day = local.date() - timedelta(days=back)
        minute = local.hour * 60 + local.minute + 1440 * back
        periods = special.get(day, [span for each, span in week if each == day.isoweekday()])
        if any(begin <= minute < end for begin, end in periods):
            return True
    return False


def told_open(week, holidays, moment: datetime) -> bool:
    """Whether a moment lies within what the platform was told."""
    text = moment.date().isoformat()
    special = [each for each in holidays if each["date"] == text]
    name = moment.strftime("%A").upper()
    rows = special or [each for each in week if name in each["dayOfWeek"]]
    clock = moment.strftime("%H:%M:00.000Z")
    return any(
        row["timePeriods"]["startTime"] <= clock < row["timePeriods"]["endTime"]
        for row in rows
        if "timePeriods" in row
    )


@settings(max_examples=40)
@example([(4, (0, 300))], None, [], "Asia/Shanghai")
@example([(3, (1200, 1560)), (4, (60, 300))], None, [(600, 1560)], "America/Sao_Paulo")
@example([(5, (0, 300))], None, [(1380, 2820)], "Asia/Kolkata")
@given(
    weeks,
    st.none() | weeks,
    st.lists(spans, max_size=3),
    st.sampled_from(["Asia/Shanghai", "America/Sao_Paulo", "Asia/Kolkata", "UTC"]),
)
def test_the_platform_thinks_a_store_open_exactly_when_it_is(week, own, other, zone):
    day = date(2026, 12, 3)
    periods = [hours_pb2.OpeningPeriod(opens_minute=a, closes_minute=b) for a, b in other]
    shop = store(
        zone,
        hours=hours_of(week),
        special_days=[hours_pb2.SpecialDay(date=day.isoformat(), periods=periods)],
    )
    offer = store_pb2.ServiceOffer(service_type=DELIVERY)
    if own is not None:
        offer.hours.CopyFrom(hours_of(own))
    told = Hours(shop, offer, datetime(2026, 11, 30, 9, tzinfo=UTC))
    weekly, holidays = told.week(), told.holidays()
    for minute in range(0, 6 * 1440, STEP):
        moment = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(minutes=minute)
        local = moment.astimezone(ZoneInfo(zone))
        expected = is_open(week, {day: other}, local)
        if own is not None:
            expected = expected and is_open(own, {}, local)
        assert told_open(weekly, holidays, moment) == expected, moment


def test_always_open_is_every_minute_and_unknown_is_none():
    always = store(hours=hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN))
    [row] = Hours(always, always.services[0], NOW).week()
    assert row["timePeriods"] == {"startTime": "00:00:00.000Z", "endTime": "23:59:59.999Z"}
    unknown = store(hours=hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_UNKNOWN))
    assert Hours(unknown, unknown.services[0], NOW).week() == []


def test_numbers_are_written_in_their_canonical_form():
    told = {"b": amount(1250, "BRL"), "a": amount(500, "BRL"), "c": degrees(-46.0), "ç": "é\n"}
    told["d"] = [degrees(0.000123), amount(7, "JPY"), amount(1005, "BRL")]
    written = '{"a":5,"b":12.5,"c":-46,"d":[0.000123,7,10.05],"ç":"é\\n"}'
    assert encoded(told) == written.encode()
