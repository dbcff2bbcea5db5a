"""What an import by external codes makes of a catalog: decided before anything is written.

Items come with codes where the model has ids. A wrong item is rejected with what is wrong
about it; one that names a rejected or missing one is rejected too; the others go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from centers.product.catalog.model import Content
from centers.product.catalog.rules import yielding
from centers.product.checks import check_item
from centers.product.errors import ReferenceBroken
from centers.product.imports.model import ImportDecision, ImportOutcome
from centers.product.model import (
    Category,
    Component,
    Item,
    ItemKind,
    Menu,
    ModifierGroup,
    Product,
    id_of,
    kind_of,
)
from centers.product.rules import Finding, NewId, findings, identified
from mesh.pure.errors import Violation
from mesh.pure.steps import Steps, one_by_one
from mesh.pure.validation import Check

# Words that systems write where they have no code. Which item such a code means is unknown.
_NO_CODES = frozenset(
    {"-", "--", "0", "00", "000", "?", "n/a", "#n/a", "na", "nil", "none", "null", "tbd", "todo"}
    | {"undefined", "unknown", "xxx", "test", "dummy"}
)

_FIELDS = (
    ("external_code", "code"),
    ("parent_category_id", "parent_code"),
    ("category_ids", "category_codes"),
    ("].category_id", "].category_code"),
    ("modifier_group_ids", "modifier_group_codes"),
    ("sku_id", "sku_code"),
    ("modifier_id", "modifier_code"),
)
"""Names of fields in items, and in imports, where codes stand for ids."""


def plan_import(
    content: Content, wanted: Sequence[Item], new_id: NewId
) -> Steps[list[ImportDecision]]:
    """Return what becomes of each item, in order; `content` is the catalog as it is kept."""
    owned = yield from one_by_one(_with_known_ids(content, item, new_id) for item in wanted)
    wrong = yield from _wrong_codes(wanted)
    resolved: dict[int, Item] = {}
    while True:
        right = [index for index in range(len(owned)) if index not in wrong]
        resolved, found = yield from _resolve(content, owned, right)
        if not found:
            break
        wrong |= found
    decisions = (
        _rejected(item, wrong[index]) if index in wrong else _decided(content, resolved[index])
        for index, item in enumerate(wanted)
    )
    return (yield from one_by_one(decisions))


def _with_known_ids(content: Content, item: Item, new_id: NewId) -> Item:
    """Return the item with the ids its codes have already, and new ones for the rest."""
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
    return identified(item, before, new_id)


def _wrong_codes(wanted: Sequence[Item]) -> Steps[dict[int, list[Violation]]]:
    """Return the items with wrong codes of their own: none, one that means none, one used twice."""
    times = Counter((kind_of(item), item.external_code) for item in wanted)
    wrong: dict[int, list[Violation]] = {}
    for index, item in enumerate(wanted):
        yield
        found = [
            Violation(path, "is required and must be a real code")
            for path, code in _codes_of(item)
            if stands_for_no_code(code)
        ]
        if item.external_code and times[kind_of(item), item.external_code] > 1:
            found.append(Violation("code", "comes more than once in this import"))
        if found:
            wrong[index] = found
    return wrong


def stands_for_no_code(code: str) -> bool:
    """Return whether a code is none, or a word that systems write where they have none."""
    return not code.strip() or code.strip().casefold() in _NO_CODES


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
) -> Steps[tuple[dict[int, Item], dict[int, list[Violation]]]]:
    """Return the items that seem right with ids for codes, and what is wrong with which."""
    ids = ids_of(content, [owned[index] for index in right])
    resolved: dict[int, Item] = {}
    wrong: dict[int, list[Violation]] = {}
    for index in right:
        yield
        ids.missing = []
        item = with_ids(owned[index], ids)
        check = Check()
        check_item(check, item)
        if ids.missing or check.violations:
            wrong[index] = [*ids.missing, *map(_in_codes, check.violations)]
        else:
            resolved[index] = item
    if wrong:
        # Items that name one of these are wrong by its code: the next round is without them.
        return resolved, wrong
    after = content.with_items(resolved.values())
    for index, item in resolved.items():
        yield
        unfit = [_violation(finding) for finding in findings(after, item)]
        if unfit:
            wrong[index] = unfit
    kept = yield from one_by_one(yielding(content, after, item) for item in resolved.values())
    return dict(zip(resolved, kept, strict=True)), wrong


def _violation(finding: Finding) -> Violation:
    broken = isinstance(finding.refusal, ReferenceBroken)
    words = "names something that is out of use or does not fit here"
    return _in_codes(Violation(finding.field, words if broken else finding.refusal.message))


def _in_codes(violation: Violation) -> Violation:
    """Return the violation with the names that fields have in imports."""
    path = violation.field
    for in_items, in_imports in _FIELDS:
        path = path.replace(in_items, in_imports)
    return Violation(path, violation.description)


def _rejected(item: Item, violations: Iterable[Violation]) -> ImportDecision:
    code, rejected = item.external_code, ImportOutcome.REJECTED
    return ImportDecision(kind_of(item), code, rejected, violations=tuple(violations))


def _decided(content: Content, item: Item) -> ImportDecision:
    kept: Mapping[str, Item] = content.items.of(kind_of(item))
    before = kept.get(id_of(item))
    outcome = ImportOutcome.CREATED
    if before is not None:
        outcome = ImportOutcome.UNCHANGED if before == item else ImportOutcome.UPDATED
    return ImportDecision(kind_of(item), item.external_code, outcome, item)


@dataclass(slots=True)
class Ids:
    """The ids of codes: of what is kept, and of what an import brings.

    What is not found goes to `missing`.
    """

    items: dict[tuple[ItemKind, str], str]
    skus: dict[str, str]
    modifiers: dict[str, str]
    missing: list[Violation] = field(default_factory=list)

    def item(self, kind: ItemKind, code: str, path: str) -> str:
        """Return the id of the item of that kind and code."""
        return self._found(self.items.get((kind, code)), code, path)

    def sku(self, code: str, path: str) -> str:
        """Return the id of the SKU of that code."""
        return self._found(self.skus.get(code), code, path)

    def modifier(self, code: str, path: str) -> str:
        """Return the id of the modifier of that code."""
        return self._found(self.modifiers.get(code), code, path)

    def components(self, components: Iterable[Component], path: str) -> tuple[Component, ...]:
        """Return components with the ids of their SKUs."""
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


def ids_of(content: Content, owned: Iterable[Item]) -> Ids:
    """Return the ids of codes that are kept or that these items bring; what is kept wins."""
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
    return Ids(items, skus, modifiers)


def with_ids(item: Item, ids: Ids) -> Item:
    """Return the item with ids where it has codes."""
    match item:
        case Category():
            parent = item.parent_id and ids.item(ItemKind.CATEGORY, item.parent_id, "parent_code")
            return replace(item, parent_id=parent)
        case ModifierGroup():
            return _group_with_ids(item, ids)
        case Product():
            return _product_with_ids(item, ids)
        case Menu():
            return _menu_with_ids(item, ids)


def _group_with_ids(group: ModifierGroup, ids: Ids) -> ModifierGroup:
    modifiers = tuple(
        modifier
        if modifier.archived
        else replace(
            modifier,
            group_ids=_group_ids(modifier.group_ids, ids, f"modifiers[{index}]."),
            components=ids.components(modifier.components, f"modifiers[{index}]"),
        )
        for index, modifier in enumerate(group.modifiers)
    )
    return replace(group, modifiers=modifiers)


def _product_with_ids(product: Product, ids: Ids) -> Product:
    return replace(
        product,
        category_ids=tuple(
            ids.item(ItemKind.CATEGORY, code, f"category_codes[{index}]")
            for index, code in enumerate(product.category_ids)
        ),
        category_places=tuple(
            replace(
                place,
                category_id=ids.item(
                    ItemKind.CATEGORY, place.category_id, f"category_places[{index}].category_code"
                ),
            )
            for index, place in enumerate(product.category_places)
        ),
        group_ids=_group_ids(product.group_ids, ids, ""),
        skus=tuple(
            sku
            if sku.archived
            else replace(sku, components=ids.components(sku.components, f"skus[{index}]"))
            for index, sku in enumerate(product.skus)
        ),
        combo_slots=tuple(
            replace(
                slot,
                options=tuple(
                    replace(
                        option,
                        sku_id=ids.sku(
                            option.sku_id, f"combo_slots[{number}].options[{index}].sku_code"
                        ),
                    )
                    for index, option in enumerate(slot.options)
                ),
            )
            for number, slot in enumerate(product.combo_slots)
        ),
    )


def _menu_with_ids(menu: Menu, ids: Ids) -> Menu:
    return replace(
        menu,
        entries=tuple(
            replace(entry, sku_id=ids.sku(entry.sku_id, f"entries[{index}].sku_code"))
            for index, entry in enumerate(menu.entries)
        ),
        modifier_prices=tuple(
            replace(
                entry,
                modifier_id=ids.modifier(
                    entry.modifier_id, f"modifier_prices[{index}].modifier_code"
                ),
            )
            for index, entry in enumerate(menu.modifier_prices)
        ),
    )


def _group_ids(codes: Sequence[str], ids: Ids, path: str) -> tuple[str, ...]:
    return tuple(
        ids.item(ItemKind.MODIFIER_GROUP, code, f"{path}modifier_group_codes[{index}]")
        for index, code in enumerate(codes)
    )
