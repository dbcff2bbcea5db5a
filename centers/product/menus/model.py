"""A place where something is ordered, and the board of menus that apply there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from centers.product.catalog.model import Content, PreparedMenu
from centers.product.model import (
    Category,
    ModifierGroup,
    Price,
    Product,
    ProductKind,
    ServiceType,
    Sku,
)
from mesh.pure.naming import OWN_NAMES, Naming


@dataclass(frozen=True, slots=True)
class Place:
    """Where, how and when something is ordered; `zone` is the store's IANA name.

    `language` is the tag of the language in which dishes are to be named, empty for none.
    `free_packaging` says that the store packs such orders for nothing.
    """

    store_id: str
    channel: str
    service_type: ServiceType
    at: datetime
    zone: str = "UTC"
    language: str = ""
    free_packaging: bool = False

    @property
    def charges_packaging(self) -> bool:
        """Whether packaging fees apply: what is eaten in the store is not packed."""
        packed = self.service_type in (ServiceType.PICK_UP, ServiceType.DELIVERY)
        return packed and not self.free_packaging


@dataclass(frozen=True, slots=True)
class Board:
    """What applies at one place and moment: the menus in order, and what is sold out.

    `charges_packaging` says whether packaging fees apply, `of_vouchers` whether vouchers alone are
    ordered there; elsewhere none are.
    """

    content: Content
    menus: tuple[PreparedMenu, ...]
    missing: frozenset[str]
    naming: Naming = OWN_NAMES
    charges_packaging: bool = False
    of_vouchers: bool = False

    def serves(self, product: Product) -> bool:
        """Return whether a product of this kind is ordered there."""
        return (product.kind is ProductKind.VOUCHER) == self.of_vouchers

    def lists(self, sku_id: str) -> bool:
        """Return whether any of the menus has the SKU, be it archived or not."""
        return any(menu.lists(sku_id) for menu in self.menus)

    def price_of(self, sku: Sku) -> Price:
        """Return the price of the first menu that names one for the SKU, else its own."""
        return _first(menu.prices.get(sku.sku_id) for menu in self.menus) or sku.price

    def modifier_price(self, modifier_id: str, own: Price) -> Price:
        """Return the price of the first menu that names one for the modifier, else its own."""
        return _first(menu.modifier_prices.get(modifier_id) for menu in self.menus) or own

    def packaging_fee_of(self, sku: Sku) -> Price | None:
        """Return what packing one piece costs here; None for nothing."""
        if not self.charges_packaging:
            return None
        fees = (menu.packaging_fees.get(sku.sku_id) for menu in self.menus)
        return _first(fees) or sku.packaging_fee

    def order_packaging_fee(self) -> Price | None:
        """Return what packing a whole order costs here, beside its lines; None for nothing."""
        if not self.charges_packaging:
            return None
        return _first(menu.menu.order_packaging_fee for menu in self.menus)

    def version(self) -> str:
        """Return a name for everything that an answer from this board depends on."""
        parts = [*(menu.menu.menu_id for menu in self.menus), "-", *sorted(self.missing)]
        if self.naming != OWN_NAMES:
            parts += ["~", self.naming.channel, *self.naming.languages]
        if self.charges_packaging:
            parts.append("packed")
        if self.of_vouchers:
            parts.append("vouchers")
        digest = hashlib.blake2s("|".join(parts).encode(), digest_size=6).hexdigest()
        return f"{self.content.revision}-{digest}"


@dataclass(frozen=True, slots=True)
class BoardProduct:
    """A product on the board, with the sizes that are on it."""

    product: Product
    skus: tuple[Sku, ...]


@dataclass(frozen=True, slots=True)
class MenuView:
    """A board laid out to be shown: everything in order."""

    board: Board
    categories: tuple[tuple[Category, tuple[str, ...]], ...]
    products: tuple[BoardProduct, ...]
    groups: tuple[ModifierGroup, ...]


def _first(prices: Iterable[Price | None]) -> Price | None:
    """Return the first price that is one."""
    return next((price for price in prices if price is not None), None)
