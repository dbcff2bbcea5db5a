"""What an import by external codes makes of a catalog: decided before anything is written.

Items come with codes where the model has ids. A wrong item is rejected with what is wrong
about it; one that names a rejected or missing one is rejected too; the others go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from centers.product.catalog import Content, id_of, kind_of
from centers.product.channel_codes import yielding
from centers.product.checks import check_item
from centers.product.codes import names_of, with_ids
from centers.product.errors import ReferenceBroken
from centers.product.identities import Mint, identified
from centers.product.model import (
    ImportOutcome,
    Item,
    ItemKind,
    ModifierGroup,
    Product,
)
from centers.product.references import Finding, findings
from mesh.pure.errors import Violation
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


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What becomes of one item; `item` has all its ids unless it is rejected."""

    kind: ItemKind
    code: str
    outcome: ImportOutcome
    item: Item | None = None
    violations: tuple[Violation, ...] = ()

    @property
    def item_id(self) -> str:
        """The item's id, empty when it is rejected."""
        return id_of(self.item) if self.item is not None else ""

    def parts(self) -> Iterator[tuple[str, str]]:
        """Code and id of the item's SKUs or modifiers that are in use."""
        if isinstance(self.item, Product):
            yield from ((s.external_code, s.sku_id) for s in self.item.skus if not s.archived)
        if isinstance(self.item, ModifierGroup):
            for modifier in self.item.modifiers:
                if not modifier.archived:
                    yield modifier.external_code, modifier.modifier_id


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
        _rejected(item, wrong[index]) if index in wrong else _decided(content, resolved[index])
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
    names = names_of(content, [owned[index] for index in right])
    resolved: dict[int, Item] = {}
    wrong: dict[int, list[Violation]] = {}
    for index in right:
        names.missing = []
        item = with_ids(owned[index], names)
        check = Check()
        check_item(check, item)
        if names.missing or check.violations:
            wrong[index] = [*names.missing, *map(_in_codes, check.violations)]
        else:
            resolved[index] = item
    if wrong:
        # Who names one of these shall be told so by its code: come back without them.
        return resolved, wrong
    after = content.with_items(resolved.values())
    for index, item in resolved.items():
        unfit = [_violation(finding) for finding in findings(after, item)]
        if unfit:
            wrong[index] = unfit
    return {index: yielding(content, after, item) for index, item in resolved.items()}, wrong


def _violation(finding: Finding) -> Violation:
    broken = isinstance(finding.refusal, ReferenceBroken)
    words = "names something that is out of use or does not fit here"
    return _in_codes(Violation(finding.field, words if broken else finding.refusal.message))


def _in_codes(violation: Violation) -> Violation:
    """The violation with the names that fields have in imports."""
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
