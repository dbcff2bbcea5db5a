"""Protobuf ⇄ model, about items as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from zhongtai.common.v1 import money_pb2
from zhongtai.product.v1 import catalog_messages_pb2 as pb
from zhongtai.product.v1 import menu_pb2, product_feed_pb2, product_pb2

from centers.product.catalog.model import Found, Meaning
from centers.product.model import (
    Category,
    CategoryPlace,
    ComboOption,
    ComboSlot,
    Component,
    Daypart,
    EventKind,
    ItemCode,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    ModifierPrice,
    Price,
    Product,
    Sku,
)
from centers.product.selling.rules import own_components
from mesh.call.context import merchant_id
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import number, stamp
from mesh.feed.events import NewEvent
from mesh.pure.ids import new_id

MAX_EVENT_ITEMS = 200

_MONEY = {"minor_units": "amount", "currency_code": "currency"}
_GROUPS = {"modifier_group_ids": "group_ids"}
_PARENT = {"parent_category_id": "parent_id"}
_GROUP_ID = {"modifier_group_id": "group_id"}
_MINUTES = {"begin_minute": "begin", "end_minute": "end"}
_STAMP = {
    "revision": "stamp.revision",
    "create_time": "stamp.created_at",
    "update_time": "stamp.updated_at",
}

price_message = ToMessage(Price, money_pb2.Money, names=_MONEY)
component_message = ToMessage(Component, product_pb2.Component)
_common = (
    price_message,
    component_message,
    ToMessage(ItemCode, product_pb2.ItemCode),
    ToMessage(CategoryPlace, product_pb2.CategoryPlace),
)
category_message = ToMessage(Category, product_pb2.Category, names=_PARENT, uses=_common)
product_message = ToMessage(
    Product,
    product_pb2.Product,
    names=_GROUPS | _STAMP,
    uses=[
        *_common,
        ToMessage(Sku, product_pb2.Sku, uses=_common),
        ToMessage(
            ComboSlot,
            product_pb2.ComboSlot,
            uses=[*_common, ToMessage(ComboOption, product_pb2.ComboOption, uses=_common)],
        ),
    ],
)
group_message = ToMessage(
    ModifierGroup,
    product_pb2.ModifierGroup,
    names=_GROUP_ID,
    uses=[*_common, ToMessage(Modifier, product_pb2.Modifier, names=_GROUPS, uses=_common)],
)
menu_message = ToMessage(
    Menu,
    menu_pb2.Menu,
    uses=[
        *_common,
        ToMessage(Daypart, menu_pb2.Daypart, names=_MINUTES),
        ToMessage(MenuEntry, menu_pb2.MenuEntry, uses=_common),
        ToMessage(ModifierPrice, menu_pb2.ModifierPrice, uses=_common),
    ],
)


def price_or_none(price: Price | None) -> money_pb2.Money | None:
    """Return a price; None leaves its field unset."""
    return price_message(price) if price is not None else None


def in_order(part: Sku) -> Sku:
    """Return a SKU with its codes in the order of the channels, so that equal ones are equal."""
    return replace(part, channel_codes=_by_channel(part.channel_codes))


def with_maximum(modifier: Modifier) -> Modifier:
    """Return a modifier with its codes in order, and one piece at most where it says none."""
    return replace(
        modifier,
        channel_codes=_by_channel(modifier.channel_codes),
        max_quantity=modifier.max_quantity or 1,
    )


def services_in_order(menu: Menu) -> Menu:
    """Return a menu with its service types in order, so that equal ones are equal."""
    return replace(menu, service_types=tuple(sorted(menu.service_types)))


def _by_channel(codes: Iterable[ItemCode]) -> tuple[ItemCode, ...]:
    return tuple(sorted(codes, key=lambda code: code.channel))


def _days_in_order(part: Daypart) -> Daypart:
    return replace(part, weekdays=tuple(sorted(part.weekdays)))


shared_parts = (
    ToModel(money_pb2.Money, Price, names=_MONEY),
    ToModel(product_pb2.ItemCode, ItemCode),
    ToModel(menu_pb2.Daypart, Daypart, names=_MINUTES, then=_days_in_order),
)
"""How parts are read that items and imported items have alike."""

_parts = (
    *shared_parts,
    ToModel(product_pb2.Component, Component),
    ToModel(product_pb2.CategoryPlace, CategoryPlace),
)
category_of = ToModel(product_pb2.Category, Category, names=_PARENT, uses=_parts)
product_of = ToModel(
    product_pb2.Product,
    Product,
    names=_GROUPS,
    uses=[
        *_parts,
        ToModel(product_pb2.Sku, Sku, uses=_parts, left=["archived"], then=in_order),
        ToModel(
            product_pb2.ComboSlot,
            ComboSlot,
            uses=[*_parts, ToModel(product_pb2.ComboOption, ComboOption, uses=_parts)],
        ),
    ],
    left=_STAMP,
)
group_of = ToModel(
    product_pb2.ModifierGroup,
    ModifierGroup,
    names=_GROUP_ID,
    uses=[
        *_parts,
        ToModel(
            product_pb2.Modifier,
            Modifier,
            names=_GROUPS,
            uses=_parts,
            left=["archived"],
            then=with_maximum,
        ),
    ],
)
menu_of = ToModel(
    menu_pb2.Menu,
    Menu,
    uses=[
        *_parts,
        ToModel(menu_pb2.MenuEntry, MenuEntry, uses=_parts),
        ToModel(menu_pb2.ModifierPrice, ModifierPrice, uses=_parts),
    ],
    then=services_in_order,
)


def resolved_messages(
    meanings: Iterable[Meaning], *, with_former: bool
) -> pb.ResolveItemCodesResponse:
    """Return what codes mean, and which of them are unknown."""
    reply = pb.ResolveItemCodesResponse()
    for meaning in meanings:
        former = meaning.former if with_former else ()
        if meaning.item is None:
            reply.unknown_codes.append(meaning.code)
        if meaning.item is not None or former:
            item = _resolved(meaning.code, meaning.item)
            for until, owner in former:
                item.former.append(_resolved("", owner))
                item.former[-1].until.FromDatetime(until)
            reply.items.append(item)
    return reply


def _resolved(code: str, meant: Found | None) -> pb.ResolvedItem:
    message = pb.ResolvedItem(code=code)
    owner, part = meant or (None, None)
    if isinstance(owner, Product) and isinstance(part, Sku):
        message.sku_id, message.product_id = part.sku_id, owner.product_id
        message.external_code = part.external_code
        message.name = f"{owner.name} {part.name}".strip()
        message.product_name, message.sku_name = owner.name, part.name
        message.components.extend(component_message.each(own_components(owner, part)))
    elif isinstance(part, Modifier):
        message.modifier_id, message.name = part.modifier_id, part.name
        message.external_code = part.external_code
    return message


def catalog_event(revision: int, item_ids: Sequence[str], now: datetime, trace_id: str) -> NewEvent:
    """Return the event of a change of items, without their ids when they are too many."""
    event = product_feed_pb2.ProductEvent(
        kind=number(EventKind.CATALOG_CHANGED),
        revision=revision,
        item_ids=item_ids if len(item_ids) <= MAX_EVENT_ITEMS else (),
        occur_time=stamp(now),
        trace_id=trace_id,
    )
    return event_of(EventKind.CATALOG_CHANGED, event)


def event_of(kind: EventKind, event: product_feed_pb2.ProductEvent) -> NewEvent:
    """Return an event as it lies in the feed, by its store or by the catalog."""
    subject = event.store_id or "catalog"
    event.merchant_id, event.event_id = merchant_id(), new_id("evt")
    return NewEvent(merchant_id(), event.store_id, subject, kind.name, event.SerializeToString())
