"""What an order may hold of a dish, and what is not sold alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.product.checks import check_item
from centers.product.selling.model import Priced
from centers.product.selling.rules import price_lines
from mesh.pure.validation import Check
from tests.unit.product.builders import board, combo, line, part, product, sku, slot

BUN = product("bun", sku("small"), sku("big"), min_per_order=2, max_per_order=5)
RICE = product("rice", not_sold_alone=True)
SAUCE = product("sauce", not_sold_alone=True)
SOUP = product("soup")


def priced(*lines: tuple[str, int]) -> Priced:
    """An order of SKUs with their pieces, priced with the menu of everything."""
    wanted = [
        replace(line(name, quantity=pieces), line_ref=str(number))
        for number, (name, pieces) in enumerate(lines)
    ]
    return price_lines(board(BUN, RICE, SAUCE, SOUP), wanted)


@given(st.lists(st.tuples(st.sampled_from(["small", "big"]), st.integers(1, 3)), min_size=1))
def test_a_dish_is_counted_over_all_its_lines_and_sizes(lines):
    pieces = sum(quantity for _, quantity in lines)
    refused = priced(("soup", 1), *lines).refused
    reasons = {refusal.reason for refusal in refused.values()}
    if pieces < 2:
        assert reasons == {"BELOW_DISH_MINIMUM"}
    elif pieces > 5:
        assert reasons == {"ABOVE_DISH_MAXIMUM"}
    else:
        assert not reasons
    assert len(refused) in (0, len(lines))


def test_the_refusal_names_the_dish_and_its_limit():
    refusal = priced(("small", 4), ("big", 2)).refused["0"]
    assert refusal.metadata | {"line_ref": "0"} == {
        "line_ref": "0",
        "item_id": "sku_small",
        "item_name": "bun",
        "ordered": "6",
        "max": "5",
    }
    assert refusal.message == "An order takes at most 5 of bun, not 6."


def test_lines_that_are_unfit_are_not_priced_and_others_are():
    order = priced(("small", 1), ("soup", 1))
    assert [each.line_ref for each in order.lines] == ["1"]


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ([("rice", 1)], ["0"]),
        ([("rice", 2), ("sauce", 1)], ["0", "1"]),
        ([("rice", 1), ("soup", 1)], []),
        # What keeps it company must be right itself.
        ([("rice", 1), ("small", 1)], ["0", "1"]),
    ],
)
def test_what_is_not_sold_alone_needs_something_that_is(lines, refused):
    assert sorted(priced(*lines).refused) == refused


def test_a_combo_is_the_dish_and_its_parts_are_not_counted():
    lunch = combo("lunch", 1500, slot("side", ("small", 0), ("rice", 0)))
    lone = product("rice", not_sold_alone=True)
    at = board(BUN, lone, lunch)
    for filling in ("small", "rice"):
        assert not price_lines(at, [line("lunch", parts=(part("side", filling),))]).refused


def test_limits_are_those_that_an_order_can_meet():
    check = Check()
    check_item(check, product("p", min_per_order=3, max_per_order=2))
    check_item(check, product("p", min_per_order=-1, max_per_order=1000))
    named = [violation.field for violation in check.violations]
    assert named == ["max_per_order", "min_per_order", "max_per_order"]
