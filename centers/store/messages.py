"""Protobuf ⇄ model."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import (
    hours_pb2,
    serving_pb2,
    store_feed_pb2,
    store_import_pb2,
    store_pb2,
    till_pb2,
)
from zhongtai.store.v1 import store_service_pb2 as pb

from centers.store.model import (
    ChannelCode,
    DeliveryArea,
    EventKind,
    Hours,
    ImportDecision,
    ImportOutcome,
    Period,
    Point,
    Profile,
    Service,
    ServiceType,
    SpecialDay,
    Standing,
    Store,
    StoreAddress,
    StoreFilter,
)
from centers.store.serving.model import ChannelStore, Nearby, Question, Search, Serving
from centers.store.tills.model import Till
from mesh.call.message_rule import check_message
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import known, known_or_none, moment, stamp
from mesh.data.paging import PAGE
from mesh.feed.events import NewEvent
from mesh.pure.errors import InvalidRequest, Refusal, Violation
from mesh.pure.ids import new_id
from mesh.pure.validation import Check

NOT_OF_THE_PROFILE = (
    "store_id",
    "status",
    "status_until",
    "busy_extra_minutes",
    "revision",
    "create_time",
    "update_time",
)
"""Fields of a store that the center sets."""

CHANGEABLE = frozenset(store_pb2.Store.DESCRIPTOR.fields_by_name).difference(NOT_OF_THE_PROFILE)
"""Fields of a store that UpdateStore may name."""

DEFAULT_RADIUS_M = 5000

# What comes in.

_point_of = ToModel(geo_pb2.GeoPoint, Point)
_period_of = ToModel(
    hours_pb2.OpeningPeriod, Period, names={"opens_minute": "opens", "closes_minute": "closes"}
)
_hours_of = ToModel(hours_pb2.OpeningHours, Hours, uses=[_period_of])
_special_day_of = ToModel(hours_pb2.SpecialDay, SpecialDay, uses=[_period_of])
_area_of = ToModel(store_pb2.DeliveryArea, DeliveryArea, left=["polygon"])
_profile_of = ToModel(
    store_pb2.Store,
    Profile,
    names={
        "currency_code": "currency",
        "business_day_starts_minute": "business_day_starts",
    },
    uses=[
        _point_of,
        _hours_of,
        _special_day_of,
        ToModel(store_pb2.StoreAddress, StoreAddress),
        ToModel(store_pb2.ChannelCode, ChannelCode),
        ToModel(
            store_pb2.ServiceOffer,
            Service,
            names={"fulfilment_route": "route", "without_packaging_fee": "free_packaging"},
            uses=[_hours_of],
        ),
    ],
    left=[*NOT_OF_THE_PROFILE, "delivery_areas"],
)

hours_of = _hours_of.within
special_days_of = _special_day_of.each
filter_of = ToModel(pb.ListStoresRequest, StoreFilter, left=PAGE)
standing_of = ToModel(pb.SetStoreStatusRequest, Standing, left=["request_id", "store_id"])


def profile_of(message: store_pb2.Store) -> Profile:
    """Return the profile of a store; nothing is checked yet but the numbers of enums."""
    areas = message.delivery_areas
    currencies = {money.currency_code for area in areas for money in (area.fee, area.minimum_order)}
    return _profile_of(
        message,
        delivery_areas=tuple(map(_delivery_area_of, areas)),
        currencies=frozenset(currencies),
    )


def import_item_of(message: store_pb2.Store) -> Profile | ImportDecision:
    """Return one item of an import; one that cannot be read is rejected."""
    try:
        check_message(message)
        return profile_of(message)
    except InvalidRequest as wrong:
        return ImportDecision(
            message.external_code, ImportOutcome.REJECTED, violations=wrong.violations
        )


def merged(store: Store, message: store_pb2.Store, mask: FieldMask) -> Profile:
    """Return the store's profile with the named fields taken from `message`.

    Raise InvalidRequest for a field that there is not or that cannot be changed so.
    """
    check = Check()
    check.count("update_mask", mask.paths, min=1, max=len(CHANGEABLE))
    for path in mask.paths:
        check.that(path in CHANGEABLE, "update_mask", f"{path[:64]} is not a field to change")
    check.raise_if_any()
    whole = store_message(store)
    for path in mask.paths:
        whole.ClearField(path)
    named = store_pb2.Store()
    named.CopyFrom(message)
    for field, _ in message.ListFields():
        if field.name not in mask.paths:
            named.ClearField(field.name)
    whole.MergeFrom(named)
    return profile_of(whole)


def question_of(request: serving_pb2.CheckStoreRequest, now: datetime) -> Question:
    """Return a question about now, or about the time that is wanted."""
    at = moment(request, "at")
    service_type = known(ServiceType, request.service_type, "service_type")
    point = _point_of(request.point) if request.HasField("point") else None
    return Question(at or now, service_type, request.channel, point, now if at else None)


def search_of(request: serving_pb2.FindNearbyStoresRequest, now: datetime) -> Search:
    """Return which stores near a point are wanted. Raise InvalidRequest without a point."""
    if not request.HasField("point"):
        raise InvalidRequest(violations=[Violation("point", "is required")])
    point, at = _point_of(request.point), moment(request, "at")
    service_type = known_or_none(ServiceType, request.service_type, "service_type")
    question = Question(at or now, service_type, request.channel, point, now if at else None)
    radius_m = request.radius_m or DEFAULT_RADIUS_M
    return Search(question, point, radius_m, request.only_open, request.language)


def _delivery_area_of(message: store_pb2.DeliveryArea) -> DeliveryArea:
    polygon = tuple(map(_point_of, message.polygon.points))
    return _area_of(message, polygon=polygon)


# What goes out.

_point = ToMessage(Point, geo_pb2.GeoPoint)
_address = ToMessage(StoreAddress, store_pb2.StoreAddress)
_period = ToMessage(
    Period,
    hours_pb2.OpeningPeriod,
    names={"opens_minute": "opens", "closes_minute": "closes"},
)
_hours = ToMessage(Hours, hours_pb2.OpeningHours, uses=[_period])
_store = ToMessage(
    Store,
    store_pb2.Store,
    names={
        "currency_code": "profile.currency",
        "business_day_starts_minute": "profile.business_day_starts",
        "status_until": "standing.until",
        "create_time": "created_at",
        "update_time": "updated_at",
    },
    inside=["profile", "standing"],
    uses=[
        _point,
        _address,
        _hours,
        ToMessage(SpecialDay, hours_pb2.SpecialDay, uses=[_period]),
        ToMessage(ChannelCode, store_pb2.ChannelCode),
        ToMessage(
            Service,
            store_pb2.ServiceOffer,
            names={"fulfilment_route": "route", "without_packaging_fee": "free_packaging"},
            uses=[_hours],
        ),
        ToMessage(
            DeliveryArea,
            store_pb2.DeliveryArea,
            names={"radius_m": "circle_m", "polygon": "outline"},
            uses=[
                ToMessage(
                    DeliveryArea, store_pb2.Polygon, names={"points": "polygon"}, uses=[_point]
                )
            ],
        ),
    ],
)

_address_shown = ToMessage(
    StoreAddress,
    store_pb2.StoreAddress,
    left=["street_names", "city_names", "region_names"],
)
_SUMMARY_CURRENCY = {"currency_code": "store.profile.currency"}
_STORE_INSIDE = ["store", "store.profile"]
_summary = ToMessage(
    Serving,
    serving_pb2.StoreSummary,
    names=_SUMMARY_CURRENCY,
    inside=_STORE_INSIDE,
    uses=[_point, _address_shown],
)
_check = ToMessage(
    Serving,
    serving_pb2.CheckStoreResponse,
    names={
        "fulfilment_route": "route",
        "without_packaging_fee": "free_packaging",
    },
    inside=_STORE_INSIDE,
    parts={"store": _summary},
)
_nearby = ToMessage(
    Nearby,
    serving_pb2.NearbyStore,
    names={"store": "serving"},
    inside=["serving"],
    uses=[_summary],
)
channel_store_message = ToMessage(
    ChannelStore,
    serving_pb2.ResolveChannelCodeResponse,
    parts={
        "store": ToMessage(
            ChannelStore,
            serving_pb2.StoreSummary,
            names=_SUMMARY_CURRENCY,
            inside=_STORE_INSIDE,
            uses=[_point, _address_shown],
        )
    },
)
imported_message = ToMessage(
    ImportDecision,
    store_import_pb2.ImportedStore,
    uses=[ToMessage(Violation, store_import_pb2.ImportViolation)],
)
till_message = ToMessage(
    Till,
    till_pb2.Till,
    names={"last_seen_time": "last_seen_at", "create_time": "created_at"},
)


def store_message(store: Store) -> store_pb2.Store:
    """Return the whole store."""
    return _store(store, store.profile.currency)


def check_message_of(serving: Serving) -> serving_pb2.CheckStoreResponse:
    """Return the answer of CheckStore."""
    return _check(serving, serving.store.profile.currency)


def check_refused(refusal: Refusal) -> serving_pb2.StoreCheck:
    """Return the answer for a question that is malformed, or about no store."""
    return serving_pb2.StoreCheck(refusal_reason=refusal.reason, refusal_message=refusal.message)


def nearby_messages(found: Iterable[Nearby]) -> list[serving_pb2.NearbyStore]:
    """Return stores near a point."""
    return [_nearby(near, near.serving.store.profile.currency) for near in found]


# The feed.

_SET_FOR_EACH = ("kind", "merchant_id", "trace_id", "event_id")
_store_event = ToMessage(
    Store,
    store_feed_pb2.StoreEvent,
    names={"status": "standing.status", "occur_time": "updated_at"},
    left=[*_SET_FOR_EACH, "till_id"],
)
_till_event = ToMessage(
    Till,
    store_feed_pb2.StoreEvent,
    left=[*_SET_FOR_EACH, "revision", "status", "occur_time"],
)


def store_event(kind: EventKind, store: Store, merchant_id: str, trace_id: str) -> NewEvent:
    """Return the event that a store was created or changed."""
    return _new_event(_store_event(store, kind=kind), store.store_id, merchant_id, trace_id)


def till_revoked_event(till: Till, merchant_id: str, now: datetime, trace_id: str) -> NewEvent:
    """Return the event that the tokens of a till are good no more."""
    message = _till_event(till, kind=EventKind.TILL_REVOKED, occur_time=stamp(now))
    return _new_event(message, till.till_id, merchant_id, trace_id)


def _new_event(
    message: store_feed_pb2.StoreEvent, subject_id: str, merchant_id: str, trace_id: str
) -> NewEvent:
    message.merchant_id, message.trace_id = merchant_id, trace_id
    message.event_id = new_id("evt")
    kind, payload = EventKind(message.kind).name, message.SerializeToString()
    return NewEvent(merchant_id, message.store_id, subject_id, kind, payload, trace_id)
