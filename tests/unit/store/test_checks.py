"""What may be said about a store."""

from __future__ import annotations

import pytest

from centers.store.checks import profile_violations
from centers.store.model import (
    ChannelCode,
    DeliveryArea,
    Hours,
    HoursKind,
    Period,
    Point,
    Service,
    ServiceType,
    SpecialDay,
    StoreAddress,
)
from mesh.pure.naming import OtherName
from tests.unit.store.builders import circle, every_day, profile, weekly

BOW_TIE = (Point(0, 0), Point(2, 2), Point(0, 2), Point(2, 0))
GERMAN = OtherName("", "de", "Hier")
ACROSS = (Point(0, 179), Point(1, -179), Point(2, 179))


def test_a_plain_store_is_fine():
    assert profile_violations(profile()) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "x" * 81}, "name"),
        ({"name": "  "}, "name"),
        ({"names": (OtherName("", "de", "x" * 81),)}, "names[0].name"),
        ({"point": None}, "point"),
        ({"point": Point(91, 0)}, "point.latitude"),
        ({"point": Point(0, float("nan"))}, "point.longitude"),
        ({"time_zone": "PST"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"currency": "usd", "currencies": frozenset()}, "currency_code"),
        ({"currencies": frozenset({"USD", "CNY"})}, "delivery_areas"),
        ({"hours": None}, "hours"),
        ({"hours": weekly((0, 60, 120))}, "hours.periods[0].weekday"),
        ({"hours": weekly((1, 60, 1501))}, "hours.periods[0].closes_minute"),
        ({"hours": weekly((1, 60, 120), (1, 60, 120))}, "hours.periods"),
        ({"hours": Hours(HoursKind.UNKNOWN, (Period(1, 0, 60),))}, "hours.periods"),
        ({"special_days": (SpecialDay("2026-02-30"),)}, "special_days[0].date"),
        ({"special_days": (SpecialDay("2026-1-1"),)}, "special_days[0].date"),
        ({"special_days": (SpecialDay("2026-01-01"),) * 2}, "special_days"),
        (
            {"special_days": (SpecialDay("2026-01-01", (Period(4, 0, 60),)),)},
            "special_days[0].periods[0].weekday",
        ),
        ({"delivery_areas": ()}, "delivery_areas"),
        ({"delivery_areas": (circle(radius_m=0),)}, "delivery_areas[0].radius_m"),
        ({"delivery_areas": (circle(fee=-1),)}, "delivery_areas[0].fee.minor_units"),
        (
            {"delivery_areas": (DeliveryArea("a", "", 0, BOW_TIE, 0, 0),)},
            "delivery_areas[0].polygon.points",
        ),
        (
            {"delivery_areas": (DeliveryArea("a", "", 0, ACROSS, 0, 0),)},
            "delivery_areas[0].polygon.points",
        ),
        ({"services": (Service(ServiceType.PICK_UP),) * 2}, "services"),
        (
            {"services": (Service(ServiceType.PICK_UP, Hours(HoursKind.UNKNOWN)),)},
            "services[0].hours.kind",
        ),
        ({"channel_codes": (ChannelCode("Mei Tuan", "1"),)}, "channel_codes[0].channel"),
        ({"channel_codes": (ChannelCode("a", "1"), ChannelCode("a", "2"))}, "channel_codes"),
        ({"business_day_starts": 721}, "business_day_starts_minute"),
        ({"features": ("Drive Thru",)}, "features"),
        ({"address": StoreAddress("")}, "address.street"),
        ({"address": StoreAddress("1", city_names=(GERMAN,))}, "address.city"),
        ({"address": StoreAddress("1", street_names=(GERMAN, GERMAN))}, "address.street_names"),
        ({"address": StoreAddress("1 Main St", country_code="USA")}, "address.country_code"),
    ],
)
def test_each_mistake_is_named_by_its_field(changes, field):
    assert field in [found.field for found in profile_violations(profile(**changes))]


def test_hours_may_touch_and_a_night_may_run_into_a_day_that_is_open():
    touching = weekly((1, 0, 720), (1, 720, 1440), (7, 240, 1500))
    assert profile_violations(profile(hours=touching)) == ()


def test_closing_past_midnight_up_to_the_next_opening_is_fine():
    assert profile_violations(profile(hours=every_day(210, 1500))) == ()


def test_an_import_needs_a_code():
    nameless = profile(external_code="")
    assert profile_violations(nameless) == ()
    assert profile_violations(nameless, code_required=True)[0].field == "external_code"
