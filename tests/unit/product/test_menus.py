"""Which menus apply where and when, and what is on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from centers.product.menus.rules import board_at, lay_out
from centers.product.model import Daypart, Menu, MenuEntry, ServiceType
from tests.unit.product.builders import (
    MONDAY_NOON,
    board,
    catalog,
    category,
    combo,
    everything,
    group,
    modifier,
    out_of,
    place,
    product,
    sku,
    slot,
    usd,
)

BREAKFAST = Menu(
    "mnu_breakfast",
    "breakfast",
    "Breakfast",
    dayparts=(Daypart((1, 2, 3, 4, 5), 360, 660),),
    entries=(MenuEntry("sku_egg"),),
)
NIGHT = Menu(
    "mnu_night",
    "night",
    "Night",
    dayparts=(Daypart((5,), 1320, 1560),),
    entries=(MenuEntry("sku_egg"),),
    last_date="2026-06-05",
)


def listed(menu: Menu, **where) -> bool:
    return board(product("egg"), menu, **where).lists("sku_egg")


@pytest.mark.parametrize(
    ("menu", "where", "applies"),
    [
        ({}, {}, True),
        ({"store_ids": ("sto_1", "sto_2")}, {}, True),
        ({"store_ids": ("sto_2",)}, {}, False),
        ({"channels": ("meituan",)}, {}, False),
        ({"channels": ("meituan",)}, {"channel": "meituan"}, True),
        ({"service_types": (ServiceType.DELIVERY,)}, {}, False),
        (
            {"service_types": (ServiceType.DELIVERY,)},
            {"service_type": ServiceType.DELIVERY},
            True,
        ),
        ({"first_date": "2026-06-02"}, {}, False),
        ({"last_date": "2026-06-01"}, {}, True),
        ({"archived": True}, {}, False),
    ],
)
def test_a_menu_applies_where_and_when_it_says(menu, where, applies):
    assert listed(everything(**menu), **where) == applies


@pytest.mark.parametrize(
    ("hour", "applies"), [("05:59", False), ("06:00", True), ("10:59", True), ("11:00", False)]
)
def test_a_daypart_is_meant_on_the_clock_of_the_store(hour, applies):
    shanghai = datetime.fromisoformat(f"2026-06-01T{hour}:00+08:00")
    assert listed(BREAKFAST, at=shanghai, zone="Asia/Shanghai") == applies


@pytest.mark.parametrize(
    ("moment", "applies"),
    [
        ("2026-06-05T22:00", True),
        ("2026-06-06T01:59", True),
        ("2026-06-06T02:00", False),
        ("2026-06-06T22:00", False),
        ("2026-06-05T01:00", False),
    ],
)
def test_a_night_menu_belongs_to_the_day_it_begins(moment, applies):
    at = datetime.fromisoformat(moment + "+00:00")
    assert listed(NIGHT, at=at) == applies


def test_of_two_menus_the_one_of_higher_priority_says_the_price():
    low = Menu("mnu_a", "a", "a", priority=1, entries=(MenuEntry("sku_p", usd(1)),))
    high = Menu("mnu_b", "b", "b", priority=2, entries=(MenuEntry("sku_p", usd(2)),))
    assert board(product("p"), low, high).price_of(sku("p")) == usd(2)


def test_a_menu_without_a_price_leaves_it_to_the_next_and_then_to_the_sku():
    silent = Menu("mnu_b", "b", "b", priority=2, entries=(MenuEntry("sku_p"), MenuEntry("sku_q")))
    low = Menu("mnu_a", "a", "a", priority=1, entries=(MenuEntry("sku_p", usd(1)),))
    at = board(product("p"), product("q"), low, silent)
    assert at.price_of(sku("p")) == usd(1)
    assert at.price_of(sku("q", 700)) == usd(700)


def test_a_named_store_sees_its_own_menu_and_the_common_one():
    own = Menu("mnu_own", "o", "o", store_ids=("sto_1",), entries=(MenuEntry("sku_p", usd(5)),))
    assert [m.menu.menu_id for m in board(own, everything()).menus] == ["mnu_all", "mnu_own"]
    assert [m.menu.menu_id for m in board(own, everything(), store_id="sto_9").menus] == ["mnu_all"]


def test_the_version_changes_with_the_menus_and_with_what_is_sold_out():
    plain = catalog(product("egg"), everything(), BREAKFAST)
    out = plain.with_changes(2, [], [out_of("sku_egg", until=MONDAY_NOON + timedelta(hours=1))])
    morning = MONDAY_NOON - timedelta(hours=3)
    versions = [
        board_at(plain, place()).version(),
        board_at(plain, place(at=morning)).version(),
        board_at(out, place()).version(),
    ]
    assert len(set(versions)) == 3
    later = place(at=MONDAY_NOON + timedelta(hours=2))
    assert board_at(out, later).version() == versions[0]


def test_a_menu_shows_categories_parents_first_and_only_those_that_hold_something():
    items = [
        category("hot", parent="drinks"),
        category("drinks", sort_order=2),
        category("food", sort_order=1),
        category("empty"),
        product("tea", category_ids=("cat_hot",)),
        product("bun", category_ids=("cat_food",)),
    ]
    shown = lay_out(board(*items)).categories
    assert [(c.name, ids) for c, ids in shown] == [
        ("food", ("prd_bun",)),
        ("drinks", ()),
        ("hot", ("prd_tea",)),
    ]


def test_a_menu_shows_every_group_that_can_be_asked():
    nested = group("foam", modifier("extra"))
    milk = group("milk", modifier("oat", group_ids=("mgr_foam",)))
    unused = group("unused", modifier("x"))
    meal = combo("meal", 900, slot("drink", ("latte", 0)))
    latte = product("latte", groups=["milk"], archived=False)
    only_meal = Menu("mnu_m", "m", "m", entries=(MenuEntry("sku_meal"),))
    shown = lay_out(board(meal, latte, milk, nested, unused, only_meal))
    assert [g.name for g in shown.groups] == ["milk", "foam"]
    assert [p.product.name for p in shown.products] == ["meal"]


def test_a_product_shows_only_the_sizes_on_the_menu():
    pizza = product("pizza", sku("s"), sku("m"))
    shown = lay_out(board(pizza, Menu("mnu_m", "m", "m", entries=(MenuEntry("sku_m"),))))
    assert [s.name for s in shown.products[0].skus] == ["m"]


def test_a_sold_out_change_leaves_the_content_as_it_is():
    plain = catalog(product("egg"))
    out = plain.with_changes(2, [], [out_of("sku_egg")])
    assert out.content is plain.content
    back = out.with_changes(3, [], [replace(out_of("sku_egg"), said=False)])
    assert back.missing_at("sto_1", MONDAY_NOON) == frozenset()
