"""Whether a request to the product center has the form and the limits of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from centers.product.model import (
    MINUTES_OF_DAY,
    Category,
    ComboSlot,
    Component,
    Daypart,
    Item,
    ItemCode,
    Menu,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    ProductKind,
    Sku,
)
from mesh.pure import limits
from mesh.pure.naming import check_names
from mesh.pure.validation import Check

MAX_MENU_ITEMS = 5000
MAX_POSITION = 1_000_000
MAX_ARRANGED = 1000
MAX_CODES = 500
MAX_PRODUCT_NAME, MAX_ITEM_NAME, MAX_SKU_NAME = 120, 80, 60
MAX_DESCRIPTION = 1000


def check_item(check: Check, item: Item) -> None:
    """Note everything wrong with the form of an item."""
    check.text("external_code", item.external_code, min=0, max=64)
    longest = MAX_PRODUCT_NAME if isinstance(item, Product) else MAX_ITEM_NAME
    check.text("name", item.name, max=longest)
    check.that(bool(item.name.strip()), "name", "must not be blank")
    if not isinstance(item, Menu):
        check_names(check, item.names, longest)
    match item:
        case Category():
            check.identifier("parent_category_id", item.parent_id, required=False)
        case ModifierGroup():
            _check_group(check, item)
        case Product():
            _check_product(check, item)
        case Menu():
            _check_menu(check, item)


def check_arrangement(category_id: str, product_ids: Sequence[str]) -> None:
    """Raise InvalidRequest for a malformed order of the products of a category."""
    check = Check()
    check.identifier("category_id", category_id)
    check.count("product_ids", product_ids, min=0, max=MAX_ARRANGED)
    check.distinct("product_ids", product_ids)
    check.raise_if_any()


def check_codes(channel: str, codes: Sequence[str]) -> None:
    """Raise InvalidRequest for a malformed question about codes."""
    check = Check()
    if channel:
        check.channel("channel", channel)
    check.count("codes", codes, min=1, max=MAX_CODES)
    check.raise_if_any()


def check_name_filter(name_contains: str) -> None:
    """Raise InvalidRequest for a part of a name that is too long."""
    check = Check()
    check.text("name_contains", name_contains, min=0, max=MAX_ITEM_NAME)
    check.raise_if_any()


def _check_product(check: Check, product: Product) -> None:
    check.text("description", product.description, min=0, max=MAX_DESCRIPTION)
    check_names(check, product.description_names, MAX_DESCRIPTION, "description_names")
    check.text("image_url", product.image_url, min=0, max=500)
    _check_ids(check, "category_ids", product.category_ids, 20)
    _check_places(check, product)
    _check_ids(check, "modifier_group_ids", product.group_ids, 30)
    check.count("tags", product.tags, min=0, max=30)
    for tag in product.tags:
        check.text("tags", tag, max=40)
    check.count("skus", [sku for sku in product.skus if not sku.archived], min=1, max=50)
    _check_skus(check, [sku for sku in product.skus if not sku.archived])
    most = limits.MAX_QUANTITY
    check.integer("min_per_order", product.min_per_order, min=0, max=most)
    check.integer("max_per_order", product.max_per_order, min=0, max=most)
    in_order = not product.max_per_order or product.min_per_order <= product.max_per_order
    check.that(in_order, "max_per_order", "must be 0 or not less than min_per_order")
    voucher = product.kind is ProductKind.VOUCHER
    check.that(not voucher or not product.group_ids, "modifier_group_ids", "vouchers have none")
    combo = product.kind is ProductKind.COMBO
    slots = product.combo_slots
    check.count("combo_slots", slots, min=1 if combo else 0, max=20 if combo else 0)
    check.distinct("combo_slots", (slot.external_code for slot in slots if slot.external_code))
    for index, slot in enumerate(slots):
        _check_slot(check.at(f"combo_slots[{index}]"), slot)


def _check_places(check: Check, product: Product) -> None:
    places = product.category_places
    check.distinct("category_places", (place.category_id for place in places))
    for index, place in enumerate(places):
        inner = check.at(f"category_places[{index}]")
        named = place.category_id in product.category_ids
        inner.that(named, "category_id", "must be one of category_ids")
        inner.integer("position", place.position, min=0, max=MAX_POSITION)


def _check_skus(check: Check, skus: Sequence[Sku]) -> None:
    check.distinct("skus", (sku.name for sku in skus))
    check.distinct("skus", (sku.external_code for sku in skus if sku.external_code))
    for index, sku in enumerate(skus):
        inner = check.at(f"skus[{index}]")
        inner.text("external_code", sku.external_code, min=0, max=64)
        inner.text("name", sku.name, min=0, max=MAX_SKU_NAME)
        check_names(inner, sku.names, MAX_SKU_NAME)
        _check_price(inner, "price", sku.price)
        _check_price(inner, "packaging_fee", sku.packaging_fee)
        _check_stock_and_codes(inner, sku.components, sku.channel_codes)


def _check_slot(check: Check, slot: ComboSlot) -> None:
    check.text("external_code", slot.external_code, min=0, max=64)
    check.text("name", slot.name, max=MAX_ITEM_NAME)
    check_names(check, slot.names, MAX_ITEM_NAME)
    check.integer("min_select", slot.min_select, min=0, max=20)
    check.integer("max_select", slot.max_select, min=max(1, slot.min_select), max=20)
    check.count("options", slot.options, min=1, max=100)
    check.distinct("options", (option.sku_id for option in slot.options))
    for index, option in enumerate(slot.options):
        _check_price(check, f"options[{index}].extra_price", option.extra_price)


def _check_group(check: Check, group: ModifierGroup) -> None:
    check.integer("min_select", group.min_select, min=0, max=99)
    check.integer("max_select", group.max_select, min=max(1, group.min_select), max=99)
    check.integer("free_quantity", group.free_quantity, min=0, max=99)
    modifiers = [modifier for modifier in group.modifiers if not modifier.archived]
    check.count("modifiers", modifiers, min=1, max=100)
    check.distinct("modifiers", (modifier.name for modifier in modifiers))
    check.distinct("modifiers", (m.external_code for m in modifiers if m.external_code))
    for index, modifier in enumerate(modifiers):
        _check_modifier(check.at(f"modifiers[{index}]"), modifier)


def _check_modifier(check: Check, modifier: Modifier) -> None:
    check.text("external_code", modifier.external_code, min=0, max=64)
    check.text("name", modifier.name, max=MAX_ITEM_NAME)
    check_names(check, modifier.names, MAX_ITEM_NAME)
    _check_price(check, "price", modifier.price)
    check.integer("max_quantity", modifier.max_quantity, min=1, max=99)
    check.integer("default_quantity", modifier.default_quantity, min=0, max=modifier.max_quantity)
    _check_ids(check, "modifier_group_ids", modifier.group_ids, 10)
    _check_stock_and_codes(check, modifier.components, modifier.channel_codes)


def _check_menu(check: Check, menu: Menu) -> None:
    check.integer("priority", menu.priority, min=0, max=1000)
    _check_price(check, "order_packaging_fee", menu.order_packaging_fee)
    _check_ids(check, "store_ids", menu.store_ids, MAX_MENU_ITEMS)
    check.count("channels", menu.channels, min=0, max=20)
    for channel in menu.channels:
        check.channel("channels", channel)
    check.distinct("service_types", menu.service_types)
    for field, day in (("first_date", menu.first_date), ("last_date", menu.last_date)):
        if day:
            check.day(field, day)
    in_order = not (menu.first_date and menu.last_date) or menu.first_date <= menu.last_date
    check.that(in_order, "last_date", "must not be before first_date")
    check.count("dayparts", menu.dayparts, min=0, max=70)
    for index, part in enumerate(menu.dayparts):
        _check_daypart(check.at(f"dayparts[{index}]"), part)
    check.count("entries", menu.entries, min=0, max=MAX_MENU_ITEMS)
    check.distinct("entries", (entry.sku_id for entry in menu.entries))
    for index, entry in enumerate(menu.entries):
        _check_price(check, f"entries[{index}].price", entry.price)
        _check_price(check, f"entries[{index}].packaging_fee", entry.packaging_fee)
    check.count("modifier_prices", menu.modifier_prices, min=0, max=MAX_MENU_ITEMS)
    check.distinct("modifier_prices", (entry.modifier_id for entry in menu.modifier_prices))
    for index, override in enumerate(menu.modifier_prices):
        _check_price(check, f"modifier_prices[{index}].price", override.price)


def _check_daypart(check: Check, part: Daypart) -> None:
    check.count("weekdays", part.weekdays, min=1, max=7)
    check.distinct("weekdays", part.weekdays)
    for weekday in part.weekdays:
        check.integer("weekdays", weekday, min=1, max=7)
    check.integer("begin_minute", part.begin, min=0, max=MINUTES_OF_DAY - 1)
    fits = part.begin < part.end <= part.begin + MINUTES_OF_DAY
    check.that(fits, "end_minute", "must be after begin_minute, by at most 1440")


def _check_stock_and_codes(
    check: Check, components: Sequence[Component], codes: Sequence[ItemCode]
) -> None:
    check.count("components", components, min=0, max=50)
    check.distinct("components", (component.sku_id for component in components))
    for component in components:
        check.integer("components.quantity", component.quantity, min=1, max=999)
    check.count("channel_codes", codes, min=0, max=20)
    check.distinct("channel_codes", (code.channel for code in codes))
    for code in codes:
        check.channel("channel_codes.channel", code.channel)
        check.text("channel_codes.code", code.code, max=64)


def _check_price(check: Check, field: str, price: Price | None) -> None:
    """Note what is wrong with a price; none at all is fine."""
    if price is not None:
        check.amount(f"{field}.minor_units", price.amount)
        check.currency(f"{field}.currency_code", price.currency)


def _check_ids(check: Check, field: str, ids: Sequence[str], most: int) -> None:
    check.count(field, ids, min=0, max=most)
    check.distinct(field, ids)
    for index, item_id in enumerate(ids):
        check.identifier(f"{field}[{index}]", item_id)
