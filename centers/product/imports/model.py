"""What becomes of imported items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from centers.product.model import Item, ItemKind, ModifierGroup, Product, id_of
from mesh.pure.errors import Violation


class ImportOutcome(IntEnum):
    """What became of one imported item; the numbers are those of the contract."""

    CREATED = 1
    UPDATED = 2
    UNCHANGED = 3
    REJECTED = 4


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """What becomes of one item; `item` has all its ids unless it is rejected."""

    kind: ItemKind
    code: str
    outcome: ImportOutcome
    item: Item | None = None
    violations: tuple[Violation, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether the catalog changes by it."""
        return self.outcome in {ImportOutcome.CREATED, ImportOutcome.UPDATED}

    @property
    def item_id(self) -> str:
        """The item's id, empty when it is rejected."""
        return id_of(self.item) if self.item is not None else ""

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield code and id of the item's SKUs or modifiers that are in use."""
        match self.item:
            case Product(skus=skus):
                yield from ((sku.external_code, sku.sku_id) for sku in skus if not sku.archived)
            case ModifierGroup(modifiers=modifiers):
                yield from ((m.external_code, m.modifier_id) for m in modifiers if not m.archived)
