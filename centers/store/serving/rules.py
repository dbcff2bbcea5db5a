"""Decisions about serving: would a store take this order, and which stores are near."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from centers.store.areas import area_for, distance_m
from centers.store.hours import (
    Opening,
    Timetable,
    both_open,
    business_date,
    endless,
    openings,
)
from centers.store.model import (
    DeliveredBy,
    DeliveryArea,
    Route,
    Service,
    ServiceType,
    Standing,
    Store,
    StoreStatus,
)
from centers.store.rules import named_for, standing_at
from centers.store.serving.model import ClosedReason, Nearby, Question, Search, Serving, Times
from centers.store.snapshots import StoreIndex
from mesh.pure.naming import Naming
from mesh.pure.zones import zone_of

WANTED_GRACE = timedelta(minutes=5)
"""How far back a wanted time may lie: who chose "now" takes a while to pay."""
ORDER_AHEAD_DAYS = 7
"""How many days ahead a store takes orders for when it does not say."""


def serve(store: Store, question: Question) -> Serving:
    """Return whether the store would take such an order, with the first reason against it."""
    standing = standing_at(store, question.at)
    service = service_of(store, question.service_type)
    times = times_around(store, service, question.at)
    area, area_reason = _delivery(store, question)
    reason = _reason(store, question, standing, service, times) or area_reason
    taken = reason is ClosedReason.NONE
    preparation = _preparation(service, standing)
    return Serving(
        store=store,
        status=standing.status,
        reason=reason,
        business_date=trading_day(store, question.at),
        route=route_of(question.service_type, service),
        opens_at=_opens_at(store, service, standing, times, reason),
        closes_at=times.closes_at if taken else None,
        area=area if taken else None,
        preparation_minutes=preparation,
        delivered_by=deliverer_of(question.service_type, service),
        prepare_from=_prepare_from(question, preparation, area) if taken else None,
        free_packaging=is_packed_free(question.service_type, service),
        auto_accept=accepts(store, question.channel),
    )


def service_of(store: Store, service_type: ServiceType | None) -> Service | None:
    """Return the store's offer of a service, or None."""
    offers = store.profile.services
    return next((offer for offer in offers if offer.service_type is service_type), None)


def route_of(service_type: ServiceType | None, service: Service | None) -> Route:
    """Return which back office carries such an order out."""
    if service is not None and service.route is not None:
        return service.route
    return Route.OMS if service_type is ServiceType.VOUCHER else Route.TILL


def deliverer_of(service_type: ServiceType | None, service: Service | None) -> DeliveredBy:
    """Return who brings an order of this service; a carrier where the store does not say."""
    if service_type is not ServiceType.DELIVERY:
        return DeliveredBy.NOBODY
    chosen = service.delivered_by if service is not None else DeliveredBy.NOBODY
    return chosen or DeliveredBy.CARRIER


def is_packed_free(service_type: ServiceType | None, service: Service | None) -> bool:
    """Return whether an order of this service costs no packaging, as when it is eaten here."""
    if service_type not in (ServiceType.PICK_UP, ServiceType.DELIVERY):
        return True
    return service is not None and service.free_packaging


def accepts(store: Store, channel: str) -> bool:
    """Return whether what a channel sells is accepted for the store at once."""
    return any(code.auto_accept for code in store.profile.channel_codes if code.channel == channel)


def trading_day(store: Store, moment: datetime) -> str:
    """Return the store's business date at a moment, "yyyy-mm-dd"."""
    return business_date(timetable(store), store.profile.business_day_starts, moment)


def timetable(store: Store) -> Timetable:
    """Return the store's own hours."""
    profile = store.profile
    return Timetable(store.hours, profile.special_days, zone_of(profile.time_zone))


def times_around(store: Store, service: Service | None, moment: datetime) -> Times:
    """Return whether the store, and this service, is within its hours, and what comes next."""
    table = timetable(store)
    rows: Iterable[Opening] = openings(table, moment)
    if service is not None and service.hours is not None:
        own = Timetable(service.hours, (), table.zone)
        rows = both_open(rows, openings(own, moment))
    for opening in rows:
        if opening.begin > moment:
            return Times(is_open=False, opens_at=opening.begin)
        known_end = None if endless(table, opening, moment) else opening.end
        return Times(is_open=True, closes_at=known_end)
    return Times(is_open=False)


def _reason(
    store: Store,
    question: Question,
    standing: Standing,
    service: Service | None,
    times: Times,
) -> ClosedReason:
    """Return the first reason against an order, apart from where it goes."""
    if standing.status is StoreStatus.RETIRED:
        return ClosedReason.STORE_RETIRED
    if question.service_type is not None and service is None:
        return ClosedReason.SERVICE_NOT_OFFERED
    codes = store.profile.channel_codes
    if any(code.paused and code.channel == question.channel for code in codes):
        return ClosedReason.CHANNEL_PAUSED
    untimely = _untimely(store, question)
    if untimely or standing.status is StoreStatus.CLOSED:
        return untimely or ClosedReason.STORE_CLOSED
    if question.service_type is ServiceType.VOUCHER or times.is_open:
        return ClosedReason.NONE
    known = timetable(store).known_on(question.at)
    return ClosedReason.OUTSIDE_HOURS if known else ClosedReason.HOURS_UNKNOWN


def _untimely(store: Store, question: Question) -> ClosedReason:
    """Return whether a wanted time lies too far back or ahead."""
    if question.asked_at is None:
        return ClosedReason.NONE
    ahead = store.profile.order_ahead_days
    horizon = timedelta(days=ORDER_AHEAD_DAYS if ahead is None else ahead)
    if question.at < question.asked_at - WANTED_GRACE:
        return ClosedReason.TIME_PASSED
    if question.at > question.asked_at + max(horizon, WANTED_GRACE):
        return ClosedReason.TOO_FAR_AHEAD
    return ClosedReason.NONE


def _prepare_from(
    question: Question, preparation: int, area: DeliveryArea | None
) -> datetime | None:
    """Return when an order that is wanted at a time has to be begun."""
    if question.asked_at is None:
        return None
    minutes = preparation + (area.travel_minutes if area is not None else 0)
    return question.at - timedelta(minutes=minutes)


def _delivery(store: Store, question: Question) -> tuple[DeliveryArea | None, ClosedReason]:
    if question.service_type is not ServiceType.DELIVERY:
        return None, ClosedReason.NONE
    areas = store.profile.delivery_areas
    if question.point is None:
        if len(areas) == 1:
            return areas[0], ClosedReason.NONE
        return None, ClosedReason.POINT_REQUIRED
    area = area_for(areas, store.point, question.point)
    return area, ClosedReason.NONE if area else ClosedReason.OUTSIDE_DELIVERY_AREA


def _opens_at(
    store: Store,
    service: Service | None,
    standing: Standing,
    times: Times,
    reason: ClosedReason,
) -> datetime | None:
    if reason is ClosedReason.OUTSIDE_HOURS:
        return times.opens_at
    if reason is ClosedReason.STORE_CLOSED and standing.until is not None:
        after = times_around(store, service, standing.until)
        return standing.until if after.is_open else after.opens_at
    return None


def _preparation(service: Service | None, standing: Standing) -> int:
    usual = service.preparation_minutes if service is not None else 0
    extra = standing.busy_extra_minutes if standing.status is StoreStatus.BUSY else 0
    return usual + extra


def find_nearby(
    index: StoreIndex, search: Search, after: tuple[int, str] = (-1, "")
) -> Iterator[Nearby]:
    """Yield the wanted stores behind the place `after`, nearest first.

    The place of a store is its rounded distance in metres and its id.
    """
    delivering = search.question.service_type is ServiceType.DELIVERY
    candidates = (
        ((distance_m(store.point, search.point), store) for store in index.northward)
        if delivering
        else index.within(search.point, search.radius_m)
    )
    placed = sorted((round(away), store.store_id) for away, store in candidates)
    naming = index.namings.of(search.reader.channel, search.reader.language)
    for away, store_id in placed[bisect_right(placed, after) :]:
        near = _nearby(index.stores[store_id], away, search, naming)
        if near is not None:
            yield near


def _nearby(store: Store, away: int, search: Search, naming: Naming) -> Nearby | None:
    """Return the store as an answer, or None when it is not wanted."""
    question = search.question
    if standing_at(store, question.at).status is StoreStatus.RETIRED:
        return None
    if question.service_type is not None and service_of(store, question.service_type) is None:
        return None
    if question.service_type is ServiceType.DELIVERY and not _may_reach(store, away):
        return None
    serving = serve(store, question)
    if serving.reason is ClosedReason.OUTSIDE_DELIVERY_AREA:
        return None
    if search.only_open and not serving.open:
        return None
    return Nearby(replace(serving, store=named_for(store, naming)), away)


def _may_reach(store: Store, away: int) -> bool:
    """Return False for a store whose circles do not reach so far; it is cheap to know."""
    areas = store.profile.delivery_areas
    return any(area.polygon or away <= area.radius_m + 1 for area in areas)
