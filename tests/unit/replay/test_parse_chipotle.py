"""Reading the burrito orders."""

from __future__ import annotations

import pytest

from centers.product.catalog.model import EMPTY
from centers.product.imports.messages import import_items
from centers.product.imports.model import ImportOutcome
from centers.product.imports.rules import plan_import
from cli.problems import Problem
from cli.replay.chipotle import _catalog
from cli.replay.parse_chipotle import Choice, parse_burritos, parse_choices
from mesh.pure.steps import in_one_go
from tests.unit.product.builders import minter
from tests.unit.replay.shared import DATA, recorded, write

HEADER = "order_id\tquantity\titem_name\tchoice_description\titem_price"
BOWL = "1\t2\tChicken Bowl\t[Salsa (Hot), [Rice, Beans]]\t$16.98 "
CHIPS = "1\t1\tChips\tNULL\t$2.39 "


def burritos(folder, *lines):
    return parse_burritos(write(folder, "orders.tsv", HEADER, *lines))


def test_the_price_of_a_line_is_shared_by_its_pieces(tmp_path):
    [order] = burritos(tmp_path, BOWL, CHIPS).orders
    assert [(line.quantity, line.unit_price) for line in order.lines] == [(2, 849), (1, 239)]
    assert order.total == 1698 + 239


def test_equal_lines_of_an_order_stay_two(tmp_path):
    [order] = burritos(tmp_path, CHIPS, CHIPS).orders
    assert len(order.lines) == 2


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("NULL", ()),
        ("[Clementine]", (Choice("Clementine"),)),
        ("Clementine", (Choice("Clementine"),)),
        ("[A, B]", (Choice("A"), Choice("B"))),
        ("[Hot, [Rice, Beans]]", (Choice("Hot", (Choice("Rice"), Choice("Beans"))),)),
        ("[[A, B], [C]]", (Choice("A"), Choice("B", (Choice("C"),)))),
        ("[Salsa (Mild), []]", (Choice("Salsa (Mild)"),)),
    ],
)
def test_brackets_are_read_as_choices_of_choices(text, choices):
    assert parse_choices(text) == choices


@pytest.mark.parametrize("text", ["[A", "[A]]", "[A] B", "[[[[[A]]]]]"])
def test_brackets_that_do_not_fit_are_an_error(text):
    with pytest.raises(ValueError, match=r"bracket|nested"):
        parse_choices(text)


@pytest.mark.parametrize(
    "line",
    [
        "1\t3\tChips\tNULL\t$10.00 ",
        "1\t0\tChips\tNULL\t$2.39 ",
        "1\tone\tChips\tNULL\t$2.39 ",
        "1\t1\t \tNULL\t$2.39 ",
        "1\t1\tChips\tNULL\tfree",
        "1\t1\tChips\tNULL\t$-2.39",
        "1\t1\tChips\t[A\t$2.39 ",
    ],
)
def test_a_broken_line_leaves_its_order_out_and_is_reported(tmp_path, line):
    found = burritos(tmp_path, CHIPS, line, CHIPS.replace("1", "2", 1))
    assert [order.number for order in found.orders] == ["2"]
    assert found.dirty.rows[0].startswith("orders.tsv:3:")


def test_a_quote_in_a_name_is_a_quote(tmp_path):
    found = burritos(tmp_path, '1\t1\t6" Tortilla\tNULL\t$1.00 ', CHIPS)
    assert found.orders[0].lines[0].item == '6" Tortilla'


def test_an_item_keeps_all_the_prices_it_was_sold_at(tmp_path):
    found = burritos(tmp_path, CHIPS, CHIPS.replace("2.39", "2.15"), BOWL)
    assert found.items() == {"Chicken Bowl": [849], "Chips": [215, 239]}


def test_a_missing_file_is_a_problem_that_says_so(tmp_path):
    with pytest.raises(Problem, match="cannot be read"):
        parse_burritos(tmp_path / "none.tsv")


@recorded("chipotle")
def test_the_recorded_orders_have_the_known_totals():
    found = parse_burritos(DATA / "chipotle" / "orders.tsv")
    assert len(found.orders) == 1_834
    assert sum(len(order.lines) for order in found.orders) == 4_622
    assert sum(order.total for order in found.orders) == 3_450_016
    assert len(found.items()) == 50
    assert not found.dirty.rows


@recorded("chipotle")
def test_the_product_center_takes_the_recorded_menu_whole_and_again_unchanged():
    recorded_menu = _catalog(parse_burritos(DATA / "chipotle" / "orders.tsv"), "sto_1")
    wanted = in_one_go(import_items(recorded_menu))
    first = in_one_go(plan_import(EMPTY.content, wanted, minter()))
    assert {decision.outcome for decision in first} == {ImportOutcome.CREATED}
    content = EMPTY.content.with_items(d.item for d in first)
    again = in_one_go(plan_import(content, wanted, minter()))
    assert {decision.outcome for decision in again} == {ImportOutcome.UNCHANGED}
