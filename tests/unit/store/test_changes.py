"""What a change makes of a store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.store.v1 import hours_pb2, store_pb2

from centers.store.messages import merged, store_message
from centers.store.model import (
    Hours,
    HoursKind,
    ServiceType,
    SpecialDay,
    Standing,
    StoreStatus,
)
from centers.store.rules import set_hours, set_special_days, set_standing
from mesh.pure.errors import InvalidRequest
from tests.unit.store.builders import every_day, profile, store, utc

NOW = utc("2026-06-01T19:00")
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "standing",
    [
        Standing(StoreStatus.OPEN),
        Standing(StoreStatus.BUSY, LATER, 30),
        Standing(StoreStatus.CLOSED, LATER),
        Standing(StoreStatus.RETIRED),
    ],
)
def test_a_store_takes_a_status_that_makes_sense(standing):
    assert set_standing(standing)(store(), NOW).standing == standing


@pytest.mark.parametrize(
    ("standing", "field"),
    [
        (Standing(StoreStatus.CLOSED, NOW), "until"),
        (Standing(StoreStatus.OPEN, LATER), "until"),
        (Standing(StoreStatus.CLOSED, None, 5), "busy_extra_minutes"),
        (Standing(StoreStatus.BUSY, None, 241), "busy_extra_minutes"),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(standing, field):
    with pytest.raises(InvalidRequest) as caught:
        set_standing(standing)(store(), NOW)
    assert [violation.field for violation in caught.value.violations] == [field]


def test_hours_of_a_service_that_is_not_offered_are_refused():
    with pytest.raises(InvalidRequest):
        set_hours(ServiceType.DINE_IN, every_day(0, 60))(store(), NOW)


def test_a_service_cannot_have_unknown_hours():
    with pytest.raises(InvalidRequest):
        set_hours(ServiceType.PICK_UP, Hours(HoursKind.UNKNOWN))(store(), NOW)


def test_a_day_that_is_set_and_removed_at_once_is_refused():
    with pytest.raises(InvalidRequest):
        set_special_days([SpecialDay("2026-12-25")], ["2026-12-25"])(store(), NOW)


def test_special_days_are_limited_after_the_change_too():
    full = tuple(SpecialDay(str(NOW.date() + timedelta(days=n))) for n in range(400))
    with pytest.raises(InvalidRequest):
        set_special_days([SpecialDay("2030-01-01")], [])(store(special_days=full), NOW)


def test_a_masked_list_is_replaced_and_can_be_emptied():
    here = store(features=("wifi", "reserve"))
    wanted = store_pb2.Store(features=["drive_thru"], name="ignored")
    assert merged(here, wanted, FieldMask(paths=["features"])).features == ("drive_thru",)
    emptied = merged(here, store_pb2.Store(), FieldMask(paths=["features"]))
    assert emptied.features == ()
    assert emptied.name == here.profile.name


def test_masked_hours_are_replaced_and_not_mixed():
    wanted = store_pb2.Store(hours=hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN))
    changed = merged(store(), wanted, FieldMask(paths=["hours"]))
    assert changed.hours == Hours(HoursKind.ALWAYS_OPEN)


def test_a_store_survives_the_way_out_and_in_again():
    here = store()
    shown = store_message(here)
    assert merged(here, shown, FieldMask(paths=["name"])) == profile()
