"""Reading the list of real stores."""

from __future__ import annotations

import csv
import io

import pytest

from centers.store.checks import profile_violations
from centers.store.messages import profile_of
from cli.replay.parse_stores import parse_hours, parse_stores
from cli.replay.stores import _store
from tests.unit.replay.shared import DATA, recorded, write

PLAIN = {
    "ID": "9128",
    "Name": "West Portal",
    "Phone Number": "(415) 664-8370",
    "Address": "100 West Portal, 941271306  San Francisco County, California",
    "City": "San Francisco - San Francisco County",
    "Coordinates": "37.739684,-122.467323",
    "Regular hours": "5:00 AM to 11:00 PM",
    "Saturday Openint TImes": "5:30 AM to 11:00 PM",
    "Sunday Opening Times": "Closed",
    "24-Hour Service": "No",
    "Drive-Thru": "Yes",
    "Free Wi-Fi": "No",
    "Mobile Payment": "Yes",
}
HOURS = ("Regular hours", "Saturday Openint TImes", "Sunday Opening Times")


def stores(folder, *changes):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(PLAIN), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**PLAIN, **change} for change in changes)
    return parse_stores(write(folder, "stores.csv", text.getvalue().rstrip("\n")))


def all_week(hours: str) -> dict[str, str]:
    return dict.fromkeys(HOURS, hours)


def test_a_store_is_read_with_its_place_and_features(tmp_path):
    [store] = stores(tmp_path, {}).stores
    assert (store.code, store.street, store.city) == ("9128", "100 West Portal", "San Francisco")
    assert (store.latitude, store.longitude) == (37.739684, -122.467323)
    assert store.features == ("drive_thru", "mobile_payment")


def test_a_closed_day_has_no_period(tmp_path):
    [store] = stores(tmp_path, {}).stores
    assert {period.weekday for period in store.periods} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5:00 AM to 11:00 PM", (300, 1380)),
        ("4:30 AM to 12:00 AM", (270, 1440)),
        ("3:30 AM to 1:00 AM", (210, 1500)),
        ("12:00 AM to 12:00 AM", (0, 1440)),
        ("4:30 AM to 3:15 AM", (270, 1635)),
        ("12:30 PM to 1:00 PM", (750, 780)),
        ("Closed", None),
    ],
)
def test_hours_run_past_midnight_when_they_close_at_or_before_they_open(text, minutes):
    assert parse_hours(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00 AM to 1:00 PM", "5:61 AM to 1:00 PM", "always"])
def test_what_are_no_hours_is_an_error(text):
    with pytest.raises(ValueError, match=r"hours|time of a day"):
        parse_hours(text)


def test_a_store_without_any_hours_has_unknown_hours(tmp_path):
    [store] = stores(tmp_path, all_week("")).stores
    assert store.periods is None


def test_a_store_closed_all_week_is_known_to_be_closed(tmp_path):
    [store] = stores(tmp_path, all_week("Closed")).stores
    assert store.periods == ()


@pytest.mark.parametrize(
    "change",
    [
        {"Regular hours": ""},
        {"Regular hours": "early to late"},
        {"Coordinates": "37.7"},
        {"ID": " "},
        {"Name": ""},
    ],
)
def test_a_dirty_row_is_reported_with_its_line_and_spares_the_next(tmp_path, change):
    found = stores(tmp_path, change, {"ID": "2"})
    assert [store.code for store in found.stores] == ["2"]
    assert found.dirty.rows[0].startswith("stores.csv:2:")


def test_a_number_that_comes_twice_is_reported(tmp_path):
    found = stores(tmp_path, {}, {"Name": "Another"})
    assert [store.name for store in found.stores] == ["West Portal"]
    assert found.dirty.rows == ["stores.csv:3: number '9128' comes twice"]


@pytest.mark.parametrize(
    ("phone", "read"),
    [
        ("(415) 664-8370", "+14156648370"),
        ("661-266-2314", "+16612662314"),
        ("1 415.664.8370", "+14156648370"),
        ("", ""),
        ("#N/A", ""),
        ("664-8370", ""),
    ],
)
def test_a_phone_is_read_whole_or_not_at_all(tmp_path, phone, read):
    [store] = stores(tmp_path, {"Phone Number": phone}).stores
    assert store.phone == read


def test_stray_blanks_in_a_name_are_one(tmp_path):
    [store] = stores(tmp_path, {"Name": "  Main  &  5th "}).stores
    assert store.name == "Main & 5th"


@recorded("starbucks_ca")
def test_the_recorded_stores_are_all_read():
    found = parse_stores(DATA / "starbucks_ca" / "stores.csv")
    assert len(found.stores) == 2_558
    assert sum(store.periods is None for store in found.stores) == 119
    assert not found.dirty.rows


@recorded("starbucks_ca")
def test_the_store_center_takes_every_recorded_store():
    found = parse_stores(DATA / "starbucks_ca" / "stores.csv")
    wrong = {
        store.code: violations
        for store in found.stores
        if (violations := profile_violations(profile_of(_store(store)), code_required=True))
    }
    assert wrong == {}
