"""Model ⇄ protobuf: what goes out, about items as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import overload

from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import availability_pb2, menu_pb2, product_pb2

from centers.product.model import (
    Category,
    ComboSlot,
    Component,
    Item,
    ItemCode,
    ItemName,
    Menu,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    Sku,
    SoldOut,
)
from mesh.call.wire import money, number, stamp

ItemMessage = product_pb2.Category | product_pb2.Product | product_pb2.ModifierGroup | menu_pb2.Menu


def price_message(price: Price) -> money_pb2.Money:
    """A price."""
    return money(price.amount, price.currency)


def price_or_none(price: Price | None) -> money_pb2.Money | None:
    """A price; None leaves its field unset."""
    return price_message(price) if price is not None else None


@overload
def item_message(item: Category) -> product_pb2.Category: ...
@overload
def item_message(item: Product) -> product_pb2.Product: ...
@overload
def item_message(item: ModifierGroup) -> product_pb2.ModifierGroup: ...
@overload
def item_message(item: Menu) -> menu_pb2.Menu: ...


def item_message(item: Item) -> ItemMessage:
    """The whole item."""
    match item:
        case Category():
            return _category(item)
        case Product():
            return _product(item)
        case ModifierGroup():
            return _group(item)
        case Menu():
            return _menu(item)


def sold_out_message(entry: SoldOut) -> availability_pb2.SoldOut:
    """What a store has none of."""
    message = availability_pb2.SoldOut(
        store_id=entry.store_id,
        until=stamp(entry.until),
        update_time=stamp(entry.updated_at),
        causes=[
            cause
            for cause, stands in (
                (availability_pb2.SOLD_OUT_CAUSE_MANUAL, entry.said),
                (availability_pb2.SOLD_OUT_CAUSE_STOCK, entry.by_stock),
            )
            if stands
        ],
    )
    if entry.is_modifier:
        message.modifier_id = entry.item_id
    else:
        message.sku_id = entry.item_id
    return message


def component_messages(components: Iterable[Component]) -> list[product_pb2.Component]:
    """What is taken from stock."""
    return [product_pb2.Component(sku_id=c.sku_id, quantity=c.quantity) for c in components]


def _category(category: Category) -> product_pb2.Category:
    return product_pb2.Category(
        category_id=category.category_id,
        external_code=category.external_code,
        name=category.name,
        parent_category_id=category.parent_id,
        sort_order=category.sort_order,
        archived=category.archived,
        names=map(_item_name, category.names),
    )


def _product(product: Product) -> product_pb2.Product:
    kept = product.stamp
    return product_pb2.Product(
        product_id=product.product_id,
        external_code=product.external_code,
        name=product.name,
        description=product.description,
        kind=number(product.kind),
        category_ids=product.category_ids,
        skus=map(_sku, product.skus),
        modifier_group_ids=product.group_ids,
        combo_slots=map(_slot, product.combo_slots),
        image_url=product.image_url,
        tags=product.tags,
        sort_order=product.sort_order,
        archived=product.archived,
        min_per_order=product.min_per_order,
        max_per_order=product.max_per_order,
        not_sold_alone=product.not_sold_alone,
        names=map(_item_name, product.names),
        category_places=[
            product_pb2.CategoryPlace(category_id=place.category_id, position=place.position)
            for place in product.category_places
        ],
        revision=kept.revision if kept else 0,
        create_time=stamp(kept.created_at) if kept else None,
        update_time=stamp(kept.updated_at) if kept else None,
    )


def _sku(sku: Sku) -> product_pb2.Sku:
    return product_pb2.Sku(
        sku_id=sku.sku_id,
        external_code=sku.external_code,
        name=sku.name,
        price=price_message(sku.price),
        components=component_messages(sku.components),
        channel_codes=map(_code, sku.channel_codes),
        archived=sku.archived,
        names=map(_item_name, sku.names),
        packaging_fee=price_or_none(sku.packaging_fee),
    )


def _slot(slot: ComboSlot) -> product_pb2.ComboSlot:
    return product_pb2.ComboSlot(
        slot_id=slot.slot_id,
        external_code=slot.external_code,
        name=slot.name,
        min_select=slot.min_select,
        max_select=slot.max_select,
        options=[
            product_pb2.ComboOption(
                sku_id=option.sku_id,
                extra_price=price_message(option.extra_price),
                default=option.default,
            )
            for option in slot.options
        ],
        names=map(_item_name, slot.names),
    )


def _group(group: ModifierGroup) -> product_pb2.ModifierGroup:
    return product_pb2.ModifierGroup(
        modifier_group_id=group.group_id,
        external_code=group.external_code,
        name=group.name,
        min_select=group.min_select,
        max_select=group.max_select,
        free_quantity=group.free_quantity,
        modifiers=map(_modifier, group.modifiers),
        archived=group.archived,
        names=map(_item_name, group.names),
    )


def _modifier(modifier: Modifier) -> product_pb2.Modifier:
    return product_pb2.Modifier(
        modifier_id=modifier.modifier_id,
        external_code=modifier.external_code,
        name=modifier.name,
        price=price_message(modifier.price),
        max_quantity=modifier.max_quantity,
        default_quantity=modifier.default_quantity,
        modifier_group_ids=modifier.group_ids,
        components=component_messages(modifier.components),
        channel_codes=map(_code, modifier.channel_codes),
        archived=modifier.archived,
        names=map(_item_name, modifier.names),
    )


def _menu(menu: Menu) -> menu_pb2.Menu:
    return menu_pb2.Menu(
        menu_id=menu.menu_id,
        external_code=menu.external_code,
        name=menu.name,
        priority=menu.priority,
        store_ids=menu.store_ids,
        channels=menu.channels,
        service_types=[number(service_type) for service_type in menu.service_types],
        dayparts=[
            menu_pb2.Daypart(weekdays=part.weekdays, begin_minute=part.begin, end_minute=part.end)
            for part in menu.dayparts
        ],
        first_date=menu.first_date,
        last_date=menu.last_date,
        all_products=menu.all_products,
        entries=[
            menu_pb2.MenuEntry(
                sku_id=entry.sku_id,
                price=price_or_none(entry.price),
                packaging_fee=price_or_none(entry.packaging_fee),
            )
            for entry in menu.entries
        ],
        modifier_prices=[
            menu_pb2.ModifierPrice(modifier_id=entry.modifier_id, price=price_message(entry.price))
            for entry in menu.modifier_prices
        ],
        archived=menu.archived,
        order_packaging_fee=price_or_none(menu.order_packaging_fee),
    )


def _code(code: ItemCode) -> product_pb2.ItemCode:
    return product_pb2.ItemCode(channel=code.channel, code=code.code)


def _item_name(name: ItemName) -> product_pb2.ItemName:
    return product_pb2.ItemName(channel=name.channel, language=name.language, name=name.name)
