"""Whether an item fits the rest of the catalog: what it names exists, its codes are its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from centers.product import errors
from centers.product.catalog import MAX_CATEGORY_LEVELS, Content, id_of, kind_of
from centers.product.model import (
    Category,
    Component,
    Item,
    ItemCode,
    Menu,
    Modifier,
    ModifierGroup,
    Product,
    ProductKind,
    Sku,
)
from mesh.pure.limits import MAX_CHOICE_LEVELS


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, the field it is about, and how it is refused."""

    field: str
    refusal: errors.ProductRefusal


def findings(content: Content, item: Item) -> Iterator[Finding]:
    """What does not fit about an item that is part of `content`.

    What is out of use may name other things that are out of use; its own codes stay its own, but
    those on channels are for whoever takes them.
    """
    yield from _own_code(content, item)
    match item:
        case Category():
            yield from _category(content, item)
        case ModifierGroup():
            yield from _group(content, item)
        case Product():
            yield from _product(content, item)
        case Menu():
            yield from _menu(content, item)


def _own_code(content: Content, item: Item) -> Iterator[Finding]:
    kind, code = kind_of(item), item.external_code
    if any(owner != id_of(item) for owner in content.codes.items.get((kind, code), ())):
        name = kind.name.lower()
        refusal = errors.ExternalCodeTaken(item_kind=name, external_code=code)
        yield Finding("external_code", refusal)


def _category(content: Content, category: Category) -> Iterator[Finding]:
    if category.archived or not category.parent_id:
        return
    parent = content.items.categories.get(category.parent_id)
    if parent is None or parent.archived:
        yield _broken("parent_category_id", category.parent_id)
    elif _too_deep(_kin_of_categories(content), category.category_id, MAX_CATEGORY_LEVELS):
        words = f"Categories lie at most {MAX_CATEGORY_LEVELS} deep, and not within themselves."
        yield _broken("parent_category_id", category.parent_id, words)


def _group(content: Content, group: ModifierGroup) -> Iterator[Finding]:
    for index, modifier in enumerate(group.modifiers):
        path = f"modifiers[{index}]"
        owners = content.codes.modifiers.get(modifier.external_code, ())
        yield from _code(path, "modifier", modifier.external_code, modifier.modifier_id, owners)
        if not (group.archived or modifier.archived):
            yield from _channel_codes(content, path, modifier.channel_codes, modifier.modifier_id)
            yield from _modifier(content, path, modifier)
    kin = _kin_of_groups(content)
    if not group.archived and _too_deep(kin, group.group_id, MAX_CHOICE_LEVELS):
        words = f"Groups lie at most {MAX_CHOICE_LEVELS} deep, and not within themselves."
        yield _broken("modifiers.modifier_group_ids", group.group_id, words)


def _modifier(content: Content, path: str, modifier: Modifier) -> Iterator[Finding]:
    yield from _groups(content, f"{path}.modifier_group_ids", modifier.group_ids)
    yield from _components(content, path, modifier.components)


def _product(content: Content, product: Product) -> Iterator[Finding]:
    for index, sku in enumerate(product.skus):
        path = f"skus[{index}]"
        yield from _sku(content, path, sku)
        if not (product.archived or sku.archived):
            yield from _channel_codes(content, path, sku.channel_codes, sku.sku_id)
    if product.archived:
        return
    for index, category_id in enumerate(product.category_ids):
        category = content.items.categories.get(category_id)
        if category is None or category.archived:
            yield _broken(f"category_ids[{index}]", category_id)
    yield from _groups(content, "modifier_group_ids", product.group_ids)
    for number, slot in enumerate(product.combo_slots):
        for index, option in enumerate(slot.options):
            if not _may_fill(content, option.sku_id):
                yield _broken(f"combo_slots[{number}].options[{index}].sku_id", option.sku_id)


def _sku(content: Content, path: str, sku: Sku) -> Iterator[Finding]:
    owners = content.codes.skus.get(sku.external_code, ())
    yield from _code(path, "sku", sku.external_code, sku.sku_id, owners)
    yield from _components(content, path, sku.components)


def _menu(content: Content, menu: Menu) -> Iterator[Finding]:
    for index, entry in enumerate(menu.entries):
        if entry.sku_id not in content.skus:
            yield _broken(f"entries[{index}].sku_id", entry.sku_id)
    for index, override in enumerate(menu.modifier_prices):
        if override.modifier_id not in content.modifiers:
            yield _broken(f"modifier_prices[{index}].modifier_id", override.modifier_id)


def _groups(content: Content, field: str, group_ids: Sequence[str]) -> Iterator[Finding]:
    for index, group_id in enumerate(group_ids):
        if content.group_in_use(group_id) is None:
            yield _broken(f"{field}[{index}]", group_id)


def _components(content: Content, path: str, components: Iterable[Component]) -> Iterator[Finding]:
    for index, component in enumerate(components):
        if component.sku_id not in content.skus:
            yield _broken(f"{path}.components[{index}].sku_id", component.sku_id)


def _code(
    path: str, name: str, code: str, item_id: str, owners: Sequence[str]
) -> Iterator[Finding]:
    if any(owner != item_id for owner in owners):
        refusal = errors.ExternalCodeTaken(item_kind=name, external_code=code)
        yield Finding(f"{path}.external_code", refusal)


def _channel_codes(
    content: Content, path: str, codes: Iterable[ItemCode], item_id: str
) -> Iterator[Finding]:
    for index, code in enumerate(codes):
        owners = content.codes.channels.get((code.channel, code.code), ())
        if any(owner != item_id for owner in owners):
            refusal = errors.ChannelCodeTaken(channel=code.channel, code=code.code)
            yield Finding(f"{path}.channel_codes[{index}].code", refusal)


def _may_fill(content: Content, sku_id: str) -> bool:
    found = content.skus.get(sku_id)
    if found is None:
        return False
    product, sku = found
    return product.kind is ProductKind.SIMPLE and not (product.archived or sku.archived)


@dataclass(frozen=True, slots=True)
class _Kin:
    """What lies directly within, and around, each category or group in use."""

    below: Mapping[str, Sequence[str]]
    above: Mapping[str, Sequence[str]]

    def levels(self, start: str, most: int) -> int:
        """How many lie on the longest way through one; more than `most` for a ring."""
        return _depth(self.below, start, most) + _depth(self.above, start, most) - 1


@lru_cache(maxsize=2)
def _kin_of_categories(content: Content) -> _Kin:
    return _kin(
        (category.parent_id, category.category_id)
        for category in content.items.categories.values()
        if category.parent_id and not category.archived
    )


@lru_cache(maxsize=2)
def _kin_of_groups(content: Content) -> _Kin:
    return _kin(
        (group.group_id, nested)
        for group in content.items.groups.values()
        for modifier in group.modifiers
        for nested in modifier.group_ids
        if not (group.archived or modifier.archived)
    )


def _kin(pairs: Iterable[tuple[str, str]]) -> _Kin:
    below: dict[str, list[str]] = {}
    above: dict[str, list[str]] = {}
    for outer, inner in pairs:
        below.setdefault(outer, []).append(inner)
        above.setdefault(inner, []).append(outer)
    return _Kin(below, above)


def _too_deep(kin: _Kin, start: str, most: int) -> bool:
    return kin.levels(start, most) > most


def _depth(following: Mapping[str, Sequence[str]], start: str, most: int) -> int:
    """Nodes on the longest way from `start`, counted up to one more than `most`."""
    level, current = 0, {start}
    while current and level <= most:
        level += 1
        current = {node for one in current for node in following.get(one, ())}
    return level


def _broken(field: str, item_id: str, words: str | None = None) -> Finding:
    return Finding(field, errors.ReferenceBroken(words, field=field, item_id=item_id))
