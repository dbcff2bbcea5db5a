"""What an import by external codes makes of a catalog: decided before anything is written.

Items come with codes where the model has ids. A wrong item is rejected with what is wrong
about it; one that names a rejected or missing one is rejected too; the others go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from centers.product.catalog import Content, id_of, kind_of
from centers.product.checks import check_item
from centers.product.identities import Mint, identified
from centers.product.model import (
    Category,
    Component,
    ImportOutcome,
    Item,
    ItemKind,
    Menu,
    ModifierGroup,
    Product,
)
from centers.product.references import findings
from mesh.errors import Violation
from mesh.validation import Check

# Words that systems write where they have no code. Which item such a code means is unknown.
_NO_CODES = frozenset(
    {"-", "--", "0", "00", "000", "?", "n/a", "#n/a", "na", "nil", "none", "null", "tbd", "todo"}
    | {"undefined", "unknown", "xxx", "test", "dummy"}
)


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What becomes of one item; `item` has all its ids unless it is rejected."""

    wanted: Item
    outcome: ImportOutcome
    item: Item | None = None
    violations: tuple[Violation, ...] = ()


@dataclass(slots=True)
class _Names:
    """Ids behind codes: of what is kept, and of what this import brings."""

    items: dict[tuple[ItemKind, str], str]
    skus: dict[str, str]
    modifiers: dict[str, str]
    missing: list[Violation] = field(default_factory=list)

    def item(self, kind: ItemKind, code: str, path: str) -> str:
        return self._found(self.items.get((kind, code)), code, path)

    def sku(self, code: str, path: str) -> str:
        return self._found(self.skus.get(code), code, path)

    def modifier(self, code: str, path: str) -> str:
        return self._found(self.modifiers.get(code), code, path)

    def components(self, components: Iterable[Component], path: str) -> tuple[Component, ...]:
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


def plan_import(content: Content, wanted: Sequence[Item], mint: Mint) -> list[ImportDecision]:
    """What becomes of each item, in order. `content` is the catalog as it is kept."""
    owned = [_with_known_ids(content, item, mint) for item in wanted]
    wrong = _wrong_codes(wanted)
    resolved: dict[int, Item] = {}
    while True:
        right = [index for index in range(len(owned)) if index not in wrong]
        resolved, found = _resolve(content, owned, right)
        if not found:
            break
        wrong |= found
    return [
        ImportDecision(item, ImportOutcome.REJECTED, violations=tuple(wrong[index]))
        if index in wrong
        else _decided(content, item, resolved[index])
        for index, item in enumerate(wanted)
    ]


def _with_known_ids(content: Content, item: Item, mint: Mint) -> Item:
    """The item with the ids its codes have already, and new ones for the rest."""
    ids = content.codes.items.get((kind_of(item), item.external_code), ())
    before = content.items.of(kind_of(item))[ids[0]] if ids else None
    if isinstance(item, Product):
        old = before if isinstance(before, Product) else None
        skus = {s.external_code: s.sku_id for s in old.skus} if old else {}
        slots = {s.external_code: s.slot_id for s in old.combo_slots} if old else {}
        item = replace(
            item,
            skus=tuple(replace(s, sku_id=skus.get(s.external_code, "")) for s in item.skus),
            combo_slots=tuple(
                replace(s, slot_id=slots.get(s.external_code, "")) for s in item.combo_slots
            ),
        )
    elif isinstance(item, ModifierGroup):
        group = before if isinstance(before, ModifierGroup) else None
        choices = {m.external_code: m.modifier_id for m in group.modifiers} if group else {}
        item = replace(
            item,
            modifiers=tuple(
                replace(m, modifier_id=choices.get(m.external_code, "")) for m in item.modifiers
            ),
        )
    return identified(item, before, mint)


def _wrong_codes(wanted: Sequence[Item]) -> dict[int, list[Violation]]:
    """Items whose own codes cannot be right: none, one that means none, or one used twice."""
    times = Counter((kind_of(item), item.external_code) for item in wanted)
    wrong: dict[int, list[Violation]] = {}
    for index, item in enumerate(wanted):
        found = [
            Violation(path, "is required and must be a real code")
            for path, code in _codes_of(item)
            if not code.strip() or code.strip().casefold() in _NO_CODES
        ]
        if item.external_code and times[kind_of(item), item.external_code] > 1:
            found.append(Violation("code", "comes more than once in this import"))
        if found:
            wrong[index] = found
    return wrong


def _codes_of(item: Item) -> Iterable[tuple[str, str]]:
    yield "code", item.external_code
    if isinstance(item, Product):
        yield from ((f"skus[{i}].code", sku.external_code) for i, sku in enumerate(item.skus))
        yield from (
            (f"combo_slots[{i}].code", slot.external_code)
            for i, slot in enumerate(item.combo_slots)
        )
    if isinstance(item, ModifierGroup):
        yield from (
            (f"modifiers[{i}].code", modifier.external_code)
            for i, modifier in enumerate(item.modifiers)
        )


def _resolve(
    content: Content, owned: Sequence[Item], right: Sequence[int]
) -> tuple[dict[int, Item], dict[int, list[Violation]]]:
    """Put ids for codes in the items that seem right, and find what is wrong with them."""
    names = _names(content, [owned[index] for index in right])
    resolved: dict[int, Item] = {}
    wrong: dict[int, list[Violation]] = {}
    for index in right:
        names.missing = []
        item = _with_ids(owned[index], names)
        check = Check()
        check_item(check, item)
        if names.missing or check.violations:
            wrong[index] = [*names.missing, *check.violations]
        else:
            resolved[index] = item
    if wrong:
        # Who names one of these shall be told so by its code: come back without them.
        return resolved, wrong
    after = content.with_items(resolved.values())
    for index, item in resolved.items():
        unfit = [Violation(f.field, f.refusal.message) for f in findings(after, item)]
        if unfit:
            wrong[index] = unfit
    return resolved, wrong


def _names(content: Content, owned: Iterable[Item]) -> _Names:
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
    return _Names(items, skus, modifiers)


def _with_ids(item: Item, names: _Names) -> Item:
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


def _group_with_ids(group: ModifierGroup, names: _Names) -> ModifierGroup:
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


def _product_with_ids(product: Product, names: _Names) -> Product:
    return replace(
        product,
        category_ids=tuple(
            names.item(ItemKind.CATEGORY, code, f"category_codes[{index}]")
            for index, code in enumerate(product.category_ids)
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


def _menu_with_ids(menu: Menu, names: _Names) -> Menu:
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


def _group_ids(codes: Sequence[str], names: _Names, path: str) -> tuple[str, ...]:
    return tuple(
        names.item(ItemKind.MODIFIER_GROUP, code, f"{path}modifier_group_codes[{index}]")
        for index, code in enumerate(codes)
    )


def _decided(content: Content, wanted: Item, item: Item) -> ImportDecision:
    kept: Mapping[str, Item] = content.items.of(kind_of(item))
    before = kept.get(id_of(item))
    if before is None:
        return ImportDecision(wanted, ImportOutcome.CREATED, item)
    same = before == item
    outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.UPDATED
    return ImportDecision(wanted, outcome, item)
