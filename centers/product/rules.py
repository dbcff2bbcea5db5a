"""What becomes of items: their ids and order, and whether they fit the rest of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from centers.product import errors
from centers.product.catalog.model import MAX_CATEGORY_LEVELS, Content
from centers.product.catalog.rules import yielding
from centers.product.checks import check_item
from centers.product.model import (
    Category,
    CategoryPlace,
    Component,
    Item,
    ItemCode,
    ItemKind,
    Menu,
    Modifier,
    ModifierGroup,
    Product,
    Sku,
    id_of,
    kind_of,
)
from mesh.pure.limits import MAX_CHOICE_LEVELS
from mesh.pure.validation import Check

NewId = Callable[[str], str]
"""Makes a new id from a prefix."""

_BEHIND_ALL = 2**31


def created(content: Content, wanted: Item, new_id: NewId) -> Item:
    """Return a new item with all its ids. Raise the refusal of the first thing that is wrong."""
    return _fitting(content, identified(wanted, None, new_id))


def replaced(content: Content, wanted: Item, new_id: NewId, *, revision: int = 0) -> Item:
    """Return an item as it shall be from now on.

    `revision`, when not 0, is the one the caller has read. Raise the refusal of the first thing
    that is wrong: not there, changed meanwhile, a broken reference, a code taken.
    """
    before = content.items.of(kind_of(wanted)).get(id_of(wanted))
    if before is None:
        raise not_found(kind_of(wanted), id_of(wanted))
    if revision and before.stamp is not None and before.stamp.revision != revision:
        raise errors.RevisionMismatch(product_id=id_of(before), revision=before.stamp.revision)
    return _fitting(content, identified(wanted, before, new_id))


def not_found(kind: ItemKind, item_id: str) -> errors.ProductRefusal:
    """Return the refusal of an item that does not exist."""
    match kind:
        case ItemKind.CATEGORY:
            return errors.CategoryNotFound(category_id=item_id)
        case ItemKind.MODIFIER_GROUP:
            return errors.ModifierGroupNotFound(modifier_group_id=item_id)
        case ItemKind.PRODUCT:
            return errors.ProductNotFound(product_id=item_id)
        case ItemKind.MENU:
            return errors.MenuNotFound(menu_id=item_id)


def identified(wanted: Item, before: Item | None, new_id: NewId) -> Item:
    """Return the item as it shall be kept, with the ids of all its parts.

    A part that is named again stays the same one, one without an id is new, one that is left out
    is archived (a slot is gone): old orders still name SKUs. `before` is the item it replaces,
    None for a new one. Raise ReferenceBroken for a part whose id the item does not have.
    """
    match wanted:
        case Category():
            known = before.category_id if isinstance(before, Category) else new_id("cat")
            return replace(wanted, category_id=known)
        case ModifierGroup():
            return _identified_group(
                wanted, before if isinstance(before, ModifierGroup) else None, new_id
            )
        case Product():
            return _identified_product(
                wanted, before if isinstance(before, Product) else None, new_id
            )
        case Menu():
            known = before.menu_id if isinstance(before, Menu) else new_id("mnu")
            return replace(wanted, menu_id=known)


def _identified_group(
    wanted: ModifierGroup, before: ModifierGroup | None, new_id: NewId
) -> ModifierGroup:
    old = {m.modifier_id: m for m in before.modifiers} if before else {}
    kept = []
    for modifier in wanted.modifiers:
        _demand_known("modifiers", modifier.modifier_id, old)
        modifier_id = modifier.modifier_id or new_id("mod")
        past = old[modifier_id].past_codes if modifier_id in old else ()
        kept.append(replace(modifier, modifier_id=modifier_id, archived=False, past_codes=past))
    named = {modifier.modifier_id for modifier in kept}
    left_out = [replace(m, archived=True) for key, m in old.items() if key not in named]
    group_id = before.group_id if before else new_id("mgr")
    return replace(wanted, group_id=group_id, modifiers=(*kept, *left_out))


def _identified_product(wanted: Product, before: Product | None, new_id: NewId) -> Product:
    old = {sku.sku_id: sku for sku in before.skus} if before else {}
    kept = []
    for sku in wanted.skus:
        _demand_known("skus", sku.sku_id, old)
        sku_id = sku.sku_id or new_id("sku")
        past = old[sku_id].past_codes if sku_id in old else ()
        kept.append(replace(sku, sku_id=sku_id, archived=False, past_codes=past))
    named = {sku.sku_id for sku in kept}
    left_out = [replace(sku, archived=True) for key, sku in old.items() if key not in named]
    old_slots = {slot.slot_id for slot in before.combo_slots} if before else set()
    slots = []
    for slot in wanted.combo_slots:
        _demand_known("combo_slots", slot.slot_id, old_slots)
        slots.append(replace(slot, slot_id=slot.slot_id or new_id("slt")))
    product_id = before.product_id if before else new_id("prd")
    skus = (*kept, *left_out)
    return replace(wanted, product_id=product_id, skus=skus, combo_slots=tuple(slots))


def _demand_known(field: str, part_id: str, known: Iterable[str]) -> None:
    if part_id and part_id not in known:
        raise errors.ReferenceBroken(field=field, item_id=part_id)


def _fitting(content: Content, item: Item) -> Item:
    check = Check()
    check_item(check, item)
    check.raise_if_any()
    after = content.with_items([item])
    for finding in findings(after, item):
        raise finding.refusal
    return yielding(content, after, item)


def product_order(product: Product) -> tuple[int, str, str]:
    """Return the sort key of a product on the whole menu."""
    return product.sort_order, product.name, product.product_id


def order_within(category_id: str, product: Product) -> tuple[int, int, str, str]:
    """Return the sort key of a product within a category: those with a place in it first."""
    return _position(category_id, product), *product_order(product)


def within(content: Content, category_id: str) -> list[Product]:
    """Return the products directly in a category that are in use, in order."""
    found = (
        product
        for product in content.items.products.values()
        if category_id in product.category_ids and not product.archived
    )
    return sorted(found, key=lambda product: order_within(category_id, product))


def arranged(content: Content, category_id: str, product_ids: Sequence[str]) -> list[Product]:
    """Return the products that change when these stand first in a category, in this order.

    Raise CategoryNotFound, ReferenceBroken.
    """
    if category_id not in content.items.categories:
        raise errors.CategoryNotFound(category_id=category_id)
    products = content.items.products
    for index, product_id in enumerate(product_ids):
        product = products.get(product_id)
        if product is None or category_id not in product.category_ids:
            raise errors.ReferenceBroken(field=f"product_ids[{index}]", item_id=product_id)
    places = {product_id: number for number, product_id in enumerate(product_ids, 1)}
    after = (
        _placed(product, category_id, places.get(product.product_id))
        for product in products.values()
        if category_id in product.category_ids
    )
    return [product for product in after if product != products[product.product_id]]


def _placed(product: Product, category_id: str, position: int | None) -> Product:
    """Return the product at a position within a category; None for no place."""
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, the field it is about, and how it is refused."""

    field: str
    refusal: errors.ProductRefusal


def findings(content: Content, item: Item) -> Iterator[Finding]:
    """Yield what does not fit about an item that is part of `content`.

    What is out of use may name other things that are out of use; its own codes stay its own, but
    those on channels are free to be taken.
    """
    yield from _taken_own_code(content, item)
    match item:
        case Category():
            yield from _unfit_category(content, item)
        case ModifierGroup():
            yield from _unfit_group(content, item)
        case Product():
            yield from _unfit_product(content, item)
        case Menu():
            yield from _unfit_menu(content, item)


def _taken_own_code(content: Content, item: Item) -> Iterator[Finding]:
    kind, code = kind_of(item), item.external_code
    if any(owner != id_of(item) for owner in content.codes.items.get((kind, code), ())):
        name = kind.name.lower()
        refusal = errors.ExternalCodeTaken(item_kind=name, external_code=code)
        yield Finding("external_code", refusal)


def _unfit_category(content: Content, category: Category) -> Iterator[Finding]:
    if category.archived or not category.parent_id:
        return
    parent = content.items.categories.get(category.parent_id)
    if parent is None or parent.archived:
        yield _broken("parent_category_id", category.parent_id)
    elif content.nested_categories.is_too_deep(category.category_id, MAX_CATEGORY_LEVELS):
        words = f"Categories lie at most {MAX_CATEGORY_LEVELS} deep, and not within themselves."
        yield _broken("parent_category_id", category.parent_id, words)


def _unfit_group(content: Content, group: ModifierGroup) -> Iterator[Finding]:
    for index, modifier in enumerate(group.modifiers):
        path = f"modifiers[{index}]"
        owners = content.codes.modifiers.get(modifier.external_code, ())
        yield from _taken_code(
            path, "modifier", modifier.external_code, modifier.modifier_id, owners
        )
        if not (group.archived or modifier.archived):
            yield from _taken_channel_codes(
                content, path, modifier.channel_codes, modifier.modifier_id
            )
            yield from _unfit_modifier(content, path, modifier)
    nesting = content.nested_groups
    if not group.archived and nesting.is_too_deep(group.group_id, MAX_CHOICE_LEVELS):
        words = f"Groups lie at most {MAX_CHOICE_LEVELS} deep, and not within themselves."
        yield _broken("modifiers.modifier_group_ids", group.group_id, words)


def _unfit_modifier(content: Content, path: str, modifier: Modifier) -> Iterator[Finding]:
    yield from _unfit_groups(content, f"{path}.modifier_group_ids", modifier.group_ids)
    yield from _unfit_components(content, path, modifier.components)


def _unfit_product(content: Content, product: Product) -> Iterator[Finding]:
    for index, sku in enumerate(product.skus):
        path = f"skus[{index}]"
        yield from _unfit_sku(content, path, sku)
        if not (product.archived or sku.archived):
            yield from _taken_channel_codes(content, path, sku.channel_codes, sku.sku_id)
    if product.archived:
        return
    for index, category_id in enumerate(product.category_ids):
        category = content.items.categories.get(category_id)
        if category is None or category.archived:
            yield _broken(f"category_ids[{index}]", category_id)
    yield from _unfit_groups(content, "modifier_group_ids", product.group_ids)
    for number, slot in enumerate(product.combo_slots):
        for index, option in enumerate(slot.options):
            if not content.may_fill(option.sku_id):
                yield _broken(f"combo_slots[{number}].options[{index}].sku_id", option.sku_id)


def _unfit_sku(content: Content, path: str, sku: Sku) -> Iterator[Finding]:
    owners = content.codes.skus.get(sku.external_code, ())
    yield from _taken_code(path, "sku", sku.external_code, sku.sku_id, owners)
    yield from _unfit_components(content, path, sku.components)


def _unfit_menu(content: Content, menu: Menu) -> Iterator[Finding]:
    for index, entry in enumerate(menu.entries):
        if entry.sku_id not in content.skus:
            yield _broken(f"entries[{index}].sku_id", entry.sku_id)
    for index, override in enumerate(menu.modifier_prices):
        if override.modifier_id not in content.modifiers:
            yield _broken(f"modifier_prices[{index}].modifier_id", override.modifier_id)


def _unfit_groups(content: Content, field: str, group_ids: Sequence[str]) -> Iterator[Finding]:
    for index, group_id in enumerate(group_ids):
        if content.group_in_use(group_id) is None:
            yield _broken(f"{field}[{index}]", group_id)


def _unfit_components(
    content: Content, path: str, components: Iterable[Component]
) -> Iterator[Finding]:
    for index, component in enumerate(components):
        if component.sku_id not in content.skus:
            yield _broken(f"{path}.components[{index}].sku_id", component.sku_id)


def _taken_code(
    path: str, name: str, code: str, item_id: str, owners: Sequence[str]
) -> Iterator[Finding]:
    if any(owner != item_id for owner in owners):
        refusal = errors.ExternalCodeTaken(item_kind=name, external_code=code)
        yield Finding(f"{path}.external_code", refusal)


def _taken_channel_codes(
    content: Content, path: str, codes: Iterable[ItemCode], item_id: str
) -> Iterator[Finding]:
    for index, code in enumerate(codes):
        owners = content.codes.channels.get((code.channel, code.code), ())
        if any(owner != item_id for owner in owners):
            refusal = errors.ChannelCodeTaken(channel=code.channel, code=code.code)
            yield Finding(f"{path}.channel_codes[{index}].code", refusal)


def _broken(field: str, item_id: str, words: str | None = None) -> Finding:
    return Finding(field, errors.ReferenceBroken(words, field=field, item_id=item_id))
