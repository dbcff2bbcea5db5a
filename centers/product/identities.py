"""Which part of an item is which when the item is written anew.

A SKU, modifier or slot that is named again stays the same one, one without an id is new,
and one that is left out is archived (a slot is gone): old orders still name SKUs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from centers.product import errors
from centers.product.model import (
    Category,
    Item,
    Menu,
    ModifierGroup,
    Product,
)

Mint = Callable[[str], str]
"""Makes a new id from a prefix."""


def identified(wanted: Item, before: Item | None, mint: Mint) -> Item:
    """The item as it shall be kept, with the ids of all its parts.

    `before` is the item it replaces, None for a new one. Raises ReferenceBroken for a part
    whose id the item does not have.
    """
    match wanted:
        case Category():
            known = before.category_id if isinstance(before, Category) else mint("cat")
            return replace(wanted, category_id=known)
        case ModifierGroup():
            return _group(wanted, before if isinstance(before, ModifierGroup) else None, mint)
        case Product():
            return _product(wanted, before if isinstance(before, Product) else None, mint)
        case Menu():
            known = before.menu_id if isinstance(before, Menu) else mint("mnu")
            return replace(wanted, menu_id=known)


def _group(wanted: ModifierGroup, before: ModifierGroup | None, mint: Mint) -> ModifierGroup:
    old = {m.modifier_id: m for m in before.modifiers} if before else {}
    kept = []
    for modifier in wanted.modifiers:
        _demand_known("modifiers", modifier.modifier_id, old)
        modifier_id = modifier.modifier_id or mint("mod")
        past = old[modifier_id].past_codes if modifier_id in old else ()
        kept.append(replace(modifier, modifier_id=modifier_id, archived=False, past_codes=past))
    named = {modifier.modifier_id for modifier in kept}
    left_out = [replace(m, archived=True) for key, m in old.items() if key not in named]
    group_id = before.group_id if before else mint("mgr")
    return replace(wanted, group_id=group_id, modifiers=(*kept, *left_out))


def _product(wanted: Product, before: Product | None, mint: Mint) -> Product:
    old = {sku.sku_id: sku for sku in before.skus} if before else {}
    kept = []
    for sku in wanted.skus:
        _demand_known("skus", sku.sku_id, old)
        sku_id = sku.sku_id or mint("sku")
        past = old[sku_id].past_codes if sku_id in old else ()
        kept.append(replace(sku, sku_id=sku_id, archived=False, past_codes=past))
    named = {sku.sku_id for sku in kept}
    left_out = [replace(sku, archived=True) for key, sku in old.items() if key not in named]
    old_slots = {slot.slot_id for slot in before.combo_slots} if before else set()
    slots = []
    for slot in wanted.combo_slots:
        _demand_known("combo_slots", slot.slot_id, old_slots)
        slots.append(replace(slot, slot_id=slot.slot_id or mint("slt")))
    product_id = before.product_id if before else mint("prd")
    skus = (*kept, *left_out)
    return replace(wanted, product_id=product_id, skus=skus, combo_slots=tuple(slots))


def _demand_known(field: str, part_id: str, known: Iterable[str]) -> None:
    if part_id and part_id not in known:
        raise errors.ReferenceBroken(field=field, item_id=part_id)
