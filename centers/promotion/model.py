"""What a discount is, in the words of the trade. Amounts are whole minor units of one currency.

Parts of a whole are basis points: 10,000 is everything, 5,000 is half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import IntEnum
from typing import NamedTuple, TypeAlias

from mesh.pure.naming import Naming, OtherName, Reader

WHOLE = 10_000
"""Basis points of everything."""


class ServiceType(IntEnum):
    """How the customer gets what was ordered."""

    PICK_UP = 1
    DINE_IN = 2
    DELIVERY = 3
    VOUCHER = 4


class Payer(IntEnum):
    """Who bears a discount."""

    MERCHANT = 1
    PLATFORM = 2


class PromotionState(IntEnum):
    """Where a promotion stands; the numbers are those of the contract and of the table."""

    DRAFT = 1
    ACTIVE = 2
    PAUSED = 3
    ENDED = 4


@dataclass(frozen=True, slots=True)
class ItemScope:
    """Which lines a rule looks at: those that match any list, or all when all are empty."""

    sku_ids: frozenset[str] = frozenset()
    product_ids: frozenset[str] = frozenset()
    category_ids: frozenset[str] = frozenset()
    excluded_sku_ids: frozenset[str] = frozenset()

    def covers(self, line: CartLine) -> bool:
        """Return whether the line is in."""
        if line.sku_id in self.excluded_sku_ids:
            return False
        if not (self.sku_ids or self.product_ids or self.category_ids):
            return True
        return (
            line.sku_id in self.sku_ids
            or line.product_id in self.product_ids
            or not self.category_ids.isdisjoint(line.category_ids)
        )


EVERYTHING = ItemScope()


class PercentOff(NamedTuple):
    """A part of the price."""

    basis_points: int


class AmountOff(NamedTuple):
    """A fixed amount off each piece."""

    amount: int


class PriceEach(NamedTuple):
    """A price for each piece."""

    price: int


PieceCut: TypeAlias = PercentOff | AmountOff | PriceEach


@dataclass(frozen=True, slots=True)
class ItemDiscount:
    """Some items cheaper.

    At most `max_pieces` of an order and `max_pieces_per_dish` of each dish, 0 for no limit.
    """

    scope: ItemScope
    cut: PieceCut
    max_pieces: int = 0
    max_pieces_per_dish: int = 0


@dataclass(frozen=True, slots=True)
class SpecialPrice:
    """Prices of their own for SKUs, without modifiers.

    At most `max_pieces` of an order and `max_pieces_per_dish` of each dish, 0 for no limit.
    """

    prices: Mapping[str, int]
    max_pieces: int = 0
    max_pieces_per_dish: int = 0


@dataclass(frozen=True, slots=True)
class NthItem:
    """Every nth piece, from dear to cheap, cheaper; at most `max_pieces`, 0 for no limit."""

    scope: ItemScope
    nth: int
    basis_points: int
    same_sku: bool = False
    max_pieces: int = 0


class Slot(NamedTuple):
    """A place in a bundle, filled by `quantity` pieces of the scope."""

    scope: ItemScope
    quantity: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A set of items at one price; at most `max_sets`, 0 for no limit."""

    slots: tuple[Slot, ...]
    price: int
    max_sets: int = 0


class Tier(NamedTuple):
    """From this amount on, so much off; a threshold of 0 is none."""

    threshold: int
    reduction: int


@dataclass(frozen=True, slots=True)
class FullReduction:
    """Spend so much, get so much off; tiers rise. `repeats`: once for every full threshold."""

    tiers: tuple[Tier, ...]
    scope: ItemScope = EVERYTHING
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class CashOff:
    """A coupon's fixed amount off the lines in scope, from a threshold on."""

    amount: int
    threshold: int = 0
    scope: ItemScope = EVERYTHING


@dataclass(frozen=True, slots=True)
class ShareOff:
    """A coupon's part off the lines in scope, from a threshold on, at most `cap` (None: all)."""

    basis_points: int
    cap: int | None = None
    threshold: int = 0
    scope: ItemScope = EVERYTHING


@dataclass(frozen=True, slots=True)
class DeliveryReduction:
    """So much off the delivery fee, or all of it (None), when the lines reach a threshold."""

    amount: int | None
    threshold: int = 0


ItemRule: TypeAlias = ItemDiscount | SpecialPrice | NthItem | Bundle
OrderRule: TypeAlias = FullReduction | CashOff | ShareOff | DeliveryReduction
Rule: TypeAlias = ItemRule | OrderRule


class WeeklyWindow(NamedTuple):
    """A daily span on ISO weekdays, in minutes of the store's clock; may pass midnight."""

    weekdays: frozenset[int]
    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """When and for whom a discount is; empty means no restriction."""

    store_ids: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    service_types: frozenset[ServiceType] = frozenset()
    member_tiers: frozenset[str] = frozenset()
    new_customers_only: bool = False
    campaign_id: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekly_windows: tuple[WeeklyWindow, ...] = ()
    benefit_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a promotion may cost in all, and how often a person may have it; None: no limit."""

    total_amount: int | None = None
    total_uses: int | None = None
    per_person: int | None = None
    per_person_and_day: int | None = None

    @property
    def any(self) -> bool:
        """Return whether there is a limit, so that orders must hold it."""
        limits = (self.total_amount, self.total_uses, self.per_person, self.per_person_and_day)
        return any(limit is not None for limit in limits)

    @property
    def by_person(self) -> bool:
        """Return whether a person may have it only so often."""
        return self.per_person is not None or self.per_person_and_day is not None


@dataclass(frozen=True, slots=True)
class PromotionTerms:
    """What may not change, or not freely, of a promotion: its kind of rule, currency, limits."""

    code: str
    currency_code: str
    kind: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion with what orders have taken of it.

    `held` is of orders that may still be cancelled, `redeemed` of the others.
    """

    promotion_id: str
    state: PromotionState
    terms: PromotionTerms
    version: int
    created_at: datetime
    updated_at: datetime
    held_uses: int = 0
    redeemed_uses: int = 0
    held_amount: int = 0
    redeemed_amount: int = 0


class OfferKey(NamedTuple):
    """Names an offer: a promotion, or one coupon of a template."""

    promotion_id: str
    coupon_id: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion or a coupon as the engine sees it.

    Of the offers that share one of their `groups` at most one applies; one that stands
    `alone` applies without any other. It is never combined with offers that have one of the
    names it `excludes`.
    """

    key: OfferKey
    name: str
    rule: Rule
    conditions: Conditions = field(default_factory=Conditions)
    groups: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    priority: int = 0
    alone: bool = False
    excludes_discounted: bool = False
    platform_basis_points: int = 0
    limits: Limits = field(default_factory=Limits)
    other_names: tuple[OtherName, ...] = ()

    def named_for(self, reader: Reader | Naming) -> Offer:
        """Return the offer by the name that a reader is told."""
        name = reader.choose(self.name, self.other_names)
        return self if name == self.name else replace(self, name=name)

    @property
    def first_order(self) -> bool:
        """Return whether only a person's first order gets it."""
        return self.conditions.new_customers_only


@dataclass(frozen=True, slots=True)
class CartLine:
    """A priced line; `unit` is a piece with modifiers, `base` without."""

    ref: str
    sku_id: str
    quantity: int
    unit: int
    base: int
    product_id: str = ""
    category_ids: frozenset[str] = frozenset()

    @property
    def dish(self) -> str:
        """What the line is a piece of: its product, or the SKU where the caller names none."""
        return self.product_id or self.sku_id

    @property
    def amount(self) -> int:
        """What the line costs before discounts."""
        return self.unit * self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """What is bought, by whom, where and when; `zone` is the store's, `day` its business day."""

    store_id: str
    channel: str
    service_type: ServiceType
    at: datetime
    zone: tzinfo
    day: date
    currency: str
    lines: tuple[CartLine, ...]
    delivery_fee: int = 0
    person_id: str = ""
    member_tier: str = ""
    benefit_codes: frozenset[str] = frozenset()
    new_customer: bool = False
    campaign_ids: frozenset[str] = frozenset()
    campaign_pieces: Mapping[str, int] = field(default_factory=dict)
    """How many pieces get the prices of a campaign at most; one that is not named: no limit."""
    language: str = ""

    @property
    def reader(self) -> Reader:
        """Who reads the names of what it gets."""
        return Reader(self.channel, self.language)
