"""What an order would ask of a store, and the answer.

Moments are aware datetimes, distances whole metres, money whole minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from centers.store.model import (
    DeliveredBy,
    DeliveryArea,
    Point,
    Route,
    ServiceType,
    Store,
    StoreStatus,
)
from mesh.pure.naming import Reader


class ClosedReason(IntEnum):
    """Why a store would not take an order; NONE when it would."""

    NONE = 0
    STORE_CLOSED = 1
    OUTSIDE_HOURS = 2
    SERVICE_NOT_OFFERED = 3
    CHANNEL_PAUSED = 4
    OUTSIDE_DELIVERY_AREA = 5
    POINT_REQUIRED = 6
    HOURS_UNKNOWN = 7
    STORE_RETIRED = 8
    TIME_PASSED = 9
    TOO_FAR_AHEAD = 10


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
class Search:
    """Which stores around a point are wanted."""

    question: Question
    point: Point
    radius_m: int
    only_open: bool
    language: str = ""

    @property
    def reader(self) -> Reader:
        """Who reads the names of the stores."""
        return Reader(self.question.channel, self.language)


@dataclass(frozen=True, slots=True)
class Times:
    """Around a moment: the next opening, or the end of the present one."""

    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Serving:
    """Whether a store would take an order at a moment, and what the order needs to know."""

    store: Store
    status: StoreStatus
    reason: ClosedReason
    business_date: str
    route: Route
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    area: DeliveryArea | None = None
    preparation_minutes: int = 0
    delivered_by: DeliveredBy = DeliveredBy.NOBODY
    prepare_from: datetime | None = None
    free_packaging: bool = False
    auto_accept: bool = False

    @property
    def open(self) -> bool:
        """Whether it would take the order."""
        return self.reason is ClosedReason.NONE

    @property
    def delivery_fee(self) -> int:
        """What the delivery costs; zero where nothing is delivered."""
        return self.area.fee if self.area else 0

    @property
    def minimum_order(self) -> int:
        """The least that is delivered; zero where nothing is."""
        return self.area.minimum_order if self.area else 0

    @property
    def delivery_area_id(self) -> str:
        """The area it is delivered under; empty where nothing is delivered."""
        return self.area.area_id if self.area else ""

    @property
    def travel_minutes(self) -> int:
        """The way to the customer; zero where nothing is delivered."""
        return self.area.travel_minutes if self.area else 0


@dataclass(frozen=True, slots=True)
class Nearby:
    """A store and how far away it is."""

    serving: Serving
    distance_m: int

    @property
    def delivery_fee(self) -> int | None:
        """What the delivery costs; None where nothing is delivered."""
        return self.serving.delivery_fee if self.serving.area else None

    @property
    def minimum_order(self) -> int | None:
        """The least that is delivered; None where nothing is."""
        return self.serving.minimum_order if self.serving.area else None

    @property
    def service_types(self) -> list[ServiceType]:
        """What the store offers."""
        return [service.service_type for service in self.serving.store.profile.services]


@dataclass(frozen=True, slots=True)
class ChannelStore:
    """The store behind a channel's code, its status now, and whether it is paused there."""

    store: Store
    status: StoreStatus
    paused: bool
