"""What a change makes of a store: decided purely, from the store as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from centers.store import errors
from centers.store.checks import check_hours, check_particulars, check_special_days, is_date
from centers.store.index import StoreIndex
from centers.store.model import (
    Hours,
    HoursKind,
    Particulars,
    Point,
    Service,
    ServiceType,
    SpecialDay,
    Standing,
    Store,
    StoreStatus,
)
from centers.store.rules import REVERTING
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.validation import Check

Change = Callable[[Store, datetime], Store]
"""Gives the store as it shall be, from the store as it is and the time."""

MAX_BUSY_EXTRA_MINUTES = 240


def new_store(index: StoreIndex, particulars: Particulars, store_id: str, now: datetime) -> Store:
    """A store that opens now. Raises InvalidRequest, or the refusal of a code that is taken."""
    point, hours = _checked(particulars)
    demand_own_codes(index, particulars, "")
    return Store(
        store_id=store_id,
        particulars=particulars,
        point=point,
        hours=hours,
        standing=Standing(),
        revision=index.revision + 1,
        created_at=now,
        updated_at=now,
    )


def with_particulars(store: Store, particulars: Particulars) -> Store:
    """The store with other particulars. Raises InvalidRequest."""
    point, hours = _checked(particulars)
    return replace(store, particulars=particulars, point=point, hours=hours)


def set_standing(standing: Standing) -> Change:
    """What the store's people say from now on. Raises InvalidRequest."""

    def change(store: Store, now: datetime) -> Store:
        check = Check()
        reverting = standing.status in REVERTING
        check.that(standing.until is None or reverting, "until", "only with BUSY or CLOSED")
        ahead = standing.until is None or standing.until > now
        check.that(ahead, "until", "must lie ahead")
        most = MAX_BUSY_EXTRA_MINUTES if standing.status is StoreStatus.BUSY else 0
        check.integer("busy_extra_minutes", standing.busy_extra_minutes, min=0, max=most)
        check.raise_if_any()
        return replace(store, standing=standing)

    return change


def set_hours(service_type: ServiceType | None, hours: Hours | None) -> Change:
    """Other weekly hours of the store, or of one service (None: as the store again)."""

    def change(store: Store, _now: datetime) -> Store:
        check = Check()
        if hours is not None:
            check_hours(check.at("hours"), hours)
        if service_type is None:
            check.that(hours is not None, "hours", "is required for the store itself")
            check.raise_if_any()
            return with_particulars(store, replace(store.particulars, hours=hours))
        offered = any(s.service_type is service_type for s in store.particulars.services)
        check.that(offered, "service_type", "is not offered by this store")
        known = hours is None or hours.kind is not HoursKind.UNKNOWN
        check.that(known, "hours.kind", "must be known for a service")
        check.raise_if_any()
        services = tuple(_timed(s, service_type, hours) for s in store.particulars.services)
        return with_particulars(store, replace(store.particulars, services=services))

    return change


def set_special_days(days: Iterable[SpecialDay], removed: Iterable[str]) -> Change:
    """Some special days set, some removed, the others as they were. Raises InvalidRequest."""
    wanted, gone = list(days), list(removed)

    def change(store: Store, _now: datetime) -> Store:
        check = Check()
        check_special_days(check, "set", wanted)
        for index, date in enumerate(gone):
            check.that(is_date(date), f"remove_dates[{index}]", "must be a date yyyy-mm-dd")
        both = {day.date for day in wanted} & set(gone)
        check.that(not both, "remove_dates", "must not name a day that is set")
        check.raise_if_any()
        kept = {day.date: day for day in store.particulars.special_days if day.date not in gone}
        kept |= {day.date: day for day in wanted}
        special_days = tuple(sorted(kept.values(), key=lambda day: day.date))
        return with_particulars(store, replace(store.particulars, special_days=special_days))

    return change


def demand_own_codes(index: StoreIndex, particulars: Particulars, store_id: str) -> None:
    """Raise the refusal of a code that another store has."""
    code = particulars.external_code
    owner = index.by_external_code.get(code, store_id) if code else store_id
    if owner != store_id:
        raise errors.ExternalCodeTaken(external_code=code, store_id=owner)
    for entry in particulars.channel_codes:
        owner = index.by_channel_code.get((entry.channel, entry.code), store_id)
        if owner != store_id:
            raise errors.ChannelCodeTaken(channel=entry.channel, code=entry.code, store_id=owner)


def _checked(particulars: Particulars) -> tuple[Point, Hours]:
    check = Check()
    check_particulars(check.at("store"), particulars)
    check.raise_if_any()
    if particulars.point is None or particulars.hours is None:
        raise InvalidRequest(violations=[Violation("store", "needs a point and hours")])
    return particulars.point, particulars.hours


def _timed(service: Service, service_type: ServiceType, hours: Hours | None) -> Service:
    return replace(service, hours=hours) if service.service_type is service_type else service
