"""Model ⇄ protobuf: what goes out, about menus as they are shown and lines as they are priced."""

from __future__ import annotations

from collections.abc import Iterable

from zhongtai.product.v1 import error_reason_pb2, menu_pb2, pricing_pb2

from centers.product.answers import component_messages, price_message, price_or_none
from centers.product.errors import ProductRefusal
from centers.product.lines import PricedLine, PricedModifier, PricedPart
from centers.product.menus import Board, BoardProduct, MenuView
from centers.product.model import ComboOption, ComboSlot, Modifier, ModifierGroup
from centers.product.naming import Voice
from centers.product.rules import Priced, total_of
from mesh.call.wire import money, number


def menu_message(view: MenuView, version: str) -> menu_pb2.GetMenuResponse:
    """A menu ready to show."""
    return menu_pb2.GetMenuResponse(
        menu_version=version,
        categories=[
            menu_pb2.MenuCategory(
                category_id=category.category_id,
                name=view.board.voice.name_of(category),
                parent_category_id=category.parent_id,
                product_ids=product_ids,
            )
            for category, product_ids in view.categories
        ],
        products=[_product(view.board, entry) for entry in view.products],
        modifier_groups=[_group(view.board, group) for group in view.groups],
        order_packaging_fee=price_or_none(view.board.order_packaging_fee()),
    )


def priced_message(priced: Priced, board: Board) -> pricing_pb2.PriceLinesResponse:
    """Priced lines, and what is wrong with the others."""
    message = pricing_pb2.PriceLinesResponse(
        lines=[_line(line, board.voice) for line in priced.lines],
        menu_version=board.version(),
        problems=[_problem(ref, refusal) for ref, refusal in priced.refused.items()],
        order_packaging_fee=price_or_none(priced.order_packaging_fee),
    )
    if priced.lines:
        message.total.CopyFrom(price_message(total_of(priced)))
    return message


def _product(board: Board, entry: BoardProduct) -> menu_pb2.MenuProduct:
    product = entry.product
    return menu_pb2.MenuProduct(
        product_id=product.product_id,
        name=board.voice.name_of(product),
        description=product.description,
        image_url=product.image_url,
        tags=product.tags,
        skus=[
            menu_pb2.MenuSku(
                sku_id=sku.sku_id,
                name=board.voice.name_of(sku),
                price=price_message(board.price_of(sku)),
                sold_out=sku.sku_id in board.missing,
                external_code=sku.external_code,
                packaging_fee=price_or_none(board.packaging_fee_of(sku)),
            )
            for sku in entry.skus
        ],
        modifier_group_ids=_in_use(board, product.group_ids),
        combo_slots=[_slot(board, slot) for slot in product.combo_slots],
        external_code=product.external_code,
        min_per_order=product.min_per_order,
        max_per_order=product.max_per_order,
        not_sold_alone=product.not_sold_alone,
    )


def _slot(board: Board, slot: ComboSlot) -> menu_pb2.MenuComboSlot:
    options = (_option(board, option) for option in slot.options)
    return menu_pb2.MenuComboSlot(
        slot_id=slot.slot_id,
        name=board.voice.name_of(slot),
        min_select=slot.min_select,
        max_select=slot.max_select,
        options=[option for option in options if option is not None],
    )


def _option(board: Board, option: ComboOption) -> menu_pb2.MenuComboOption | None:
    """An option as it is shown; None when its SKU is out of use."""
    found = board.content.skus.get(option.sku_id)
    if found is None or found[0].archived or found[1].archived:
        return None
    product, sku = found
    return menu_pb2.MenuComboOption(
        sku_id=sku.sku_id,
        product_id=product.product_id,
        name=board.voice.name_of(product),
        sku_name=board.voice.name_of(sku),
        extra_price=price_message(option.extra_price),
        default=option.default,
        sold_out=sku.sku_id in board.missing,
        modifier_group_ids=_in_use(board, product.group_ids),
    )


def _group(board: Board, group: ModifierGroup) -> menu_pb2.MenuModifierGroup:
    return menu_pb2.MenuModifierGroup(
        modifier_group_id=group.group_id,
        name=board.voice.name_of(group),
        min_select=group.min_select,
        max_select=group.max_select,
        free_quantity=group.free_quantity,
        modifiers=[_modifier(board, m) for m in group.modifiers if not m.archived],
    )


def _modifier(board: Board, modifier: Modifier) -> menu_pb2.MenuModifier:
    return menu_pb2.MenuModifier(
        modifier_id=modifier.modifier_id,
        name=board.voice.name_of(modifier),
        price=price_message(board.modifier_price(modifier.modifier_id, modifier.price)),
        max_quantity=modifier.max_quantity,
        default_quantity=modifier.default_quantity,
        sold_out=modifier.modifier_id in board.missing,
        modifier_group_ids=_in_use(board, modifier.group_ids),
        external_code=modifier.external_code,
    )


def _in_use(board: Board, group_ids: Iterable[str]) -> list[str]:
    return [each for each in group_ids if board.content.group_in_use(each) is not None]


def _line(line: PricedLine, voice: Voice) -> pricing_pb2.PricedLine:
    return pricing_pb2.PricedLine(
        line_ref=line.line_ref,
        sku_id=line.sku.sku_id,
        product_id=line.product.product_id,
        category_ids=line.category_ids,
        name=voice.name_of(line.product),
        sku_name=voice.name_of(line.sku),
        quantity=line.quantity,
        unit_price=money(line.unit_price, line.currency),
        modifiers_amount=money(line.modifiers_amount, line.currency),
        amount=money(line.amount, line.currency),
        modifiers=_choices(line.modifiers, line.currency, voice),
        parts=[_part(part, line.currency, voice) for part in line.parts],
        components=component_messages(line.components),
        image_url=line.product.image_url,
        kitchen_name=voice.own_name_of(line.product),
        kitchen_sku_name=voice.own_name_of(line.sku),
        packaging_fee=money(line.packaging_fee, line.currency) if line.packaging_fee else None,
        sku_code=line.sku.external_code,
    )


def _choices(
    modifiers: Iterable[PricedModifier], currency: str, voice: Voice
) -> list[pricing_pb2.PricedModifier]:
    return [
        pricing_pb2.PricedModifier(
            modifier_id=priced.modifier.modifier_id,
            name=voice.name_of(priced.modifier),
            modifier_group_id=priced.group.group_id,
            group_name=voice.name_of(priced.group),
            quantity=priced.quantity,
            unit_price=money(priced.unit_price, currency),
            free=priced.free,
            modifiers=_choices(priced.modifiers, currency, voice),
            amount=money(priced.amount, currency),
            kitchen_name=voice.own_name_of(priced.modifier),
            modifier_code=priced.modifier.external_code,
        )
        for priced in modifiers
    ]


def _part(part: PricedPart, currency: str, voice: Voice) -> pricing_pb2.PricedPart:
    return pricing_pb2.PricedPart(
        slot_id=part.slot.slot_id,
        slot_name=voice.name_of(part.slot),
        sku_id=part.sku.sku_id,
        product_id=part.product.product_id,
        name=voice.name_of(part.product),
        sku_name=voice.name_of(part.sku),
        quantity=part.quantity,
        extra_price=money(part.extra_price, currency),
        modifiers=_choices(part.modifiers, currency, voice),
        amount=money(part.amount, currency),
        kitchen_name=voice.own_name_of(part.product),
        kitchen_sku_name=voice.own_name_of(part.sku),
        sku_code=part.sku.external_code,
    )


def _problem(line_ref: str, refusal: ProductRefusal) -> pricing_pb2.LineProblem:
    reason = error_reason_pb2.ErrorReason.Value(f"ERROR_REASON_{refusal.reason}")
    return pricing_pb2.LineProblem(
        line_ref=line_ref,
        reason=number(reason),
        message=refusal.message,
        item_id=refusal.metadata.get("item_id", ""),
        group_id=refusal.metadata.get("group_id", ""),
    )
