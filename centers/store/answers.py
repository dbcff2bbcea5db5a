"""Model ⇄ protobuf: what goes out."""

from __future__ import annotations

from datetime import datetime

from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import (
    hours_pb2,
    serving_pb2,
    store_feed_pb2,
    store_import_pb2,
    store_pb2,
    till_pb2,
)

from centers.store.model import (
    ChannelCode,
    DeliveryArea,
    EventKind,
    Hours,
    Nearby,
    Period,
    Point,
    Service,
    Serving,
    SpecialDay,
    Store,
    StoreAddress,
    StoreStatus,
    Till,
)
from centers.store.rules import ImportDecision, pos_store_code
from mesh.call.wire import money, number, stamp
from mesh.pure.ids import new_id


def store_message(store: Store) -> store_pb2.Store:
    """The whole store."""
    said, standing = store.particulars, store.standing
    return store_pb2.Store(
        store_id=store.store_id,
        external_code=said.external_code,
        name=said.name,
        point=_point(store.point),
        address=_address(said.address),
        phone=said.phone,
        time_zone=said.time_zone,
        currency_code=said.currency,
        services=map(_service, said.services),
        hours=_hours(store.hours),
        special_days=map(_special_day, said.special_days),
        delivery_areas=[_area(area, said.currency) for area in said.delivery_areas],
        channel_codes=map(_channel_code, said.channel_codes),
        status=number(standing.status),
        status_until=stamp(standing.until),
        busy_extra_minutes=standing.busy_extra_minutes,
        business_day_starts_minute=said.business_day_starts,
        features=said.features,
        order_ahead_days=said.order_ahead_days,
        pos_plugin=said.pos_plugin,
        revision=store.revision,
        create_time=stamp(store.created_at),
        update_time=stamp(store.updated_at),
    )


def summary_message(store: Store, status: StoreStatus) -> serving_pb2.StoreSummary:
    """What does not change with the question, and the status at the asked time."""
    said = store.particulars
    return serving_pb2.StoreSummary(
        store_id=store.store_id,
        external_code=said.external_code,
        name=said.name,
        time_zone=said.time_zone,
        currency_code=said.currency,
        point=_point(store.point),
        address=_address(said.address),
        phone=said.phone,
        status=number(status),
    )


def check_message(serving: Serving) -> serving_pb2.CheckStoreResponse:
    """The answer of CheckStore."""
    currency = serving.store.particulars.currency
    return serving_pb2.CheckStoreResponse(
        store=summary_message(serving.store, serving.status),
        open=serving.open,
        reason=number(serving.reason),
        opens_at=stamp(serving.opens_at),
        closes_at=stamp(serving.closes_at),
        business_date=serving.business_date,
        delivery_fee=money(serving.area.fee if serving.area else 0, currency),
        minimum_order=money(serving.area.minimum_order if serving.area else 0, currency),
        delivery_area_id=serving.area.area_id if serving.area else "",
        fulfilment_route=number(serving.route),
        preparation_minutes=serving.preparation_minutes,
        travel_minutes=serving.area.travel_minutes if serving.area else 0,
        delivered_by=number(serving.delivered_by),
        prepare_from=stamp(serving.prepare_from),
        without_packaging_fee=serving.free_packaging,
        pos_plugin=serving.store.particulars.pos_plugin,
        pos_store_code=pos_store_code(serving.store.particulars),
    )


def nearby_message(near: Nearby) -> serving_pb2.NearbyStore:
    """A store near a point."""
    serving, said = near.serving, near.serving.store.particulars
    message = serving_pb2.NearbyStore(
        store=summary_message(serving.store, serving.status),
        distance_m=near.distance_m,
        open=serving.open,
        reason=number(serving.reason),
        opens_at=stamp(serving.opens_at),
        closes_at=stamp(serving.closes_at),
        service_types=[number(service.service_type) for service in said.services],
    )
    if serving.area is not None:
        message.delivery_fee.CopyFrom(money(serving.area.fee, said.currency))
        message.minimum_order.CopyFrom(money(serving.area.minimum_order, said.currency))
    return message


def imported_message(decision: ImportDecision) -> store_import_pb2.ImportedStore:
    """What became of one imported store."""
    return store_import_pb2.ImportedStore(
        external_code=decision.external_code,
        store_id=decision.store_id,
        outcome=number(decision.outcome),
        violations=[
            store_import_pb2.ImportViolation(field=v.field, description=v.description)
            for v in decision.violations
        ],
    )


def till_message(till: Till) -> till_pb2.Till:
    """A till, without anything about its secret."""
    return till_pb2.Till(
        till_id=till.till_id,
        store_id=till.store_id,
        name=till.name,
        disabled=till.disabled,
        last_seen_time=stamp(till.last_seen_at),
        create_time=stamp(till.created_at),
    )


def event_message(
    kind: EventKind, store: Store, merchant_id: str, trace_id: str
) -> store_feed_pb2.StoreEvent:
    """What happened to a store, for the feed."""
    return store_feed_pb2.StoreEvent(
        kind=number(kind),
        store_id=store.store_id,
        revision=store.revision,
        status=number(store.standing.status),
        occur_time=stamp(store.updated_at),
        trace_id=trace_id,
        merchant_id=merchant_id,
        event_id=new_id("evt"),
    )


def till_revoked_message(
    till: Till, merchant_id: str, now: datetime, trace_id: str
) -> store_feed_pb2.StoreEvent:
    """That who logged in as a till may not go on, for the feed."""
    return store_feed_pb2.StoreEvent(
        kind=number(EventKind.TILL_REVOKED),
        store_id=till.store_id,
        occur_time=stamp(now),
        trace_id=trace_id,
        merchant_id=merchant_id,
        till_id=till.till_id,
        event_id=new_id("evt"),
    )


def _point(point: Point) -> geo_pb2.GeoPoint:
    return geo_pb2.GeoPoint(latitude=point.latitude, longitude=point.longitude)


def _address(address: StoreAddress | None) -> store_pb2.StoreAddress | None:
    if address is None:
        return None
    return store_pb2.StoreAddress(
        street=address.street,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country_code=address.country_code,
    )


def _hours(hours: Hours) -> hours_pb2.OpeningHours:
    return hours_pb2.OpeningHours(kind=number(hours.kind), periods=map(_period, hours.periods))


def _period(period: Period) -> hours_pb2.OpeningPeriod:
    return hours_pb2.OpeningPeriod(
        weekday=number(period.weekday), opens_minute=period.opens, closes_minute=period.closes
    )


def _special_day(day: SpecialDay) -> hours_pb2.SpecialDay:
    return hours_pb2.SpecialDay(date=day.date, periods=map(_period, day.periods), note=day.note)


def _service(service: Service) -> store_pb2.ServiceOffer:
    return store_pb2.ServiceOffer(
        service_type=number(service.service_type),
        hours=_hours(service.hours) if service.hours is not None else None,
        fulfilment_route=number(service.route or 0),
        preparation_minutes=service.preparation_minutes,
        delivered_by=number(service.delivered_by),
        without_packaging_fee=service.free_packaging,
    )


def _area(area: DeliveryArea, currency: str) -> store_pb2.DeliveryArea:
    message = store_pb2.DeliveryArea(
        area_id=area.area_id,
        name=area.name,
        fee=money(area.fee, currency),
        minimum_order=money(area.minimum_order, currency),
        travel_minutes=area.travel_minutes,
    )
    if area.polygon:
        message.polygon.points.extend(map(_point, area.polygon))
    else:
        message.radius_m = area.radius_m
    return message


def _channel_code(code: ChannelCode) -> store_pb2.ChannelCode:
    return store_pb2.ChannelCode(channel=code.channel, code=code.code, paused=code.paused)
