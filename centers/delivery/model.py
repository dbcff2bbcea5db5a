"""What a delivery is. Amounts are whole minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from mesh.pure.address import Address

DEFAULT_ASSIGN_SECONDS = 600
"""How long carriers, or own riders, may take until a rider is assigned, unless a rule says."""


class DeliveryStatus(IntEnum):
    """Where a delivery stands; the numbers are those of the contract and of the table."""

    CREATED = 1
    ASSIGNED = 2
    AT_STORE = 3
    PICKED_UP = 4
    DELIVERED = 5
    CANCELLED = 6
    FAILED = 7


class Route(IntEnum):
    """Who brings it; UNDECIDED until that is known."""

    UNDECIDED = 0
    OWN_RIDERS = 1
    CARRIER = 2


class BookingStatus(IntEnum):
    """What became of asking one carrier for one delivery."""

    REQUESTED = 1
    ACCEPTED = 2
    WON = 3
    REFUSED = 4
    CANCELLING = 5
    CANCELLED = 6


class Strategy(IntEnum):
    """How a carrier is chosen among several."""

    IN_ORDER = 1
    CHEAPEST = 2
    FASTEST = 3
    RACE = 4


class EventKind(IntEnum):
    """What happened to a delivery; the numbers are those of the contract."""

    CREATED = 1
    MOVED = 2
    CARRIER_CHANGED = 3
    LATE_UPDATE = 4
    UPDATED = 5


class CallbackOutcome(IntEnum):
    """What a carrier's report led to."""

    APPLIED = 1
    DUPLICATE = 2
    LATE = 3
    UNKNOWN_DELIVERY = 4
    REJECTED = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a delivery, with a note for the rider."""

    address: Address
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is carried; a weight of None is not known, a ready time of None is now."""

    goods_value: int
    currency: str
    weight_grams: int | None = None
    ready_at: datetime | None = None
    pickup_reference: str = ""
    wanted_at: datetime | None = None
    preparation_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """What is to be brought from where to where."""

    merchant_id: str
    store_id: str
    pickup: Place
    dropoff: Place
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Rider:
    """Who rides. Personal data."""

    name: str
    phone: str = ""
    position: Point | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What is charged: minor units of a currency."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Booking:
    """One carrier's part in a delivery; its id is the delivery's id at the carrier."""

    booking_id: str
    delivery_id: str
    carrier: str
    status: BookingStatus
    created_at: datetime
    carrier_delivery_no: str = ""
    fee: Fee | None = None
    cancel_fee: Fee | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to bring one order to the customer, with the plan by which it is sent out.

    `carriers` are those that may be asked, best first; empty means all that are installed.
    """

    delivery_id: str
    merchant_id: str
    store_id: str
    order_id: str
    attempt: int
    person_id: str
    pickup: Place
    dropoff: Place
    parcel: Parcel
    body_hash: bytes
    created_at: datetime
    status_at: datetime
    status: DeliveryStatus = DeliveryStatus.CREATED
    route: Route = Route.UNDECIDED
    strategy: Strategy = Strategy.IN_ORDER
    carriers: tuple[str, ...] = ()
    assign_timeout_seconds: int = DEFAULT_ASSIGN_SECONDS
    fee: Fee | None = None
    rider: Rider | None = None
    cancelling: bool = False
    reason: str = ""
    bookings: tuple[Booking, ...] = ()

    def booking(self, booking_id: str) -> Booking | None:
        """Return one of its bookings."""
        return next((each for each in self.bookings if each.booking_id == booking_id), None)

    @property
    def winner(self) -> Booking | None:
        """The booking whose rider brings it, if there is one."""
        return next((each for each in self.bookings if each.status is BookingStatus.WON), None)

    @property
    def trip(self) -> Trip:
        """What is to be brought from where to where."""
        ends = (self.pickup, self.dropoff)
        return Trip(self.merchant_id, self.store_id, *ends, self.parcel)

    @property
    def cancel_fee(self) -> Fee | None:
        """What all carriers together charge for calling it off, in the first one's currency."""
        fees = [each.cancel_fee for each in self.bookings if each.cancel_fee]
        if not fees:
            return None
        currency = fees[0].currency
        return Fee(sum(fee.amount for fee in fees if fee.currency == currency), currency)


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries a list shows; empty and None mean any."""

    order_id: str = ""
    store_id: str = ""
    status: DeliveryStatus | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt of an order that is stored."""

    delivery_id: str
    attempt: int
    status: DeliveryStatus
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a carrier reports of a booking; `status` is None when it does not know the booking.

    `update_id` is empty when the carrier was asked; `asked_at` is how the booking stood then.
    """

    carrier: str
    booking_id: str
    status: DeliveryStatus | None
    update_id: str = ""
    carrier_delivery_no: str = ""
    fee: Fee | None = None
    cancel_fee: Fee | None = None
    rider: Rider | None = None
    reason: str = ""
    at: datetime | None = None
    asked_at: BookingStatus | None = None


@dataclass(frozen=True, slots=True)
class KeptReport:
    """That a carrier's report was taken, and what it led to."""

    carrier: str
    update_id: str
    booking_id: str
    outcome: CallbackOutcome


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, before it is written.

    `occurred_at` is by the carrier's clock where the carrier names a time that can be.
    """

    kind: EventKind
    delivery: Delivery
    from_status: DeliveryStatus
    occurred_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision makes of a delivery."""

    delivery: Delivery
    outcome: CallbackOutcome = CallbackOutcome.APPLIED
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenReport:
    """What a report led to, and the delivery after it; None when there is no such delivery."""

    outcome: CallbackOutcome
    delivery: Delivery | None
