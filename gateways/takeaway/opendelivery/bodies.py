"""What OpenDelivery sends, by the standard's names."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Metadata(Struct, frozen=True, rename="camel"):
    """What an event says beside its type: why, by the standard's code, or where it is fetched."""

    reason: str = ""
    code: str = ""
    pickup_area: str = ""


class Event(Struct, frozen=True, rename="camel"):
    """Something that happened to an order."""

    event_id: str
    event_type: str
    order_id: str
    created_at: str = ""
    metadata: Metadata = Metadata()


class Price(Struct, frozen=True):
    """An amount in whole units of its currency."""

    value: Decimal = Decimal(0)
    currency: str = "BRL"


class Named(Struct, frozen=True):
    """A merchant or a customer, by id and name."""

    id: str = ""
    name: str = ""


class Phone(Struct, frozen=True):
    """A phone, perhaps the platform's own with an extension."""

    number: str = ""
    extension: str = ""


class Customer(Struct, frozen=True):
    """Who ordered."""

    name: str = ""
    phone: Phone = Phone()


class Option(Struct, frozen=True, rename="camel"):
    """What was chosen with one piece of an item."""

    name: str = ""
    external_code: str = ""
    quantity: Decimal = Decimal(1)
    unit_price: Price = Price()


class Item(Struct, frozen=True, rename="camel"):
    """Something ordered; its total is quantity × (unit price + options)."""

    name: str = ""
    external_code: str = ""
    unit: str = "UN"
    quantity: Decimal = Decimal(1)
    special_instructions: str = ""
    unit_price: Price = Price()
    total_price: Price = Price()
    options: list[Option] = []


class Fee(Struct, frozen=True):
    """A fee beside the goods."""

    name: str = ""
    type: str = ""
    price: Price = Price()


class Sponsored(Struct, frozen=True, rename="camel"):
    """What one side bears of a discount."""

    name: str = ""
    amount: Price = Price()
    discount_code: str = ""


class Discount(Struct, frozen=True, rename="camel"):
    """A discount on the cart, an item or the delivery."""

    amount: Price = Price()
    target: str = "CART"
    sponsorship_values: list[Sponsored] = []


class Total(Struct, frozen=True, rename="camel"):
    """The sums."""

    order_amount: Price = Price()


class Payments(Struct, frozen=True):
    """What is still to be paid at the door."""

    pending: Decimal = Decimal(0)


class Schedule(Struct, frozen=True, rename="camel"):
    """When a scheduled order is wanted."""

    scheduled_date_time_end: str = ""


class Point(Struct, frozen=True):
    """Degrees, WGS 84."""

    latitude: float = 0
    longitude: float = 0


class Address(Struct, frozen=True, rename="camel"):
    """Where to bring it."""

    formatted_address: str = ""
    street: str = ""
    number: str = ""
    complement: str = ""
    reference: str = ""
    city: str = ""
    postal_code: str = ""
    coordinates: Point = Point()


class Delivery(Struct, frozen=True, rename="camel"):
    """Who brings it, and where to."""

    delivered_by: str = "MARKETPLACE"
    delivery_address: Address = Address()


class Indoor(Struct, frozen=True):
    """Where in the store it is eaten: a table or counter, or whose card it is put on."""

    place: str = ""
    tab: str = ""


class Order(Struct, frozen=True, rename="camel"):
    """An order as GET /v1/orders/{id} answers it."""

    id: str
    type: str = "DELIVERY"
    display_id: str = ""
    created_at: str = ""
    last_event: str = ""
    merchant: Named = Named()
    items: list[Item] = []
    other_fees: list[Fee] = []
    discounts: list[Discount] = []
    total: Total = Total()
    payments: Payments = Payments()
    customer: Customer = Customer()
    schedule: Schedule | None = None
    delivery: Delivery | None = None
    indoor: Indoor | None = None
    send_delivered: bool = False
    extra_info: str = ""


class Opened(Struct, frozen=True, rename="camel"):
    """A text that was hidden."""

    cipher_text: str = ""
    plain_text: str = ""
    error_code: int = 0


class OpenedAll(Struct, frozen=True, rename="camel"):
    """What a platform opened of the texts that it hides."""

    plain_infos: list[Opened] = []


class Taken(Struct, frozen=True):
    """The answer to a webhook that need not come again."""
