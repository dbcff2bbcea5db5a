"""Protobuf ⇄ model: what comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from google.protobuf.message import Message
from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import menu_pb2, pricing_pb2, product_pb2

from centers.product.checks import check_channel, check_zone
from centers.product.lines import ChosenModifier, ChosenPart, LineToPrice
from centers.product.model import (
    Category,
    CategoryPlace,
    ComboOption,
    ComboSlot,
    Component,
    Daypart,
    ItemCode,
    ItemName,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    ModifierPrice,
    Place,
    Price,
    Product,
    ProductKind,
    ServiceType,
    Sku,
)
from mesh.call.wire import known, moment
from mesh.pure.limits import MAX_LANGUAGE
from mesh.pure.validation import Check


def place_of(
    request: menu_pb2.GetMenuRequest | pricing_pb2.PriceLinesRequest, now: datetime
) -> Place:
    """Where, how and when something is ordered. Raises InvalidRequest."""
    check = Check()
    check.identifier("store_id", request.store_id)
    check_channel(check, "channel", request.channel)
    zone = request.time_zone or "UTC"
    check_zone(check, zone)
    check.text("language", request.language, min=0, max=MAX_LANGUAGE)
    check.raise_if_any()
    return Place(
        store_id=request.store_id,
        channel=request.channel,
        service_type=known(ServiceType, request.service_type, "service_type"),
        at=moment(request, "at") or now,
        zone=zone,
        language=request.language,
        free_packaging=request.without_packaging_fee,
    )


def line_of(message: pricing_pb2.LineToPrice) -> LineToPrice:
    """One line to price; nothing is checked yet."""
    parts = tuple(
        ChosenPart(part.slot_id, part.sku_id, part.quantity or 1, chosen_of(part.modifiers))
        for part in message.combo_choices
    )
    chosen = chosen_of(message.modifiers)
    return LineToPrice(message.line_ref, message.sku_id, message.quantity, chosen, parts)


def chosen_of(messages: Iterable[pricing_pb2.ChosenModifier]) -> tuple[ChosenModifier, ...]:
    """Choices with the choices below them."""
    return tuple(
        ChosenModifier(m.modifier_id, m.quantity, chosen_of(m.modifiers)) for m in messages
    )


def category_of(message: product_pb2.Category) -> Category:
    """A category; nothing is checked yet."""
    return Category(
        category_id=message.category_id,
        external_code=message.external_code,
        name=message.name,
        parent_id=message.parent_category_id,
        sort_order=message.sort_order,
        archived=message.archived,
        names=item_names(message.names),
    )


def product_of(message: product_pb2.Product) -> Product:
    """A product; nothing is checked yet."""
    return Product(
        product_id=message.product_id,
        external_code=message.external_code,
        name=message.name,
        skus=tuple(map(_sku, message.skus)),
        description=message.description,
        kind=known(ProductKind, message.kind, "kind"),
        category_ids=tuple(message.category_ids),
        group_ids=tuple(message.modifier_group_ids),
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
            CategoryPlace(m.category_id, m.position) for m in message.category_places
        ),
    )


def group_of(message: product_pb2.ModifierGroup) -> ModifierGroup:
    """A modifier group; nothing is checked yet."""
    return ModifierGroup(
        group_id=message.modifier_group_id,
        external_code=message.external_code,
        name=message.name,
        min_select=message.min_select,
        max_select=message.max_select,
        modifiers=tuple(map(_modifier, message.modifiers)),
        free_quantity=message.free_quantity,
        archived=message.archived,
        names=item_names(message.names),
    )


def menu_of(message: menu_pb2.Menu) -> Menu:
    """A menu; nothing is checked yet."""
    return Menu(
        menu_id=message.menu_id,
        external_code=message.external_code,
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
            MenuEntry(e.sku_id, price_in(e, "price"), price_in(e, "packaging_fee"))
            for e in message.entries
        ),
        modifier_prices=tuple(
            ModifierPrice(e.modifier_id, price_of(e.price)) for e in message.modifier_prices
        ),
        archived=message.archived,
        order_packaging_fee=price_in(message, "order_packaging_fee"),
    )


def service_types_of(numbers: Iterable[int]) -> tuple[ServiceType, ...]:
    """Service types in their order, so that two lists of the same ones are equal."""
    return tuple(sorted(known(ServiceType, number, "service_types") for number in numbers))


def dayparts_of(messages: Iterable[menu_pb2.Daypart]) -> tuple[Daypart, ...]:
    """Stretches of the week."""
    return tuple(Daypart(tuple(sorted(m.weekdays)), m.begin_minute, m.end_minute) for m in messages)


def price_of(message: money_pb2.Money) -> Price:
    """An amount of money."""
    return Price(message.minor_units, message.currency_code)


def price_in(message: Message, field: str) -> Price | None:
    """The amount of money in a field; None when it is unset."""
    return price_of(getattr(message, field)) if message.HasField(field) else None


def codes_of(messages: Iterable[product_pb2.ItemCode]) -> tuple[ItemCode, ...]:
    """Codes on channels, in the order of the channels."""
    return tuple(sorted((ItemCode(m.channel, m.code) for m in messages), key=lambda c: c.channel))


def item_names(messages: Iterable[product_pb2.ItemName]) -> tuple[ItemName, ...]:
    """Names on channels and in languages."""
    return tuple(ItemName(m.channel, m.language, m.name) for m in messages)


def _components(messages: Iterable[product_pb2.Component]) -> tuple[Component, ...]:
    return tuple(Component(m.sku_id, m.quantity) for m in messages)


def _sku(message: product_pb2.Sku) -> Sku:
    return Sku(
        sku_id=message.sku_id,
        external_code=message.external_code,
        name=message.name,
        price=price_of(message.price),
        components=_components(message.components),
        channel_codes=codes_of(message.channel_codes),
        names=item_names(message.names),
        packaging_fee=price_in(message, "packaging_fee"),
    )


def _modifier(message: product_pb2.Modifier) -> Modifier:
    return Modifier(
        modifier_id=message.modifier_id,
        external_code=message.external_code,
        name=message.name,
        price=price_of(message.price),
        max_quantity=message.max_quantity or 1,
        default_quantity=message.default_quantity,
        group_ids=tuple(message.modifier_group_ids),
        components=_components(message.components),
        channel_codes=codes_of(message.channel_codes),
        names=item_names(message.names),
    )


def _slot(message: product_pb2.ComboSlot) -> ComboSlot:
    return ComboSlot(
        slot_id=message.slot_id,
        external_code=message.external_code,
        name=message.name,
        min_select=message.min_select,
        max_select=message.max_select,
        options=tuple(
            ComboOption(option.sku_id, price_of(option.extra_price), option.default)
            for option in message.options
        ),
        names=item_names(message.names),
    )
