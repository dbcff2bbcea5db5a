"""Stores and answers as messages of the contract."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.store.v1 import store_feed_pb2, store_pb2

from centers.store import messages
from centers.store.model import (
    ChannelCode,
    DeliveredBy,
    DeliveryArea,
    EventKind,
    Period,
    Point,
    Route,
    Service,
    ServiceType,
    SpecialDay,
    StoreAddress,
)
from centers.store.serving.model import Nearby, Question
from centers.store.serving.rules import serve
from centers.store.tills.model import Till
from mesh.pure.naming import OtherName
from tests.unit.store.builders import circle, every_day, profile, store, utc

NOW = utc("2026-06-01T19:00")
TRIANGLE = DeliveryArea("a", "North", 0, (Point(0, 0), Point(1, 0), Point(0, 1)), 5, 6, 7)
FULL = {
    "address": StoreAddress(
        "1 Market St", "SF", "CA", "94105", "US", (OtherName("", "de", "Marktstraße 1"),)
    ),
    "names": (OtherName("meituan", "", "Ferry"),),
    "services": (
        Service(ServiceType.PICK_UP, every_day(0, 60), Route.OMS, 9, free_packaging=True),
        Service(ServiceType.DELIVERY, delivered_by=DeliveredBy.STORE),
    ),
    "special_days": (SpecialDay("2026-12-25", (Period(0, 60, 120),), "Christmas"),),
    "delivery_areas": (TRIANGLE, circle("b")),
    "channel_codes": (ChannelCode("meituan", "7", paused=True, auto_accept=True),),
    "features": ("wifi",),
    "order_ahead_days": 0,
    "pos_plugin": "meituan",
}


def test_all_that_is_entered_survives_the_way_out_and_in_again():
    shown = messages.store_message(store(**FULL))
    assert messages.merged(store(**FULL), shown, FieldMask(paths=["name"])) == profile(**FULL)


def test_an_area_is_shown_as_its_polygon_or_as_its_circle():
    shown = messages.store_message(store(**FULL)).delivery_areas
    assert [area.WhichOneof("shape") for area in shown] == ["polygon", "radius_m"]


def test_only_what_the_center_sets_itself_cannot_be_named_in_a_mask():
    fields = set(store_pb2.Store.DESCRIPTOR.fields_by_name)
    assert fields - messages.CHANGEABLE == set(messages.NOT_OF_THE_PROFILE)


def test_a_check_names_what_tills_call_the_store_and_a_fee_of_zero():
    shown = messages.check_message_of(serve(store(**FULL), Question(NOW, ServiceType.PICK_UP)))
    assert (shown.pos_plugin, shown.pos_store_code) == ("meituan", "7")
    assert (shown.delivery_fee.minor_units, shown.delivery_fee.currency_code) == (0, "USD")
    assert (shown.store.store_id, shown.store.currency_code) == ("sto_1", "USD")


def test_a_store_nearby_has_a_fee_only_where_it_delivers():
    [shown] = messages.nearby_messages([Nearby(serve(store(), Question(NOW)), 5)])
    assert not shown.HasField("delivery_fee")
    delivering = serve(store(), Question(NOW, ServiceType.DELIVERY))
    [shown] = messages.nearby_messages([Nearby(delivering, 5)])
    assert (shown.delivery_fee.minor_units, shown.minimum_order.minor_units) == (300, 2000)
    assert list(shown.service_types) == [ServiceType.PICK_UP, ServiceType.DELIVERY]


def test_the_event_of_a_till_names_till_store_and_moment():
    till = Till("til_1", "sto_1", "Counter", False, None, NOW)
    event = messages.till_revoked_event(till, "demo", NOW, "t1")
    told = store_feed_pb2.StoreEvent.FromString(event.payload)
    assert (event.store_id, event.subject_id, event.kind) == ("sto_1", "til_1", "TILL_REVOKED")
    assert (told.till_id, told.store_id, told.trace_id) == ("til_1", "sto_1", "t1")
    assert (told.kind, told.occur_time.ToSeconds()) == (EventKind.TILL_REVOKED, NOW.timestamp())
