"""The rules in a chain's file, as they are written there; see README.md for an example.

All amounts are minor units. Of rules of a kind the first that fits counts.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Code = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
Words = Annotated[str, Meta(min_length=1, max_length=300)]
Amount = Annotated[int, Meta(ge=0, le=10**12)]
Percent = Annotated[int, Meta(ge=0, le=1000)]
Count = Annotated[int, Meta(ge=1)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
StoreCode = Annotated[str, Meta(max_length=64)]
Metres = Annotated[int, Meta(ge=0)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Service = Literal["pick_up", "dine_in", "delivery", "voucher"]


class Span(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Where and when a rule holds; what is left out holds everywhere and always.

    From `begin` up to `end`, by the store's clock; one that ends before it begins goes past
    midnight, and its `days` are those on which it begins.
    """

    stores: frozenset[str] = frozenset()
    days: frozenset[Day] = frozenset()
    begin: Clock | None = field(name="from", default=None)
    end: Clock | None = field(name="to", default=None)


class Sale(Span, kw_only=True, frozen=True):
    """What kind of sale a rule is for."""

    channels: frozenset[str] = frozenset()
    service_types: frozenset[Service] = frozenset()


class Price(Sale, kw_only=True, frozen=True):
    """Other prices: of dishes by their code or SKU id, and of all others so many percent."""

    codes: dict[str, Amount] = {}
    percent: Percent | None = None


class Refuse(Sale, kw_only=True, frozen=True):
    """Orders that may not be placed: of these persons, with one of these dishes, that large."""

    code: Code
    message: Words
    persons: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    total_above: Amount | None = None


class PerDay(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """How much one person may order on one business day."""

    orders: Count | None = None
    total: Amount | None = None
    code: Code = "TOO_MUCH_TODAY"
    message: Words


class Route(Sale, kw_only=True, frozen=True):
    """Orders that other tills make: all of such a sale, or those with one of these dishes."""

    pos_plugin: Name
    pos_store_code: StoreCode = ""
    codes: frozenset[str] = frozenset()


class Accept(Sale, kw_only=True, frozen=True):
    """Orders that are accepted at once, or with `at_once = false` never are."""

    at_once: bool = True
    total_up_to: Amount | None = None


class Carriers(Span, kw_only=True, frozen=True):
    """Who brings orders so far away; the first of them that there is, then the next."""

    order: Annotated[tuple[str, ...], Meta(min_length=1)]
    metres_up_to: Metres | None = None


class Rules(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """All rules of one chain; the time zone is that by which carriers are chosen."""

    time_zone: str = "UTC"
    price: tuple[Price, ...] = ()
    refuse: tuple[Refuse, ...] = ()
    per_day: PerDay | None = None
    route: tuple[Route, ...] = ()
    accept: tuple[Accept, ...] = ()
    carriers: tuple[Carriers, ...] = ()
