"""Short words for the long constructors of the store center's model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from centers.store.model import (
    DeliveryArea,
    Hours,
    HoursKind,
    Period,
    Point,
    Profile,
    Service,
    ServiceType,
    Standing,
    Store,
)

NOON = 720
MIDNIGHT = 1440
SAN_FRANCISCO = Point(37.7749, -122.4194)
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def weekly(*periods: tuple[int, int, int]) -> Hours:
    """Weekly hours from (weekday, opens, closes)."""
    return Hours(HoursKind.WEEKLY, tuple(Period(*period) for period in periods))


def every_day(opens: int, closes: int) -> Hours:
    """The same hours on each day of the week."""
    return weekly(*((day, opens, closes) for day in range(1, 8)))


def circle(area_id: str = "near", radius_m: int = 3000, fee: int = 300) -> DeliveryArea:
    return DeliveryArea(area_id, "", radius_m, (), fee, 2000)


def profile(**changes) -> Profile:
    plain = Profile(
        name="Ferry Building",
        point=SAN_FRANCISCO,
        time_zone="America/Los_Angeles",
        currency="USD",
        hours=every_day(9 * 60, 21 * 60),
        external_code="S1",
        services=(Service(ServiceType.PICK_UP), Service(ServiceType.DELIVERY)),
        delivery_areas=(circle(),),
        currencies=frozenset({"USD"}),
    )
    return replace(plain, **changes)


def store(store_id: str = "sto_1", standing: Standing | None = None, **changes) -> Store:
    said = profile(**changes)
    return Store(
        store_id=store_id,
        profile=said,
        point=said.point,
        hours=said.hours,
        standing=standing or Standing(),
        revision=1,
        created_at=CREATED,
        updated_at=CREATED,
    )


def utc(text: str) -> datetime:
    """A moment from "2026-03-08T10:00" in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
