"""The whole catalog of one chain in memory, and what depends on what in it.

A catalog is never changed: a change makes a new one, and readers of the old are not disturbed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from centers.product.model import (
    Category,
    Item,
    ItemKind,
    Menu,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    ProductKind,
    Sku,
    SoldOut,
    id_of,
    kind_of,
    names_in,
    parts_of,
)
from mesh.pure.naming import namings_of

K = TypeVar("K")
V = TypeVar("V")

MAX_CATEGORY_LEVELS = 5


@dataclass(frozen=True, slots=True)
class PreparedMenu:
    """A menu in use, with its prices and fees by SKU or modifier."""

    menu: Menu
    channels: frozenset[str]
    service_types: frozenset[int]
    prices: Mapping[str, Price | None]
    modifier_prices: Mapping[str, Price]
    packaging_fees: Mapping[str, Price]

    def lists(self, sku_id: str) -> bool:
        """Return whether the SKU is on it."""
        return self.menu.all_products or sku_id in self.prices


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a chain, by id."""

    categories: Mapping[str, Category] = field(default_factory=dict)
    groups: Mapping[str, ModifierGroup] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    menus: Mapping[str, Menu] = field(default_factory=dict)

    def of(self, kind: ItemKind) -> Mapping[str, Item]:
        """Return the items of one kind, by id."""
        match kind:
            case ItemKind.CATEGORY:
                return self.categories
            case ItemKind.MODIFIER_GROUP:
                return self.groups
            case ItemKind.PRODUCT:
                return self.products
            case ItemKind.MENU:
                return self.menus

    def with_items(self, changed: Iterable[Item]) -> Items:
        """Return the items after some were added or replaced."""
        by_kind: dict[ItemKind, dict[str, Item]] = {kind: {} for kind in ItemKind}
        for item in changed:
            by_kind[kind_of(item)][id_of(item)] = item
        return Items(
            {**self.categories, **_only(Category, by_kind[ItemKind.CATEGORY])},
            {**self.groups, **_only(ModifierGroup, by_kind[ItemKind.MODIFIER_GROUP])},
            {**self.products, **_only(Product, by_kind[ItemKind.PRODUCT])},
            {**self.menus, **_only(Menu, by_kind[ItemKind.MENU])},
        )


@dataclass(frozen=True, slots=True)
class Codes:
    """The owners of codes, by their ids. More than one owner is a fault that checks report.

    `items` are by kind and code, `skus` and `modifiers` by the chain's own code. Those on a
    channel are by channel and code: in `channels` the parts in use, in `retired` the parts out
    of use, in `past` former owners, each until a moment, the oldest first.
    """

    items: Mapping[tuple[ItemKind, str], tuple[str, ...]]
    skus: Mapping[str, tuple[str, ...]]
    modifiers: Mapping[str, tuple[str, ...]]
    channels: Mapping[tuple[str, str], tuple[str, ...]]
    retired: Mapping[tuple[str, str], tuple[str, ...]]
    past: Mapping[tuple[str, str], tuple[tuple[datetime, str], ...]]


@dataclass(frozen=True, slots=True)
class Nesting:
    """Which categories, or groups, lie directly within and around each one in use."""

    below: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]

    def is_too_deep(self, start: str, most: int) -> bool:
        """Return whether more than `most` lie on the longest way through one, or a ring."""
        return _depth(self.below, start, most) + _depth(self.above, start, most) - 1 > most


class Content:
    """The items of a catalog, the owners of codes, and what depends on what."""

    def __init__(self, items: Items, revision: int) -> None:
        self.items = items
        self.revision = revision
        self.skus: dict[str, tuple[Product, Sku]] = {
            sku.sku_id: (product, sku)
            for product in items.products.values()
            for sku in product.skus
        }
        self.modifiers: dict[str, tuple[ModifierGroup, Modifier]] = {
            modifier.modifier_id: (group, modifier)
            for group in items.groups.values()
            for modifier in group.modifiers
        }
        self.codes = _codes(items)
        self.namings = namings_of(
            names
            for kind in ItemKind
            for item in items.of(kind).values()
            for names in names_in(item)
        )
        self._made_of, self._filled_with = _uses(self.skus, self.modifiers)
        self._everywhere, self._by_store = _menus(items.menus.values())

    def with_items(self, changed: Iterable[Item]) -> Content:
        """Return the content after some items were added or replaced."""
        changed = list(changed)
        revisions = [item.stamp.revision for item in changed if item.stamp is not None]
        return Content(self.items.with_items(changed), max([self.revision, *revisions]))

    def with_dependents(self, missing: frozenset[str]) -> frozenset[str]:
        """Return these items and what cannot be sold without them: dishes, choices, combos."""
        found = set(missing)
        for item_id in missing:
            found.update(self._made_of.get(item_id, ()))
        combos = {sku_id for item_id in found for sku_id in self._filled_with.get(item_id, ())}
        found.update(sku_id for sku_id in combos if self._lacks_a_part(sku_id, found))
        return frozenset(found)

    def menus_of(self, store_id: str) -> tuple[PreparedMenu, ...]:
        """Return the menus in use that apply to a store, by falling priority."""
        return self._by_store.get(store_id, self._everywhere)

    def category_line(self, category_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the categories and all they lie within, each once, nearest first."""
        line: dict[str, None] = {}
        for category_id in category_ids:
            current = category_id
            for _ in range(MAX_CATEGORY_LEVELS):
                category = self.items.categories.get(current)
                if category is None:
                    break
                line[current] = None
                current = category.parent_id
        return tuple(line)

    def group_in_use(self, group_id: str) -> ModifierGroup | None:
        """Return the modifier group, None when it does not exist or is archived."""
        group = self.items.groups.get(group_id)
        return None if group is None or group.archived else group

    @cached_property
    def nested_categories(self) -> Nesting:
        """Which categories in use lie within which."""
        return _nesting(
            (category.parent_id, category.category_id)
            for category in self.items.categories.values()
            if category.parent_id and not category.archived
        )

    @cached_property
    def nested_groups(self) -> Nesting:
        """Which groups in use are asked under choices of which."""
        return _nesting(
            (group.group_id, nested)
            for group in self.items.groups.values()
            for modifier in group.modifiers
            for nested in modifier.group_ids
            if not (group.archived or modifier.archived)
        )

    def _lacks_a_part(self, sku_id: str, missing: Collection[str]) -> bool:
        """Return whether a slot of the combo that must be filled has no option left."""
        return any(
            slot.min_select > 0
            and all(o.sku_id in missing or not self.may_fill(o.sku_id) for o in slot.options)
            for slot in self.skus[sku_id][0].combo_slots
        )

    def may_fill(self, sku_id: str) -> bool:
        """Return whether a SKU fills slots of combos: that of a dish in use, and of no voucher."""
        found = self.skus.get(sku_id)
        if found is None:
            return False
        product, sku = found
        return product.kind is ProductKind.SIMPLE and not (product.archived or sku.archived)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog of one chain at one revision.

    `revision` rises with every change, that of the content only with those of items: what
    stores have none of changes too often to lay out every menu again for it. `sold_out` is by
    store and item.
    """

    content: Content
    sold_out: Mapping[str, Mapping[str, SoldOut]]
    revision: int

    def with_changes(
        self,
        revision: int,
        changed: Iterable[Item],
        sold_out: Iterable[SoldOut] = (),
    ) -> Catalog:
        """Return the catalog after changes of items, and of what stores have none of."""
        changed = list(changed)
        return Catalog(
            content=self.content.with_items(changed) if changed else self.content,
            sold_out=_with_sold_out(self.sold_out, list(sold_out)),
            revision=revision,
        )

    def missing_at(
        self, store_id: str, moment: datetime, *, said_only: bool = False
    ) -> frozenset[str]:
        """Return the items of which a store will have none at a moment, as far as is known.

        With `said_only`, what only the stock has none of is left out.
        """
        entries = self.sold_out.get(store_id)
        if not entries:
            return frozenset()
        return frozenset(
            item_id
            for item_id, entry in entries.items()
            if entry.missing_at(moment, said_only=said_only)
        )


Found = tuple[Product, Sku] | tuple[ModifierGroup, Modifier]
"""A SKU or modifier with the item that it is part of."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means, and what it meant before, each until a moment, the oldest first."""

    code: str
    item: Found | None
    former: tuple[tuple[datetime, Found], ...] = ()


def _only(kind: type[V], items: Mapping[str, Item]) -> dict[str, V]:
    return {item_id: item for item_id, item in items.items() if isinstance(item, kind)}


def _codes(items: Items) -> Codes:
    own: defaultdict[tuple[ItemKind, str], list[str]] = defaultdict(list)
    skus: defaultdict[str, list[str]] = defaultdict(list)
    modifiers: defaultdict[str, list[str]] = defaultdict(list)
    channels: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    retired: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    past: defaultdict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for kind in ItemKind:
        for item_id, item in items.of(kind).items():
            own[kind, item.external_code].append(item_id)
            for part_id, part, in_use in parts_of(item):
                (skus if isinstance(part, Sku) else modifiers)[part.external_code].append(part_id)
                for code in part.channel_codes:
                    owners = channels if in_use else retired
                    owners[code.channel, code.code].append(part_id)
                for gone in part.past_codes:
                    past[gone.channel, gone.code].append((gone.until, part_id))
    return Codes(
        _filled(own),
        _filled(skus),
        _filled(modifiers),
        _filled(channels),
        _filled(retired),
        {code: tuple(sorted(owners)) for code, owners in past.items()},
    )


def _filled(owners: Mapping[K, list[str]]) -> dict[K, tuple[str, ...]]:
    """Return the codes with their owners, without the empty code."""
    return {
        code: tuple(ids)
        for code, ids in owners.items()
        if (code[-1] if isinstance(code, tuple) else code)
    }


def _menus(
    menus: Iterable[Menu],
) -> tuple[tuple[PreparedMenu, ...], dict[str, tuple[PreparedMenu, ...]]]:
    """Return the menus for all stores, and those of each store that a menu names."""
    ranked = sorted(
        (menu for menu in menus if not menu.archived), key=lambda m: (-m.priority, m.menu_id)
    )
    prepared = [_prepare(menu) for menu in ranked]
    everywhere = tuple(menu for menu in prepared if not menu.menu.store_ids)
    named = {store_id for menu in ranked for store_id in menu.store_ids}
    rows: dict[str, list[PreparedMenu]] = {store_id: [] for store_id in named}
    for menu in prepared:
        for store_id in menu.menu.store_ids or named:
            rows[store_id].append(menu)
    return everywhere, {store_id: tuple(row) for store_id, row in rows.items()}


def _prepare(menu: Menu) -> PreparedMenu:
    return PreparedMenu(
        menu=menu,
        channels=frozenset(menu.channels),
        service_types=frozenset(menu.service_types),
        prices={entry.sku_id: entry.price for entry in menu.entries},
        modifier_prices={entry.modifier_id: entry.price for entry in menu.modifier_prices},
        packaging_fees={
            entry.sku_id: entry.packaging_fee
            for entry in menu.entries
            if entry.packaging_fee is not None
        },
    )


def _uses(
    skus: Mapping[str, tuple[Product, Sku]],
    modifiers: Mapping[str, tuple[ModifierGroup, Modifier]],
) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return what is made of each SKU, and which combos may be filled with it."""
    made_of: defaultdict[str, list[str]] = defaultdict(list)
    filled_with: defaultdict[str, list[str]] = defaultdict(list)
    for modifier_id, (_, modifier) in modifiers.items():
        for component in modifier.components:
            made_of[component.sku_id].append(modifier_id)
    for sku_id, (product, sku) in skus.items():
        for component in sku.components:
            made_of[component.sku_id].append(sku_id)
        for slot in product.combo_slots:
            for option in slot.options:
                filled_with[option.sku_id].append(sku_id)
    return dict(made_of), dict(filled_with)


def _nesting(pairs: Iterable[tuple[str, str]]) -> Nesting:
    below: defaultdict[str, list[str]] = defaultdict(list)
    above: defaultdict[str, list[str]] = defaultdict(list)
    for outer, inner in pairs:
        below[outer].append(inner)
        above[inner].append(outer)
    return Nesting(below, above)


def _depth(following: Mapping[str, Sequence[str]], start: str, most: int) -> int:
    """Return how many lie on the longest way from `start`, counted up to one more than `most`."""
    level, current = 0, {start}
    while current and level <= most:
        level += 1
        current = {node for one in current for node in following.get(one, ())}
    return level


def _with_sold_out(
    present: Mapping[str, Mapping[str, SoldOut]], entries: Collection[SoldOut]
) -> Mapping[str, Mapping[str, SoldOut]]:
    changed = {entry.store_id: dict(present.get(entry.store_id, {})) for entry in entries}
    for entry in entries:
        if entry.is_out:
            changed[entry.store_id][entry.item_id] = entry
        else:
            changed[entry.store_id].pop(entry.item_id, None)
    return {**present, **changed} if changed else present


EMPTY = Catalog(Content(Items(), 0), {}, 0)
