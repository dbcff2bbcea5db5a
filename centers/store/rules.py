"""Decisions about a store: would it take this order now, and what does an import change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from centers.store.areas import area_for
from centers.store.checks import particulars_violations
from centers.store.hours import (
    Opening,
    Timetable,
    both_open,
    business_date,
    endless,
    openings,
    zone_of,
)
from centers.store.model import (
    ClosedReason,
    DeliveredBy,
    DeliveryArea,
    ImportOutcome,
    Particulars,
    Point,
    Route,
    Service,
    ServiceType,
    Serving,
    Standing,
    Store,
    StoreStatus,
)
from mesh.pure.errors import Violation

WANTED_GRACE = timedelta(minutes=5)
"""How far back a wanted time may lie: who chose "now" takes a while to pay."""
ORDER_AHEAD_DAYS = 7
"""How many days ahead a store takes orders for when it does not say."""

REVERTING = (StoreStatus.BUSY, StoreStatus.CLOSED)
"""A status that may end by itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an order would ask of a store. No service type asks only whether it is open.

    `asked_at` is set where `at` is a time that somebody wants, and is the time of asking.
    """

    at: datetime
    service_type: ServiceType | None = None
    channel: str = ""
    point: Point | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Around a moment: the next opening, or the end of the present one."""

    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What an import does with one item; `store_id` is of the store it changes."""

    external_code: str
    outcome: ImportOutcome
    particulars: Particulars | None = None
    store_id: str = ""
    violations: tuple[Violation, ...] = ()


def standing_at(store: Store, moment: datetime) -> Standing:
    """What the store's people say at a moment; a status that has run out is OPEN again."""
    standing = store.standing
    over = standing.until is not None and standing.until <= moment
    return Standing() if over else standing


def serve(store: Store, question: Question) -> Serving:
    """Whether the store would take such an order. The first reason against it is given."""
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
        free_packaging=packs_for_nothing(question.service_type, service),
    )


def service_of(store: Store, service_type: ServiceType | None) -> Service | None:
    """The store's offer of a service, or None."""
    offers = store.particulars.services
    return next((offer for offer in offers if offer.service_type is service_type), None)


def route_of(service_type: ServiceType | None, service: Service | None) -> Route:
    """Which back office carries such an order out."""
    if service is not None and service.route is not None:
        return service.route
    return Route.OMS if service_type is ServiceType.VOUCHER else Route.TILL


def deliverer_of(service_type: ServiceType | None, service: Service | None) -> DeliveredBy:
    """Who brings an order of this service; a carrier where the store does not say."""
    if service_type is not ServiceType.DELIVERY:
        return DeliveredBy.NOBODY
    said = service.delivered_by if service is not None else DeliveredBy.NOBODY
    return said or DeliveredBy.CARRIER


def packs_for_nothing(service_type: ServiceType | None, service: Service | None) -> bool:
    """Whether an order of this service costs no packaging; what is eaten here is not packed."""
    if service_type not in (ServiceType.PICK_UP, ServiceType.DELIVERY):
        return True
    return service is not None and service.free_packaging


def pos_store_code(said: Particulars) -> str:
    """What the store's tills call it: its code on the channel of their plug-in, else its own."""
    named = (code.code for code in said.channel_codes if code.channel == said.pos_plugin)
    return next(named, said.external_code)


def trading_day(store: Store, moment: datetime) -> str:
    """The store's business date at a moment."""
    return business_date(timetable(store), store.particulars.business_day_starts, moment)


def timetable(store: Store) -> Timetable:
    """The store's own hours."""
    particulars = store.particulars
    return Timetable(store.hours, particulars.special_days, zone_of(particulars.time_zone))


def times_around(store: Store, service: Service | None, moment: datetime) -> Times:
    """Whether the store, and this service of it, is within its hours, and what comes next."""
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


def plan_import(
    items: Iterable[Particulars],
    existing: Mapping[str, Store],
    code_owners: Mapping[tuple[str, str], str],
) -> list[ImportDecision]:
    """What an import does with each item, in order.

    `existing` are the chain's stores by external code; `code_owners` tells which store has
    the code of a channel, by (channel, code). A code that comes twice in one import
    rejects every item that has it: which one was meant cannot be known.
    """
    listed = list(items)
    codes = Counter(item.external_code for item in listed)
    taken = Counter(
        key for item in listed for key in {(c.channel, c.code) for c in item.channel_codes}
    )
    decisions = []
    for item in listed:
        store = existing.get(item.external_code)
        violations = [
            *particulars_violations(item, code_required=True),
            *_twice(item, codes),
            *_codes_taken(item, store.store_id if store else "", taken, code_owners),
        ]
        decisions.append(_decide(item, store, violations))
    return decisions


def _decide(item: Particulars, store: Store | None, violations: list[Violation]) -> ImportDecision:
    code = item.external_code
    if violations:
        return ImportDecision(code, ImportOutcome.REJECTED, violations=tuple(violations))
    if store is None:
        return ImportDecision(code, ImportOutcome.CREATED, item)
    same = comparable(store.particulars) == comparable(item)
    outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.UPDATED
    return ImportDecision(code, outcome, item, store.store_id)


def comparable(particulars: Particulars) -> Particulars:
    """The particulars without what means nothing: order of lists, currencies seen."""
    return replace(
        particulars,
        services=tuple(sorted(particulars.services, key=lambda s: s.service_type)),
        special_days=tuple(sorted(particulars.special_days, key=lambda s: s.date)),
        delivery_areas=tuple(sorted(particulars.delivery_areas, key=lambda a: a.area_id)),
        channel_codes=tuple(sorted(particulars.channel_codes, key=lambda c: c.channel)),
        features=tuple(sorted(particulars.features)),
        currencies=frozenset(),
    )


def _twice(item: Particulars, codes: Counter[str]) -> list[Violation]:
    if not item.external_code or codes[item.external_code] < 2:
        return []
    return [Violation("external_code", "comes more than once in this import")]


def _codes_taken(
    item: Particulars,
    store_id: str,
    taken: Counter[tuple[str, str]],
    owners: Mapping[tuple[str, str], str],
) -> list[Violation]:
    found = []
    for index, code in enumerate(item.channel_codes):
        key = (code.channel, code.code)
        owner = owners.get(key, store_id)
        if owner != store_id:
            found.append(Violation(f"channel_codes[{index}].code", f"belongs to {owner}"))
        elif taken[key] > 1:
            found.append(Violation(f"channel_codes[{index}].code", "comes more than once"))
    return found


def _reason(
    store: Store,
    question: Question,
    standing: Standing,
    service: Service | None,
    times: Times,
) -> ClosedReason:
    """The first reason against an order that has nothing to do with where it goes."""
    if standing.status is StoreStatus.RETIRED:
        return ClosedReason.STORE_RETIRED
    if question.service_type is not None and service is None:
        return ClosedReason.SERVICE_NOT_OFFERED
    codes = store.particulars.channel_codes
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
    """Whether a wanted time lies too far back or ahead."""
    if question.asked_at is None:
        return ClosedReason.NONE
    ahead = store.particulars.order_ahead_days
    horizon = timedelta(days=ORDER_AHEAD_DAYS if ahead is None else ahead)
    if question.at < question.asked_at - WANTED_GRACE:
        return ClosedReason.TIME_PASSED
    if question.at > question.asked_at + max(horizon, WANTED_GRACE):
        return ClosedReason.TOO_FAR_AHEAD
    return ClosedReason.NONE


def _prepare_from(
    question: Question, preparation: int, area: DeliveryArea | None
) -> datetime | None:
    """When an order wanted at a time has to be begun."""
    if question.asked_at is None:
        return None
    minutes = preparation + (area.travel_minutes if area is not None else 0)
    return question.at - timedelta(minutes=minutes)


def _delivery(store: Store, question: Question) -> tuple[DeliveryArea | None, ClosedReason]:
    if question.service_type is not ServiceType.DELIVERY:
        return None, ClosedReason.NONE
    areas = store.particulars.delivery_areas
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
