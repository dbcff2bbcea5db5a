"""Protobuf ⇄ model for imports: items come with codes where the model has ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Protocol, TypeVar, cast

from google.protobuf.message import Message
from zhongtai.product.v1 import catalog_import_pb2 as pb

from centers.product.imports.model import ImportDecision, ImportOutcome
from centers.product.messages import in_order, services_in_order, shared_parts, with_maximum
from centers.product.model import (
    Category,
    CategoryPlace,
    ComboOption,
    ComboSlot,
    Component,
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
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import known
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.steps import Steps, one_by_one
from mesh.pure.validation import Check

MAX_IMPORT = 5000


class Coded(Protocol):
    """An item of an import."""

    @property
    def code(self) -> str:
        """The chain's own code."""
        ...


Imported = TypeVar("Imported", bound=Coded)

_CODE = {"code": "external_code"}
_GROUPS = {"modifier_group_codes": "group_ids"}

_parts = (
    *shared_parts,
    ToModel(pb.ImportComponent, Component, names={"sku_code": "sku_id"}),
    ToModel(pb.ImportCategoryPlace, CategoryPlace, names={"category_code": "category_id"}),
)
_category_of = ToModel(
    pb.ImportCategory,
    Category,
    names=_CODE | {"parent_code": "parent_id"},
    uses=_parts,
    given={"category_id": ""},
)
_modifier_of = ToModel(
    pb.ImportModifier,
    Modifier,
    names=_CODE | _GROUPS,
    uses=_parts,
    given={"modifier_id": ""},
    then=with_maximum,
)
_group_of = ToModel(
    pb.ImportModifierGroup,
    ModifierGroup,
    names=_CODE,
    uses=[*_parts, _modifier_of],
    given={"group_id": ""},
)
_option_of = ToModel(pb.ImportComboOption, ComboOption, names={"sku_code": "sku_id"}, uses=_parts)
_product_of = ToModel(
    pb.ImportProduct,
    Product,
    names=_CODE | _GROUPS | {"category_codes": "category_ids"},
    uses=[
        *_parts,
        ToModel(pb.ImportSku, Sku, names=_CODE, uses=_parts, given={"sku_id": ""}, then=in_order),
        ToModel(
            pb.ImportComboSlot,
            ComboSlot,
            names=_CODE,
            uses=[*_parts, _option_of],
            given={"slot_id": ""},
        ),
    ],
    left=["kind"],
    given={"product_id": ""},
)
_menu_of = ToModel(
    pb.ImportMenu,
    Menu,
    names=_CODE,
    uses=[
        *_parts,
        ToModel(pb.ImportMenuEntry, MenuEntry, names={"sku_code": "sku_id"}, uses=_parts),
        ToModel(
            pb.ImportModifierPrice,
            ModifierPrice,
            names={"modifier_code": "modifier_id"},
            uses=_parts,
        ),
    ],
    given={"menu_id": ""},
    then=services_in_order,
)
_imported = ToMessage(
    ImportDecision,
    pb.ImportedItem,
    uses=[ToMessage(Violation, pb.ImportViolation)],
    left=["item_id", "parts"],
)


def import_items(request: pb.ImportCatalogRequest) -> Steps[list[Item | ImportDecision]]:
    """Return all that an import brings, in the order of its results; unreadable items rejected.

    Raise InvalidRequest for none, or too many.
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
    items = chain(
        _read(ItemKind.CATEGORY, request.categories, _category_of),
        _read(ItemKind.MODIFIER_GROUP, request.modifier_groups, _group_of),
        _read(ItemKind.PRODUCT, request.products, _product),
        _read(ItemKind.MENU, request.menus, _menu_of),
    )
    return (yield from one_by_one(items))


def imported_message(decision: ImportDecision, *, dry_run: bool) -> pb.ImportedItem:
    """Return what became of one item; a dry run gives no ids of what it did not create."""
    created = decision.outcome is ImportOutcome.CREATED
    as_kept = decision.outcome is ImportOutcome.UNCHANGED
    return _imported(
        decision,
        item_id="" if dry_run and created else decision.item_id,
        parts=[
            pb.ImportedPart(code=code, part_id=part_id)
            for code, part_id in (decision.parts() if as_kept or not dry_run else ())
        ],
    )


def _read(
    kind: ItemKind, messages: Iterable[Imported], read: Callable[[Imported], Item]
) -> Iterable[Item | ImportDecision]:
    for message in messages:
        try:
            check_message(cast("Message", message))
            yield read(message)
        except InvalidRequest as wrong:
            rejected = ImportOutcome.REJECTED
            yield ImportDecision(kind, message.code, rejected, violations=wrong.violations)


def _product(message: pb.ImportProduct) -> Product:
    implied = ProductKind.COMBO if message.combo_slots else ProductKind.SIMPLE
    return _product_of(message, kind=known(ProductKind, message.kind or implied, "kind"))
