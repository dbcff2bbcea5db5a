"""In which order dishes stand within their categories."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.product import errors
from centers.product.checks import check_item
from centers.product.menus.rules import lay_out
from centers.product.model import CategoryPlace
from centers.product.rules import arranged, within
from mesh.pure.validation import Check
from tests.unit.product.builders import board, catalog, category, product

HOT, NEW = category("hot"), category("new")
BOTH = ("cat_hot", "cat_new")


def dish(name: str, *places: tuple[str, int], sort_order: int = 0):
    stands = tuple(CategoryPlace(f"cat_{name}", position) for name, position in places)
    return product(name, category_ids=BOTH, category_places=stands, sort_order=sort_order)


def order_of(view, category_id: str) -> list[str]:
    listed = {each.category_id: ids for each, ids in view.categories}
    return [product_id.removeprefix("prd_") for product_id in listed[category_id]]


def test_a_dish_stands_at_another_place_in_each_of_its_categories():
    view = lay_out(
        board(HOT, NEW, dish("a", ("hot", 2), ("new", 1)), dish("b", ("hot", 1)), dish("c"))
    )
    assert order_of(view, "cat_hot") == ["b", "a", "c"]
    assert order_of(view, "cat_new") == ["a", "b", "c"]


def test_without_a_place_the_order_of_the_whole_menu_counts():
    view = lay_out(board(HOT, NEW, dish("a"), dish("b", sort_order=-1), dish("c", ("hot", 9))))
    assert order_of(view, "cat_hot") == ["c", "b", "a"]


@given(st.permutations("abcd"), st.integers(0, 4))
def test_an_arranged_category_has_the_order_it_was_given_and_others_keep_theirs(order, count):
    content = catalog(
        HOT, NEW, *(dish(name, ("new", 9 - ord(name) % 7)) for name in "abcd")
    ).content
    before = [each.product_id for each in within(content, "cat_new")]
    wanted = [f"prd_{name}" for name in order[:count]]
    after = content.with_items(arranged(content, "cat_hot", wanted))
    placed = [each.product_id for each in within(after, "cat_hot")]
    assert placed[:count] == wanted
    assert placed[count:] == sorted(set(placed) - set(wanted))
    assert [each.product_id for each in within(after, "cat_new")] == before
    assert arranged(after, "cat_hot", wanted) == []


def test_every_order_can_be_had():
    content = catalog(HOT, NEW, *map(dish, "abc")).content
    for order in permutations(("prd_a", "prd_b", "prd_c")):
        content = content.with_items(arranged(content, "cat_hot", order))
        assert tuple(each.product_id for each in within(content, "cat_hot")) == order


def test_only_what_is_in_the_category_can_be_arranged():
    content = catalog(HOT, product("stray")).content
    with pytest.raises(errors.ReferenceBroken) as caught:
        arranged(content, "cat_hot", ["prd_stray"])
    assert caught.value.metadata["field"] == "product_ids[0]"
    with pytest.raises(errors.CategoryNotFound):
        arranged(content, "cat_none", [])


@pytest.mark.parametrize(
    ("places", "field"),
    [
        ((CategoryPlace("cat_other", 1),), "category_places[0].category_id"),
        ((CategoryPlace("cat_hot", -1),), "category_places[0].position"),
        ((CategoryPlace("cat_hot", 1), CategoryPlace("cat_hot", 2)), "category_places"),
    ],
)
def test_a_place_is_within_a_category_of_the_dish_and_there_is_one(places, field):
    check = Check()
    check_item(check, product("a", category_ids=("cat_hot",), category_places=places))
    assert [violation.field for violation in check.violations] == [field]
