"""Protobuf ⇄ model: what comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import hours_pb2, store_pb2
from zhongtai.store.v1 import store_service_pb2 as pb

from centers.store.answers import store_message
from centers.store.model import (
    ChannelCode,
    DeliveredBy,
    DeliveryArea,
    Hours,
    HoursKind,
    Particulars,
    Period,
    Point,
    Route,
    Service,
    ServiceType,
    SpecialDay,
    Store,
    StoreAddress,
    StoreStatus,
)
from mesh.call.wire import known, known_or_none
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.validation import Check

CHANGEABLE = frozenset(
    (
        "external_code",
        "name",
        "point",
        "address",
        "phone",
        "time_zone",
        "currency_code",
        "services",
        "hours",
        "special_days",
        "delivery_areas",
        "channel_codes",
        "business_day_starts_minute",
        "features",
        "order_ahead_days",
        "pos_plugin",
    )
)
"""Fields of a store that UpdateStore may name."""


def point_of(message: geo_pb2.GeoPoint, present: bool) -> Point | None:
    """A point; None when it is not present. Its limits are not checked here."""
    return Point(message.latitude, message.longitude) if present else None


def required_point(message: geo_pb2.GeoPoint, present: bool, field: str) -> Point:
    """A point that must be there. Raises InvalidRequest when it is not."""
    if not present:
        raise InvalidRequest(violations=[Violation(field, "is required")])
    return Point(message.latitude, message.longitude)


def store_filter(request: pb.ListStoresRequest) -> Callable[[Store], bool]:
    """Which stores a list is asked for. Raises InvalidRequest."""
    check = Check()
    check.text("name_contains", request.name_contains, min=0, max=80)
    check.count("external_codes", request.external_codes, min=0, max=200)
    check.raise_if_any()
    status = known_or_none(StoreStatus, request.status, "status")
    words, codes = request.name_contains.casefold(), frozenset(request.external_codes)
    feature = request.feature

    def matches(store: Store) -> bool:
        said, now = store.particulars, store.standing.status
        return (
            (now is status if status else now is not StoreStatus.RETIRED)
            and (not words or words in said.name.casefold())
            and (not codes or said.external_code in codes)
            and (not feature or feature in said.features)
        )

    return matches


def particulars_of(message: store_pb2.Store) -> Particulars:
    """What is said about a store; nothing is checked yet but the numbers of enums."""
    has = message.HasField
    return Particulars(
        name=message.name,
        point=point_of(message.point, has("point")),
        time_zone=message.time_zone,
        currency=message.currency_code,
        hours=hours_of(message.hours, "hours") if has("hours") else None,
        external_code=message.external_code,
        address=_address(message.address) if has("address") else None,
        phone=message.phone,
        services=tuple(
            _service(service, f"services[{index}]")
            for index, service in enumerate(message.services)
        ),
        special_days=special_days_of(message.special_days),
        delivery_areas=tuple(map(_area, message.delivery_areas)),
        channel_codes=tuple(
            ChannelCode(code.channel, code.code, code.paused) for code in message.channel_codes
        ),
        business_day_starts=message.business_day_starts_minute,
        features=tuple(message.features),
        order_ahead_days=message.order_ahead_days if has("order_ahead_days") else None,
        pos_plugin=message.pos_plugin,
        currencies=frozenset(_currencies(message.delivery_areas)),
    )


def merged(store: Store, message: store_pb2.Store, mask: FieldMask) -> Particulars:
    """The store's particulars with the named fields taken from `message`.

    Raises InvalidRequest for a field that there is not or that cannot be changed so.
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
    return particulars_of(whole)


def hours_of(message: hours_pb2.OpeningHours, field: str) -> Hours:
    """Weekly hours."""
    kind = known(HoursKind, message.kind, f"{field}.kind")
    return Hours(kind, _periods(message.periods))


def special_days_of(messages: Iterable[hours_pb2.SpecialDay]) -> tuple[SpecialDay, ...]:
    """Special days."""
    return tuple(SpecialDay(day.date, _periods(day.periods), day.note) for day in messages)


def _periods(messages: Iterable[hours_pb2.OpeningPeriod]) -> tuple[Period, ...]:
    return tuple(Period(p.weekday, p.opens_minute, p.closes_minute) for p in messages)


def _address(message: store_pb2.StoreAddress) -> StoreAddress:
    return StoreAddress(
        street=message.street,
        city=message.city,
        region=message.region,
        postal_code=message.postal_code,
        country_code=message.country_code,
    )


def _service(message: store_pb2.ServiceOffer, field: str) -> Service:
    own = message.HasField("hours")
    return Service(
        service_type=known(ServiceType, message.service_type, f"{field}.service_type"),
        hours=hours_of(message.hours, f"{field}.hours") if own else None,
        route=known_or_none(Route, message.fulfilment_route, f"{field}.fulfilment_route"),
        preparation_minutes=message.preparation_minutes,
        delivered_by=known(DeliveredBy, message.delivered_by, f"{field}.delivered_by"),
        free_packaging=message.without_packaging_fee,
    )


def _area(message: store_pb2.DeliveryArea) -> DeliveryArea:
    return DeliveryArea(
        area_id=message.area_id,
        name=message.name,
        radius_m=message.radius_m,
        polygon=tuple(Point(p.latitude, p.longitude) for p in message.polygon.points),
        fee=message.fee.minor_units,
        minimum_order=message.minimum_order.minor_units,
        travel_minutes=message.travel_minutes,
    )


def _currencies(areas: Iterable[store_pb2.DeliveryArea]) -> Iterable[str]:
    for area in areas:
        yield area.fee.currency_code
        yield area.minimum_order.currency_code
