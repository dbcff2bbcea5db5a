"""Imports by external codes, and changes by id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from centers.product import errors
from centers.product.catalog.model import EMPTY
from centers.product.imports.model import ImportOutcome
from centers.product.imports.rules import plan_import
from centers.product.model import (
    Category,
    ComboOption,
    ComboSlot,
    Component,
    ItemCode,
    Menu,
    MenuEntry,
    Modifier,
    ModifierGroup,
    Product,
    ProductKind,
    Sku,
    Stamp,
)
from centers.product.rules import created, replaced
from mesh.pure.errors import InvalidRequest
from mesh.pure.steps import in_one_go
from tests.unit.product.builders import (
    MONDAY_NOON,
    catalog,
    category,
    group,
    minter,
    modifier,
    product,
    sku,
    usd,
)

FOOD = Category("", "food", "Food")
SALSA = ModifierGroup(
    "", "salsa", "Salsa", 1, 1, (Modifier("", "mild", "Mild", usd(0)),), free_quantity=1
)
BOWL = Product(
    "",
    "bowl",
    "Bowl",
    (Sku("", "bowl-1", "", usd(900)),),
    category_ids=("food",),
    group_ids=("salsa",),
)
ALL = Menu("", "all", "All", entries=(MenuEntry("bowl-1"),))
EVERYTHING = (FOOD, SALSA, BOWL, ALL)


def outcomes(decisions):
    return [decision.outcome for decision in decisions]


def planned(content, items):
    """What an import decides of items, in order."""
    return in_one_go(plan_import(content, items, minter()))


def imported(*items, into=None):
    """The content after an import of these items."""
    content = into or EMPTY.content
    decisions = planned(content, items)
    return content.with_items(d.item for d in decisions if d.item is not None)


def rejected(*items, into=None):
    """What is wrong with the rejected items, by code."""
    decisions = planned(into or EMPTY.content, items)
    return {
        d.code: [v.field for v in d.violations]
        for d in decisions
        if d.outcome is ImportOutcome.REJECTED
    }


def test_items_refer_to_each_other_by_code_in_any_order():
    content = EMPTY.content
    decisions = planned(content, EVERYTHING[::-1])
    assert outcomes(decisions) == [ImportOutcome.CREATED] * 4
    after = content.with_items(d.item for d in decisions)
    [bowl] = after.items.products.values()
    assert bowl.category_ids == after.codes.items[1, "food"]
    assert bowl.group_ids == after.codes.items[2, "salsa"]


def test_an_import_repeated_changes_nothing():
    after = imported(*EVERYTHING)
    assert outcomes(planned(after, EVERYTHING)) == [ImportOutcome.UNCHANGED] * 4


def test_a_changed_price_keeps_the_id_of_the_sku():
    after = imported(*EVERYTHING)
    dearer = replace(BOWL, skus=(replace(BOWL.skus[0], price=usd(950)),))
    [decision] = planned(after, [dearer])
    assert decision.outcome is ImportOutcome.UPDATED
    assert decision.item.skus[0].sku_id == after.codes.skus["bowl-1"][0]


def test_a_sku_that_is_left_out_is_archived_and_comes_back_as_itself():
    two = replace(BOWL, skus=(*BOWL.skus, Sku("", "bowl-2", "L", usd(1200))))
    after = imported(FOOD, SALSA, two)
    less = imported(BOWL, into=after)
    assert [s.archived for s in less.items.products[_id(less, "bowl")].skus] == [False, True]
    again = imported(two, into=less)
    assert again.codes.skus["bowl-2"] == after.codes.skus["bowl-2"]
    assert not any(s.archived for s in again.items.products[_id(again, "bowl")].skus)


def _id(content, code):
    return content.codes.items[3, code][0]


def test_a_code_used_twice_rejects_every_item_that_has_it():
    assert rejected(FOOD, replace(FOOD, name="Other"), replace(FOOD, external_code="c")) == {
        "food": ["code"]
    }


@pytest.mark.parametrize("code", ["", " ", "N/A", "NULL", "tbd", "-", "0"])
def test_a_code_that_stands_for_no_code_is_reported_and_not_guessed(code):
    assert rejected(replace(FOOD, external_code=code))[code][0] == "code"


def test_a_placeholder_among_the_skus_rejects_the_product():
    odd = replace(BOWL, skus=(Sku("", "#N/A", "", usd(1)),))
    assert rejected(FOOD, SALSA, odd)["bowl"] == ["skus[0].code"]


def test_what_names_a_rejected_item_is_rejected_too_and_the_rest_goes_on():
    wrong = replace(SALSA, min_select=5)
    found = rejected(FOOD, wrong, BOWL, ALL)
    assert found["bowl"] == ["modifier_group_codes[0]"]
    assert found["all"] == ["entries[0].sku_code"]
    assert "food" not in found


def test_one_sku_code_in_two_products_rejects_both():
    twin = replace(BOWL, external_code="bowl-b")
    assert set(rejected(FOOD, SALSA, BOWL, twin)) == {"bowl", "bowl-b"}


def test_a_sku_code_of_a_kept_product_is_not_taken_away():
    after = imported(FOOD, SALSA, BOWL)
    thief = Product("", "thief", "Thief", (Sku("", "bowl-1", "", usd(1)),))
    assert rejected(thief, into=after) == {"thief": ["skus[0].code"]}


def test_one_channel_code_for_two_items_rejects_both():
    coded = Sku("", "a", "", usd(1), channel_codes=(ItemCode("meituan", "7"),))
    items = [Product("", code, code, (replace(coded, external_code=code),)) for code in "ab"]
    assert set(rejected(*items)) == {"a", "b"}


def test_a_group_within_itself_is_rejected():
    nested = replace(SALSA, modifiers=(replace(SALSA.modifiers[0], group_ids=("salsa",)),))
    assert rejected(nested)["salsa"] == ["modifiers.modifier_group_codes"]


def test_groups_lie_four_deep_and_not_five():
    def chain(length):
        return [
            ModifierGroup(
                "",
                f"g{n}",
                "G",
                0,
                1,
                (Modifier("", f"m{n}", "M", usd(0), group_ids=(f"g{n + 1}",) * (n + 1 < length)),),
            )
            for n in range(length)
        ]

    assert rejected(*chain(4)) == {}
    assert len(rejected(*chain(5))) == 5


def test_a_combo_is_imported_with_the_skus_of_its_slots_by_code():
    slot = ComboSlot("", "main", "Main", 1, 1, (ComboOption("bowl-1", usd(0)),))
    meal = Product(
        "", "meal", "Meal", (Sku("", "meal-1", "", usd(1)),), kind=ProductKind.COMBO,
        combo_slots=(slot,),
    )  # fmt: skip
    after = imported(FOOD, SALSA, BOWL, meal)
    option = after.items.products[_id(after, "meal")].combo_slots[0].options[0]
    assert option.sku_id == after.codes.skus["bowl-1"][0]
    assert outcomes(planned(after, [meal])) == [ImportOutcome.UNCHANGED]


def test_components_are_named_by_the_code_of_their_sku():
    recipe = replace(BOWL.skus[0], components=(Component("rice", 2),))
    rice = Product("", "rice", "Rice", (Sku("", "rice", "", usd(0)),))
    after = imported(FOOD, SALSA, rice, replace(BOWL, skus=(recipe,)))
    bowl = after.items.products[_id(after, "bowl")]
    assert bowl.skus[0].components[0].sku_id == after.codes.skus["rice"][0]


def test_a_negative_price_is_rejected_with_its_field():
    cheap = replace(BOWL, skus=(replace(BOWL.skus[0], price=usd(-1)),))
    assert rejected(FOOD, SALSA, cheap)["bowl"] == ["skus[0].price.minor_units"]


def test_a_new_product_gets_ids_for_all_its_parts():
    content = catalog(category("food"), group("salsa", modifier("mild"))).content
    wanted = replace(BOWL, category_ids=("cat_food",), group_ids=("mgr_salsa",))
    made = created(content, wanted, minter())
    assert made.product_id.startswith("prd_")
    assert made.skus[0].sku_id.startswith("sku_")


def test_a_replaced_product_keeps_named_skus_and_archives_the_others():
    content = catalog(product("pizza", sku("s"), sku("m"))).content
    wanted = product("pizza", sku("m"), Sku("", "xl", "XL", usd(1)))
    after = replaced(content, wanted, minter())
    assert [(s.sku_id, s.archived) for s in after.skus] == [
        ("sku_m", False),
        ("sku_1", False),
        ("sku_s", True),
    ]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (product("other"), errors.ProductNotFound),
        (product("pizza", sku("other")), errors.ReferenceBroken),
        (product("pizza", groups=["none"]), errors.ReferenceBroken),
        (product("pizza", category_ids=("cat_none",)), errors.ReferenceBroken),
        (replace(product("pizza"), external_code="tea"), errors.ExternalCodeTaken),
        (replace(product("pizza"), name=""), InvalidRequest),
    ],
)
def test_a_wrong_replacement_is_refused(wanted, refusal):
    content = catalog(product("pizza"), product("tea")).content
    with pytest.raises(refusal):
        replaced(content, wanted, minter())


def test_a_product_that_changed_meanwhile_is_not_replaced():
    stamp = Stamp(7, MONDAY_NOON, MONDAY_NOON)
    content = catalog(product("pizza", stamp=stamp)).content
    with pytest.raises(errors.RevisionMismatch) as caught:
        replaced(content, product("pizza"), minter(), revision=6)
    assert caught.value.metadata["revision"] == "7"
    assert replaced(content, product("pizza"), minter(), revision=7).product_id == "prd_pizza"


def test_a_large_import_is_planned_an_item_at_a_time():
    many = [product(f"dish{number}") for number in range(100)]
    steps = sum(1 for _ in plan_import(EMPTY.content, many, minter()))
    assert steps >= 5 * len(many)
