"""Protobuf ⇄ model, about menus as they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.product.v1 import menu_pb2

from centers.product.menus.model import Board, BoardProduct, MenuView
from centers.product.messages import price_message, price_or_none
from centers.product.model import (
    Category,
    ComboOption,
    ComboSlot,
    Modifier,
    ModifierGroup,
    Product,
    Sku,
)
from mesh.call.to_message import ToMessage

# What depends on the place is given: names, descriptions, prices, what is sold out, what is in use.
_category = ToMessage(
    Category,
    menu_pb2.MenuCategory,
    names={"parent_category_id": "parent_id"},
    left=["name", "product_ids"],
)
_product = ToMessage(
    Product,
    menu_pb2.MenuProduct,
    left=["name", "description", "skus", "modifier_group_ids", "combo_slots"],
)
_sku = ToMessage(Sku, menu_pb2.MenuSku, left=["name", "price", "sold_out", "packaging_fee"])
_slot = ToMessage(ComboSlot, menu_pb2.MenuComboSlot, left=["name", "options"])
_option = ToMessage(
    ComboOption,
    menu_pb2.MenuComboOption,
    uses=[price_message],
    left=["product_id", "name", "sku_name", "sold_out", "modifier_group_ids"],
)
_group = ToMessage(
    ModifierGroup,
    menu_pb2.MenuModifierGroup,
    names={"modifier_group_id": "group_id"},
    left=["name", "modifiers"],
)
_modifier = ToMessage(
    Modifier, menu_pb2.MenuModifier, left=["name", "price", "sold_out", "modifier_group_ids"]
)


def menu_view_message(view: MenuView, version: str) -> menu_pb2.GetMenuResponse:
    """Return a menu ready to show."""
    board = view.board
    return menu_pb2.GetMenuResponse(
        menu_version=version,
        categories=[
            _category(category, name=board.naming.name_of(category), product_ids=product_ids)
            for category, product_ids in view.categories
        ],
        products=[_product_on(board, entry) for entry in view.products],
        modifier_groups=[_group_on(board, group) for group in view.groups],
        order_packaging_fee=price_or_none(board.order_packaging_fee()),
    )


def _product_on(board: Board, entry: BoardProduct) -> menu_pb2.MenuProduct:
    product = entry.product
    return _product(
        product,
        name=board.naming.name_of(product),
        description=board.naming.choose(product.description, product.description_names),
        skus=[_sku_on(board, sku) for sku in entry.skus],
        modifier_group_ids=_in_use(board, product.group_ids),
        combo_slots=[_slot_on(board, slot) for slot in product.combo_slots],
    )


def _sku_on(board: Board, sku: Sku) -> menu_pb2.MenuSku:
    return _sku(
        sku,
        name=board.naming.name_of(sku),
        price=price_message(board.price_of(sku)),
        sold_out=sku.sku_id in board.missing,
        packaging_fee=price_or_none(board.packaging_fee_of(sku)),
    )


def _slot_on(board: Board, slot: ComboSlot) -> menu_pb2.MenuComboSlot:
    options = (_option_on(board, option) for option in slot.options)
    return _slot(
        slot,
        name=board.naming.name_of(slot),
        options=[option for option in options if option is not None],
    )


def _option_on(board: Board, option: ComboOption) -> menu_pb2.MenuComboOption | None:
    """Return an option as it is shown; None when its SKU is out of use, or fills no combo."""
    if not board.content.may_fill(option.sku_id):
        return None
    product, sku = board.content.skus[option.sku_id]
    return _option(
        option,
        product_id=product.product_id,
        name=board.naming.name_of(product),
        sku_name=board.naming.name_of(sku),
        sold_out=sku.sku_id in board.missing,
        modifier_group_ids=_in_use(board, product.group_ids),
    )


def _group_on(board: Board, group: ModifierGroup) -> menu_pb2.MenuModifierGroup:
    return _group(
        group,
        name=board.naming.name_of(group),
        modifiers=[_modifier_on(board, each) for each in group.modifiers if not each.archived],
    )


def _modifier_on(board: Board, modifier: Modifier) -> menu_pb2.MenuModifier:
    return _modifier(
        modifier,
        name=board.naming.name_of(modifier),
        price=price_message(board.modifier_price(modifier.modifier_id, modifier.price)),
        sold_out=modifier.modifier_id in board.missing,
        modifier_group_ids=_in_use(board, modifier.group_ids),
    )


def _in_use(board: Board, group_ids: Iterable[str]) -> list[str]:
    return [each for each in group_ids if board.content.group_in_use(each) is not None]
