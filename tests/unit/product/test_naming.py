"""What items are called, to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.product import errors
from centers.product.checks import check_item
from centers.product.menus.messages import menu_view_message
from centers.product.menus.rules import lay_out
from centers.product.model import ItemName
from centers.product.naming import OWN_NAMES, Naming, namings_of, nearest_first
from centers.product.selling.messages import priced_message
from centers.product.selling.rules import price_line, price_lines
from mesh.pure.validation import Check
from tests.unit.product.builders import (
    board,
    category,
    choose,
    combo,
    group,
    line,
    modifier,
    out_of,
    part,
    product,
    sku,
    slot,
)


def called(**names: str) -> tuple[ItemName, ...]:
    """Names as channel__language, either of which may be left out: en, hub__, hub__en."""
    split = ((key.partition("__"), name) for key, name in names.items())
    return tuple(
        ItemName(left if mark else "", (right if mark else left).replace("_", "-"), name)
        for (left, mark, right), name in split
    )


TEA = product("tea", names=called(hub__en="1", hub__="2", en="3", zh_Hant="4", zh="5"))


def name_for(channel: str, language: str) -> str:
    naming = namings_of({}, {}, {"prd_tea": TEA}).of(channel, language)
    return naming.name_of(TEA)


@pytest.mark.parametrize(
    ("channel", "language", "name"),
    [
        ("hub", "en", "1"),
        ("hub", "EN-us", "1"),
        ("hub", "zh", "2"),
        ("hub", "", "2"),
        ("miniapp", "en-GB", "3"),
        ("miniapp", "zh-Hant-HK", "4"),
        ("miniapp", "zh_CN", "5"),
        ("miniapp", "zh-Hans", "5"),
        ("miniapp", "fr", "tea"),
        ("miniapp", "", "tea"),
    ],
)
def test_the_channel_counts_before_the_language_and_both_before_the_own_name(
    channel, language, name
):
    assert name_for(channel, language) == name


def test_a_name_of_one_channel_is_not_heard_on_another():
    only = replace(TEA, names=called(hub__="2", hub__en="1"))
    namings = namings_of({}, {}, {"prd_tea": only})
    assert namings.of("miniapp", "en").name_of(only) == "tea"


def test_the_nearest_language_comes_first():
    assert list(nearest_first("zh-Hant-HK")) == ["zh-hant-hk", "zh-hant", "zh"]
    assert list(nearest_first("")) == []


@given(st.text(max_size=35), st.text(max_size=35))
def test_whatever_is_asked_for_there_are_few_namings(channel, language):
    naming = namings_of({}, {}, {"prd_tea": TEA}).of(channel, language)
    assert set(naming.languages) <= {"en", "zh-hant", "zh"}
    assert naming.channel in ("", "hub")
    assert namings_of({}, {}, {"prd_x": product("x")}).of(channel, language) == OWN_NAMES


EN = called(en="English")
FULL = board(
    category("food", names=EN),
    product("rice", sku("rice", names=EN), names=EN, groups=["salsa"], category_ids=("cat_food",)),
    replace(combo("meal", 900, replace(slot("main", ("rice", 0)), names=EN)), names=EN),
    group("salsa", modifier("hot", names=EN), names=EN),
    language="en-US",
)


def test_everything_on_a_menu_is_named_in_the_language():
    menu = menu_view_message(lay_out(FULL), "1")
    rice = next(each for each in menu.products if each.product_id == "prd_rice")
    meal = next(each for each in menu.products if each.product_id == "prd_meal")
    [group_] = menu.modifier_groups
    named = [menu.categories[0], rice, rice.skus[0], meal.combo_slots[0], group_]
    assert {each.name for each in [*named, group_.modifiers[0]]} == {"English"}
    assert meal.combo_slots[0].options[0].sku_name == "English"


def test_a_priced_line_has_the_names_the_customer_sees_and_those_of_the_kitchen():
    parts = (part("main", "rice", 1, choose("hot")),)
    [priced] = priced_message(price_lines(FULL, [line("meal", parts=parts)]), FULL).lines
    [side] = priced.parts
    [hot] = side.modifiers
    assert (priced.name, priced.kitchen_name) == ("English", "meal")
    assert (priced.sku_name, priced.kitchen_sku_name) == ("meal", "")
    assert (side.name, side.kitchen_name, side.slot_name) == ("English", "rice", "English")
    assert (hot.name, hot.kitchen_name, hot.group_name) == ("English", "hot", "English")


def test_a_refusal_names_the_dish_in_the_language():
    gone = board(product("rice", names=EN), sold_out=[out_of("sku_rice")], language="en")
    with pytest.raises(errors.SoldOut) as caught:
        price_line(gone, line("rice"))
    assert caught.value.metadata["item_name"] == "English rice"


def test_menus_of_two_voices_have_two_versions_and_of_one_voice_one():
    versions = [
        board(TEA, channel=channel, language=language).version()
        for channel, language in (("hub", "en"), ("miniapp", "en"), ("miniapp", "en-GB"))
    ]
    assert versions[0] != versions[1] == versions[2]
    plain = board(product("x"), channel="hub", language="en").version()
    assert plain == board(product("x")).version()


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (called(en=" "), "names[0].name"),
        (called(en="x" * 121), "names[0].name"),
        ((ItemName("", "", "x"),), "names[0].channel"),
        ((ItemName("My Hub", "", "x"),), "names[0].channel"),
        (called(e="x"), "names[0].language"),
        ((ItemName("", "en-" + "a" * 40, "x"),), "names[0].language"),
        ((ItemName("", "en", "x"), ItemName("", "EN", "y")), "names"),
        (tuple(ItemName("", f"x{n:03}", "x") for n in range(51)), "names"),
    ],
)
def test_names_that_no_one_could_be_told_are_refused(names, field):
    check = Check()
    check_item(check, product("tea", names=names))
    assert [violation.field for violation in check.violations] == [field]


def test_names_of_sizes_choices_groups_slots_and_categories_are_checked_too():
    blank = called(en=" ")
    for item in (
        category("c", names=blank),
        group("g", modifier("m"), names=blank),
        group("g", modifier("m", names=blank)),
        product("p", sku("s", names=blank)),
        combo("c", 1, replace(slot("s", ("x", 0)), names=blank)),
    ):
        check = Check()
        check_item(check, item)
        assert check.violations, item


def test_who_asks_for_nothing_hears_the_own_names():
    assert Naming().name_of(TEA) == "tea"
    assert Naming().own_name_of(TEA) == ""
