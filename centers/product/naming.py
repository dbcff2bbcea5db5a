"""Everything in a catalog that has names on channels and in languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from centers.product.model import Category, ModifierGroup, Product
from mesh.pure.naming import Named, Namings, namings_of


def namings_of_catalog(
    categories: Mapping[str, Category],
    groups: Mapping[str, ModifierGroup],
    products: Mapping[str, Product],
) -> Namings:
    """Return the namings of all names of a catalog."""
    named = _named(categories.values(), groups.values(), products.values())
    return namings_of(item.names for item in named)


def _named(
    categories: Iterable[Category], groups: Iterable[ModifierGroup], products: Iterable[Product]
) -> Iterator[Named]:
    yield from categories
    for group in groups:
        yield group
        yield from group.modifiers
    for product in products:
        yield product
        yield from product.skus
        yield from product.combo_slots
