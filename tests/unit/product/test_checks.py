"""What may be said about an item, and how lines may be put."""

from __future__ import annotations

from dataclasses import replace

import pytest

from centers.product.checks import check_item
from centers.product.model import (
    Component,
    Daypart,
    ItemCode,
    Menu,
    MenuEntry,
    ModifierPrice,
    Price,
    ServiceType,
)
from centers.product.selling.checks import check_lines
from mesh.pure.validation import Check
from tests.unit.product.builders import (
    category,
    choose,
    combo,
    everything,
    group,
    line,
    modifier,
    part,
    product,
    sku,
    slot,
    usd,
    uses,
)

ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)


def wrong_fields(item) -> list[str]:
    check = Check()
    check_item(check, item)
    return [violation.field for violation in check.violations]


def wrong_lines(*lines) -> list[str]:
    check = Check()
    check_lines(check, lines)
    return [violation.field for violation in check.violations]


@pytest.mark.parametrize(
    "item",
    [
        category("food"),
        product("tea"),
        group("salsa", modifier("hot", max_quantity=3, default_quantity=1), least=1, most=2),
        combo("meal", 900, slot("main", ("bowl", 0))),
        everything(dayparts=(Daypart(ALL_WEEK, 1320, 1560),), first_date="2026-01-01"),
    ],
)
def test_what_makes_sense_is_taken(item):
    assert wrong_fields(item) == []


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (replace(category("a"), name=" "), "name"),
        (replace(category("a"), parent_id="no good id"), "parent_category_id"),
        (replace(product("a"), name="x" * 121), "name"),
        (replace(product("a"), skus=()), "skus"),
        (product("a", replace(sku("s"), archived=True)), "skus"),
        (product("a", sku("s"), replace(sku("t"), name="s")), "skus"),
        (product("a", sku("s"), replace(sku("t"), external_code="s")), "skus"),
        (product("a", sku("s", -1)), "skus[0].price.minor_units"),
        (product("a", sku("s", 10**12 + 1)), "skus[0].price.minor_units"),
        (
            product("a", replace(sku("s"), price=Price(1, "usd"))),
            "skus[0].price.currency_code",
        ),
        (product("a", sku("s", components=(Component("x", 0),))), "skus[0].components.quantity"),
        (product("a", sku("s", components=uses(x=1) * 2)), "skus[0].components"),
        (
            product("a", sku("s", channel_codes=(ItemCode("Mei Tuan", "1"),))),
            "skus[0].channel_codes.channel",
        ),
        (product("a", category_ids=("cat_1", "cat_1")), "category_ids"),
        (product("a", combo_slots=(slot("m", ("b", 0)),)), "combo_slots"),
        (combo("a", 100), "combo_slots"),
        (combo("a", 100, slot("m", ("b", 0), least=2)), "combo_slots[0].max_select"),
        (combo("a", 100, slot("m", ("b", 0), ("b", 1))), "combo_slots[0].options"),
        (
            combo("a", 100, slot("m", ("b", -1))),
            "combo_slots[0].options[0].extra_price.minor_units",
        ),
        (group("g", modifier("m"), least=3, most=2), "max_select"),
        (group("g", modifier("m"), most=0), "max_select"),
        (group("g"), "modifiers"),
        (group("g", modifier("m", max_quantity=0)), "modifiers[0].max_quantity"),
        (group("g", modifier("m", default_quantity=2)), "modifiers[0].default_quantity"),
        (everything(priority=1001), "priority"),
        (everything(channels=("Mini App",)), "channels"),
        (everything(service_types=(ServiceType.PICK_UP,) * 2), "service_types"),
        (everything(first_date="2026-02-30"), "first_date"),
        (everything(first_date="2026-02-02", last_date="2026-02-01"), "last_date"),
        (everything(dayparts=(Daypart((), 0, 60),)), "dayparts[0].weekdays"),
        (everything(dayparts=(Daypart((8,), 0, 60),)), "dayparts[0].weekdays"),
        (everything(dayparts=(Daypart(ALL_WEEK, 60, 1501),)), "dayparts[0].end_minute"),
        (Menu("m", "m", "m", entries=(MenuEntry("s"), MenuEntry("s"))), "entries"),
        (Menu("m", "m", "m", entries=(MenuEntry("s", usd(-1)),)), "entries[0].price.minor_units"),
        (
            Menu("m", "m", "m", modifier_prices=(ModifierPrice("m", usd(-1)),)),
            "modifier_prices[0].price.minor_units",
        ),
    ],
)
def test_each_mistake_is_named_by_its_field(item, field):
    assert field in wrong_fields(item)


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ((), "lines"),
        ((line("a"), line("a")), "lines"),
        ((line("a", quantity=0),), "lines[0].quantity"),
        ((line("a", quantity=1000),), "lines[0].quantity"),
        ((replace(line("a"), line_ref=""),), "lines[0].line_ref"),
        ((replace(line("a"), sku_id="no good id"),), "lines[0].sku_id"),
        ((line("a", choose("m", 0)),), "lines[0].modifiers[0].quantity"),
        ((line("a", choose("m"), choose("m")),), "lines[0].modifiers"),
        ((line("a", *(choose(str(n)) for n in range(51))),), "lines[0].modifiers"),
        ((line("a", parts=(part("s", "b", 21),)),), "lines[0].combo_choices[0].quantity"),
    ],
)
def test_each_mistake_in_a_line_is_named_by_its_field(lines, field):
    assert field in wrong_lines(*lines)


def test_choices_lie_four_deep_and_not_five():
    deep = choose("1", 1, choose("2", 1, choose("3", 1, choose("4"))))
    assert wrong_lines(line("a", deep)) == []
    assert wrong_lines(line("a", choose("0", 1, deep))) != []
