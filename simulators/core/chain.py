"""The demo chain as a platform lists it: its stores and dishes, by the chain's own codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from demo.tables import read_chain


@dataclass(frozen=True, slots=True)
class Store:
    """A store on the platform. `delivers` says whether riders come for its orders."""

    code: str
    name: str
    latitude: float
    longitude: float
    delivers: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Something chosen with a dish, and what it costs on top, in minor units."""

    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Dish:
    """What can be ordered: one size of a dish. Amounts are minor units.

    `choices` has one tuple for each choice that must be made. A dish that is not `mapped` stands
    in no catalog of the chain.
    """

    code: str
    name: str
    size: str
    price: int
    box_fee: int
    choices: tuple[tuple[Choice, ...], ...] = ()
    mapped: bool = True
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """What a platform sells of a chain."""

    merchant: str
    currency: str
    bag_fee: int
    stores: tuple[Store, ...]
    dishes: tuple[Dish, ...]


UNMAPPED = (
    Dish("platform-crayfish", "十三香小龙虾 Crayfish, only here", "", 6800, 200, mapped=False),
    Dish("platform-gift", "平台定制周边 Platform's gift", "", 1, 0, mapped=False),
)
"""Dishes that only the platform knows: put there by hand, never told the chain's catalog."""


def demo_chain(rows: Mapping[str, Any] | None = None) -> Chain:
    """Return the demo's chain, with some dishes that its catalog does not have."""
    rows = read_chain() if rows is None else rows
    return Chain(
        merchant=rows["merchant"],
        currency=rows["currency"],
        bag_fee=rows["bag_fee"],
        stores=tuple(_store(row) for row in rows["stores"]),
        dishes=(*_dishes(rows), *UNMAPPED),
    )


def _store(row: Mapping[str, Any]) -> Store:
    return Store(
        row["code"], row["name"], row["latitude"], row["longitude"], "delivery_radius_m" in row
    )


def _dishes(rows: Mapping[str, Any]) -> Iterator[Dish]:
    groups = {group["code"]: group for group in rows["groups"]}
    counted = {row["sku"] for row in rows["stock"]}
    for product in rows["products"]:
        # A platform sells a set as one dish only when the chain made it one: these are not.
        if "slots" in product:
            continue
        choices = tuple(
            tuple(Choice(name, price) for _code, name, price in groups[code]["choices"])
            for code in product.get("groups", ())
            if groups[code]["min"]
        )
        for code, size, price in product["sizes"]:
            yield Dish(
                code, product["name"], size, price, product.get("box_fee", 0), choices,
                counted=code in counted,
            )  # fmt: skip
