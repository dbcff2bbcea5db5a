"""Protobuf ⇄ model for imports: items come with codes where the model has ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from zhongtai.product.v1 import catalog_import_pb2 as pb

from centers.product.imports import ImportDecision
from centers.product.messages import (
    codes_of,
    dayparts_of,
    item_names,
    price_in,
    price_of,
    service_types_of,
)
from centers.product.model import (
    Category,
    CategoryPlace,
    ComboOption,
    ComboSlot,
    Component,
    ImportOutcome,
    Item,
    ItemKind,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    ModifierPrice,
    Product,
    ProductKind,
    Sku,
)
from mesh.call.message_rule import check_message
from mesh.call.wire import known, number
from mesh.pure.errors import InvalidRequest
from mesh.pure.validation import Check

MAX_IMPORT = 5000


def import_items(request: pb.ImportCatalogRequest) -> list[Item | ImportDecision]:
    """Everything an import brings, in the order of its results; unreadable items rejected.

    Raises InvalidRequest for none, or too many.
    """
    brought = (
        *request.categories,
        *request.modifier_groups,
        *request.products,
        *request.menus,
    )
    check = Check()
    check.count("items of all kinds together", brought, max=MAX_IMPORT)
    check.raise_if_any()
    return [
        *_read(ItemKind.CATEGORY, request.categories, _category),
        *_read(ItemKind.MODIFIER_GROUP, request.modifier_groups, _group),
        *_read(ItemKind.PRODUCT, request.products, _product),
        *_read(ItemKind.MENU, request.menus, _menu),
    ]


def imported_message(decision: ImportDecision, *, dry_run: bool) -> pb.ImportedItem:
    """What became of one item; a dry run does not tell ids of what it did not create."""
    created = decision.outcome is ImportOutcome.CREATED
    as_kept = decision.outcome is ImportOutcome.UNCHANGED
    return pb.ImportedItem(
        kind=number(decision.kind),
        code=decision.code,
        item_id="" if dry_run and created else decision.item_id,
        outcome=number(decision.outcome),
        parts=[
            pb.ImportedPart(code=code, part_id=part_id)
            for code, part_id in (decision.parts() if as_kept or not dry_run else ())
        ],
        violations=[
            pb.ImportViolation(field=v.field, description=v.description)
            for v in decision.violations
        ],
    )


def _read(
    kind: ItemKind, messages: Iterable[Any], read: Callable[[Any], Item]
) -> Iterable[Item | ImportDecision]:
    for message in messages:
        try:
            check_message(message)
            yield read(message)
        except InvalidRequest as wrong:
            rejected = ImportOutcome.REJECTED
            yield ImportDecision(kind, message.code, rejected, violations=wrong.violations)


def _category(message: pb.ImportCategory) -> Category:
    return Category(
        category_id="",
        external_code=message.code,
        name=message.name,
        parent_id=message.parent_code,
        sort_order=message.sort_order,
        archived=message.archived,
        names=item_names(message.names),
    )


def _group(message: pb.ImportModifierGroup) -> ModifierGroup:
    return ModifierGroup(
        group_id="",
        external_code=message.code,
        name=message.name,
        min_select=message.min_select,
        max_select=message.max_select,
        modifiers=tuple(map(_modifier, message.modifiers)),
        free_quantity=message.free_quantity,
        archived=message.archived,
        names=item_names(message.names),
    )


def _modifier(message: pb.ImportModifier) -> Modifier:
    return Modifier(
        modifier_id="",
        external_code=message.code,
        name=message.name,
        price=price_of(message.price),
        max_quantity=message.max_quantity or 1,
        default_quantity=message.default_quantity,
        group_ids=tuple(message.modifier_group_codes),
        components=_components(message.components),
        channel_codes=codes_of(message.channel_codes),
        names=item_names(message.names),
    )


def _product(message: pb.ImportProduct) -> Product:
    told = message.kind or (ProductKind.COMBO if message.combo_slots else ProductKind.SIMPLE)
    return Product(
        product_id="",
        external_code=message.code,
        name=message.name,
        skus=tuple(map(_sku, message.skus)),
        description=message.description,
        kind=known(ProductKind, told, "kind"),
        category_ids=tuple(message.category_codes),
        group_ids=tuple(message.modifier_group_codes),
        combo_slots=tuple(map(_slot, message.combo_slots)),
        image_url=message.image_url,
        tags=tuple(message.tags),
        sort_order=message.sort_order,
        archived=message.archived,
        min_per_order=message.min_per_order,
        max_per_order=message.max_per_order,
        not_sold_alone=message.not_sold_alone,
        names=item_names(message.names),
        category_places=tuple(
            CategoryPlace(m.category_code, m.position) for m in message.category_places
        ),
    )


def _sku(message: pb.ImportSku) -> Sku:
    return Sku(
        sku_id="",
        external_code=message.code,
        name=message.name,
        price=price_of(message.price),
        components=_components(message.components),
        channel_codes=codes_of(message.channel_codes),
        names=item_names(message.names),
        packaging_fee=price_in(message, "packaging_fee"),
    )


def _slot(message: pb.ImportComboSlot) -> ComboSlot:
    return ComboSlot(
        slot_id="",
        external_code=message.code,
        name=message.name,
        min_select=message.min_select,
        max_select=message.max_select,
        options=tuple(
            ComboOption(option.sku_code, price_of(option.extra_price), option.default)
            for option in message.options
        ),
        names=item_names(message.names),
    )


def _menu(message: pb.ImportMenu) -> Menu:
    return Menu(
        menu_id="",
        external_code=message.code,
        name=message.name,
        priority=message.priority,
        store_ids=tuple(message.store_ids),
        channels=tuple(message.channels),
        service_types=service_types_of(message.service_types),
        dayparts=dayparts_of(message.dayparts),
        first_date=message.first_date,
        last_date=message.last_date,
        all_products=message.all_products,
        entries=tuple(
            MenuEntry(entry.sku_code, price_in(entry, "price"), price_in(entry, "packaging_fee"))
            for entry in message.entries
        ),
        modifier_prices=tuple(
            ModifierPrice(entry.modifier_code, price_of(entry.price))
            for entry in message.modifier_prices
        ),
        archived=message.archived,
        order_packaging_fee=price_in(message, "order_packaging_fee"),
    )


def _components(messages: Iterable[pb.ImportComponent]) -> tuple[Component, ...]:
    return tuple(Component(message.sku_code, message.quantity) for message in messages)
