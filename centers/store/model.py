"""What a store is, in the words of the trade.

Times of day are minutes of the store's wall clock, dates are "yyyy-mm-dd" in its zone,
moments are aware datetimes, distances whole metres, money whole minor units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from mesh.pure.errors import Violation
from mesh.pure.naming import OtherName


class StoreStatus(IntEnum):
    """What the people in the store set; the numbers are those of the contract."""

    OPEN = 1
    BUSY = 2
    CLOSED = 3
    RETIRED = 4


class HoursKind(IntEnum):
    """How much is known about hours. UNKNOWN is neither open nor closed."""

    WEEKLY = 1
    ALWAYS_OPEN = 2
    UNKNOWN = 3


class ServiceType(IntEnum):
    """How the customer gets what was ordered."""

    PICK_UP = 1
    DINE_IN = 2
    DELIVERY = 3
    VOUCHER = 4


class Route(IntEnum):
    """Which back office carries an order out."""

    TILL = 1
    OMS = 2
    NONE = 3


class DeliveredBy(IntEnum):
    """Who brings a delivery; NOBODY where nothing is delivered."""

    NOBODY = 0
    CARRIER = 1
    STORE = 2
    PLATFORM = 3


class EventKind(IntEnum):
    """What happened to a store or a till; the numbers are those of the contract."""

    CREATED = 1
    CHANGED = 2
    STATUS_CHANGED = 3
    TILL_REVOKED = 4


class ImportOutcome(IntEnum):
    """What became of one imported store."""

    CREATED = 1
    UPDATED = 2
    UNCHANGED = 3
    REJECTED = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of opening time; it belongs to the day it begins and may pass midnight.

    `weekday` is 1 (Monday) to 7, or 0 in a special day, whose date says the day.
    """

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Regular hours; a weekday without a period is a closed day."""

    kind: HoursKind
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date with its own hours instead of its weekday's; no period means closed."""

    date: str
    periods: tuple[Period, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a store. Without own hours it is served whenever the store is open."""

    service_type: ServiceType
    hours: Hours | None = None
    route: Route | None = None
    preparation_minutes: int = 0
    delivered_by: DeliveredBy = DeliveredBy.NOBODY
    free_packaging: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryArea:
    """Where a store delivers to and for how much: a radius in metres, or a polygon."""

    area_id: str
    name: str
    radius_m: int
    polygon: tuple[Point, ...]
    fee: int
    minimum_order: int
    travel_minutes: int = 0

    @property
    def circle_m(self) -> int | None:
        """The radius; None for a polygon."""
        return None if self.polygon else self.radius_m

    @property
    def outline(self) -> DeliveryArea | None:
        """The area itself where it has a polygon."""
        return self if self.polygon else None


@dataclass(frozen=True, slots=True)
class ChannelCode:
    """The store as one channel knows it."""

    channel: str
    code: str
    paused: bool = False
    auto_accept: bool = False


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where the store is, for people: in its own words, and on channels and in languages."""

    street: str
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country_code: str = ""
    street_names: tuple[OtherName, ...] = ()
    city_names: tuple[OtherName, ...] = ()
    region_names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything about a store that its owner enters; the center adds the rest.

    `currencies` are those of all amounts given, so that a check can see a wrong one.
    """

    name: str
    point: Point | None
    time_zone: str
    currency: str
    hours: Hours | None
    external_code: str = ""
    address: StoreAddress | None = None
    phone: str = ""
    services: tuple[Service, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    delivery_areas: tuple[DeliveryArea, ...] = ()
    channel_codes: tuple[ChannelCode, ...] = ()
    business_day_starts: int = 0
    features: tuple[str, ...] = ()
    order_ahead_days: int | None = None
    pos_plugin: str = ""
    names: tuple[OtherName, ...] = ()
    currencies: frozenset[str] = frozenset()

    @property
    def pos_store_code(self) -> str:
        """What the store's tills call it: its code on the channel of their plug-in, or its own."""
        codes = (code.code for code in self.channel_codes if code.channel == self.pos_plugin)
        return next(codes, self.external_code)


@dataclass(frozen=True, slots=True)
class Standing:
    """The status that its people set, and until when (None: until it is set again)."""

    status: StoreStatus = StoreStatus.OPEN
    until: datetime | None = None
    busy_extra_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Store:
    """One shop of the chain. Its profile was checked, so point and hours are there."""

    store_id: str
    profile: Profile
    point: Point
    hours: Hours
    standing: Standing
    revision: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What an import does with one item; `store_id` is of the store it changes."""

    external_code: str
    outcome: ImportOutcome
    profile: Profile | None = None
    store_id: str = ""
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreFilter:
    """Which stores a list shows; without a status all but those that are retired."""

    status: StoreStatus | None
    name_contains: str
    external_codes: tuple[str, ...]
    feature: str
