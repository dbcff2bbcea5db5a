"""What an ERP knows of one thing that is sold."""

from __future__ import annotations

from dataclasses import dataclass

from centers.product.model import Price, Product


@dataclass(frozen=True, slots=True)
class ErpItem:
    """One size of a dish as an ERP has it; `price` is None where the ERP has none.

    `product_code` is empty where the dish has this one size.
    """

    code: str
    product_code: str
    name: str
    variant: str
    price: Price | None
    archived: bool


@dataclass(frozen=True, slots=True)
class ErpPlan:
    """What a page of items makes of a catalog: dishes to keep, and what is wrong with which code.

    A dish without an id is new.
    """

    products: tuple[Product, ...]
    problems: dict[str, str]
