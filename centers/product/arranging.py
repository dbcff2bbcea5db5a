"""In which order products stand, on the whole menu and within each of their categories."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from centers.product.catalog import Content
from centers.product.errors import CategoryNotFound, ReferenceBroken
from centers.product.model import CategoryPlace, Product

_BEHIND_ALL = 2**31


def product_order(product: Product) -> tuple[int, str, str]:
    """Where a product comes on the whole menu."""
    return product.sort_order, product.name, product.product_id


def order_within(category_id: str, product: Product) -> tuple[int, int, str, str]:
    """Where a product comes within a category: those with a place in it first."""
    return _position(category_id, product), *product_order(product)


def within(content: Content, category_id: str) -> list[Product]:
    """The products directly in a category that are in use, in order."""
    found = (
        product
        for product in content.items.products.values()
        if category_id in product.category_ids and not product.archived
    )
    return sorted(found, key=lambda product: order_within(category_id, product))


def arranged(content: Content, category_id: str, product_ids: Sequence[str]) -> list[Product]:
    """The products that change when these stand first in a category, in this order.

    Raises CategoryNotFound, ReferenceBroken.
    """
    if category_id not in content.items.categories:
        raise CategoryNotFound(category_id=category_id)
    products = content.items.products
    for index, product_id in enumerate(product_ids):
        product = products.get(product_id)
        if product is None or category_id not in product.category_ids:
            raise ReferenceBroken(field=f"product_ids[{index}]", item_id=product_id)
    places = {product_id: number for number, product_id in enumerate(product_ids, 1)}
    after = (
        _placed(product, category_id, places.get(product.product_id))
        for product in products.values()
        if category_id in product.category_ids
    )
    return [product for product in after if product != products[product.product_id]]


def _placed(product: Product, category_id: str, position: int | None) -> Product:
    """The product at a position within a category; None for no place."""
    there = CategoryPlace(category_id, position) if position is not None else None
    places = [
        there if place.category_id == category_id else place for place in product.category_places
    ]
    if there not in places:
        places.append(there)
    return replace(product, category_places=tuple(place for place in places if place))


def _position(category_id: str, product: Product) -> int:
    of_category: Iterable[int] = (
        place.position for place in product.category_places if place.category_id == category_id
    )
    return next(iter(of_category), _BEHIND_ALL)
