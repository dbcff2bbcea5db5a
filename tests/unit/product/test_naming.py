"""What items are called on menus, in prices and in refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from centers.product import errors
from centers.product.checks import check_item
from centers.product.menus.messages import menu_view_message
from centers.product.menus.rules import lay_out
from centers.product.selling.messages import priced_message
from centers.product.selling.rules import price_line, price_lines
from mesh.pure.naming import OtherName
from mesh.pure.validation import Check
from tests.unit.mesh.test_naming import called
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

TEA = product("tea", names=called(hub__en="1", hub__="2", en="3", zh_Hant="4", zh="5"))

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
        ((OtherName("", "", "x"),), "names[0].channel"),
        ((OtherName("My Hub", "", "x"),), "names[0].channel"),
        (called(e="x"), "names[0].language"),
        ((OtherName("", "en-" + "a" * 40, "x"),), "names[0].language"),
        ((OtherName("", "en", "x"), OtherName("", "EN", "y")), "names"),
        (tuple(OtherName("", f"x{n:03}", "x") for n in range(51)), "names"),
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
