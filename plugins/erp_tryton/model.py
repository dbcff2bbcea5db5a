"""What is known of Tryton's records and of the platform's items, whatever their form: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Store:
    """The warehouse of a store: its own id, where its goods lie, and where lost ones go."""

    warehouse: int
    storage: int
    lost: int


@dataclass(frozen=True, slots=True)
class Company:
    """The company of an account, by Tryton's ids; `stores` by the platform's ids."""

    id: int
    currency: str
    time_zone: str
    customer: int
    address: int
    sold: int
    """Where what is sold goes; 0 where that is the store's lost and found."""
    stores: Mapping[str, Store]
    currencies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Product:
    """What a code stands for when something is written: the product and its unit, by ids."""

    id: int
    unit: int


@dataclass(frozen=True, slots=True)
class Item:
    """A product as the platform is told of it; `price` is in minor units, None where unclear."""

    code: str
    product: int
    product_code: str
    name: str
    variant: str
    price: int | None
    currency: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What Tryton has of a code in a store; `quantity` is None where it has no whole number."""

    store_id: str
    code: str
    quantity: int | None
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A document for Tryton: its key, what is created, and what tells it from another one."""

    key: str
    values: Mapping[str, object]
    mark: object
