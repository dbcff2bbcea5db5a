"""Codes put for ids, as far as they are known: of what is kept, and of what an import brings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from centers.product.catalog import Content, id_of, kind_of
from centers.product.model import (
    Category,
    Component,
    Item,
    ItemKind,
    Menu,
    ModifierGroup,
    Product,
)
from mesh.pure.errors import Violation


@dataclass(slots=True)
class Names:
    """Ids behind codes; what is not found is noted in `missing`."""

    items: dict[tuple[ItemKind, str], str]
    skus: dict[str, str]
    modifiers: dict[str, str]
    missing: list[Violation] = field(default_factory=list)

    def item(self, kind: ItemKind, code: str, path: str) -> str:
        """The id of the item of that kind and code."""
        return self._found(self.items.get((kind, code)), code, path)

    def sku(self, code: str, path: str) -> str:
        """The id of the SKU of that code."""
        return self._found(self.skus.get(code), code, path)

    def modifier(self, code: str, path: str) -> str:
        """The id of the modifier of that code."""
        return self._found(self.modifiers.get(code), code, path)

    def components(self, components: Iterable[Component], path: str) -> tuple[Component, ...]:
        """Components with the ids of their SKUs."""
        return tuple(
            replace(component, sku_id=self.sku(component.sku_id, f"{path}.components[{index}]"))
            for index, component in enumerate(components)
        )

    def _found(self, item_id: str | None, code: str, path: str) -> str:
        if item_id is not None:
            return item_id
        self.missing.append(Violation(path, f"{code!r} is neither kept nor rightly here"))
        # Only so that the form can be checked all the same.
        return f"missing.{len(self.missing)}"


def names_of(content: Content, owned: Iterable[Item]) -> Names:
    """The ids of all codes that are kept or that these items bring; what is kept wins."""
    codes = content.codes
    items = {key: ids[0] for key, ids in codes.items.items()}
    skus = {code: ids[0] for code, ids in codes.skus.items()}
    modifiers = {code: ids[0] for code, ids in codes.modifiers.items()}
    for item in owned:
        items.setdefault((kind_of(item), item.external_code), id_of(item))
        if isinstance(item, Product):
            for sku in item.skus:
                skus.setdefault(sku.external_code, sku.sku_id)
        if isinstance(item, ModifierGroup):
            for modifier in item.modifiers:
                modifiers.setdefault(modifier.external_code, modifier.modifier_id)
    return Names(items, skus, modifiers)


def with_ids(item: Item, names: Names) -> Item:
    """The item with ids where it has codes."""
    match item:
        case Category():
            parent = item.parent_id and names.item(ItemKind.CATEGORY, item.parent_id, "parent_code")
            return replace(item, parent_id=parent)
        case ModifierGroup():
            return _group_with_ids(item, names)
        case Product():
            return _product_with_ids(item, names)
        case Menu():
            return _menu_with_ids(item, names)


def _group_with_ids(group: ModifierGroup, names: Names) -> ModifierGroup:
    modifiers = tuple(
        modifier
        if modifier.archived
        else replace(
            modifier,
            group_ids=_group_ids(modifier.group_ids, names, f"modifiers[{index}]."),
            components=names.components(modifier.components, f"modifiers[{index}]"),
        )
        for index, modifier in enumerate(group.modifiers)
    )
    return replace(group, modifiers=modifiers)


def _product_with_ids(product: Product, names: Names) -> Product:
    return replace(
        product,
        category_ids=tuple(
            names.item(ItemKind.CATEGORY, code, f"category_codes[{index}]")
            for index, code in enumerate(product.category_ids)
        ),
        category_places=tuple(
            replace(
                place,
                category_id=names.item(
                    ItemKind.CATEGORY, place.category_id, f"category_places[{index}].category_code"
                ),
            )
            for index, place in enumerate(product.category_places)
        ),
        group_ids=_group_ids(product.group_ids, names, ""),
        skus=tuple(
            sku
            if sku.archived
            else replace(sku, components=names.components(sku.components, f"skus[{index}]"))
            for index, sku in enumerate(product.skus)
        ),
        combo_slots=tuple(
            replace(
                slot,
                options=tuple(
                    replace(
                        option,
                        sku_id=names.sku(
                            option.sku_id, f"combo_slots[{number}].options[{index}].sku_code"
                        ),
                    )
                    for index, option in enumerate(slot.options)
                ),
            )
            for number, slot in enumerate(product.combo_slots)
        ),
    )


def _menu_with_ids(menu: Menu, names: Names) -> Menu:
    return replace(
        menu,
        entries=tuple(
            replace(entry, sku_id=names.sku(entry.sku_id, f"entries[{index}].sku_code"))
            for index, entry in enumerate(menu.entries)
        ),
        modifier_prices=tuple(
            replace(
                entry,
                modifier_id=names.modifier(
                    entry.modifier_id, f"modifier_prices[{index}].modifier_code"
                ),
            )
            for index, entry in enumerate(menu.modifier_prices)
        ),
    )


def _group_ids(codes: Sequence[str], names: Names, path: str) -> tuple[str, ...]:
    return tuple(
        names.item(ItemKind.MODIFIER_GROUP, code, f"{path}modifier_group_codes[{index}]")
        for index, code in enumerate(codes)
    )
