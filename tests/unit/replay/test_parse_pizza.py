"""Reading the year of pizza orders."""

from __future__ import annotations

import pytest

from cli.problems import Problem
from cli.replay.parse_pizza import parse_pizza_year
from tests.unit.replay.shared import DATA, recorded, write

TYPES = (
    "pizza_type_id,name,category,ingredients,dummy",
    'ham,The Ham Pizza,Classic,"Ham, Cheese",1',
    b"nduja,The Nduja Pizza,Supreme,\x91Nduja Salami,2",
)
SIZES = (
    "pizza_id,pizza_type_id,size,price",
    "ham_l,ham,L,16.5",
    "ham_s,ham,S,12.00",
    "nduja_m,nduja,M,15.25",
)
ORDERS = ("order_id,date,time", "1,2015-01-01,11:38:36", "2,2015-01-01,11:57:40")
LINES = (
    "order_details_id,order_id,pizza_id,quantity",
    "1,1,ham_l,2",
    "2,2,ham_s,1",
    "3,2,nduja_m,1",
)


def year(folder, *, types=TYPES, sizes=SIZES, orders=ORDERS, lines=LINES):
    write(folder, "pizza_types.csv", *types)
    write(folder, "pizzas.csv", *sizes)
    write(folder, "orders.csv", *orders)
    write(folder, "order_details.csv", *lines)
    return parse_pizza_year(folder)


def numbers(found):
    return [order.number for order in found.orders]


def test_sizes_are_skus_of_one_pizza_the_smallest_first(tmp_path):
    ham, nduja = year(tmp_path).pizzas
    assert [(size.code, size.price) for size in ham.sizes] == [("ham_s", 1200), ("ham_l", 1650)]
    assert [size.name for size in nduja.sizes] == ["M"]


def test_the_quotes_of_windows_are_read(tmp_path):
    assert year(tmp_path).pizzas[1].ingredients == "‘Nduja Salami"


def test_an_order_is_the_sum_of_its_lines(tmp_path):
    found = year(tmp_path)
    assert [order.total for order in found.orders] == [2 * 1650, 1200 + 1525]
    assert not found.dirty.rows


@pytest.mark.parametrize("line", ["4,2,none_s,1", "4,2,ham_s,0", "4,2,ham_s,x", "4,2,ham_s,1.5"])
def test_a_broken_line_leaves_its_order_out_and_is_reported(tmp_path, line):
    found = year(tmp_path, lines=(*LINES, line))
    assert numbers(found) == ["1"]
    assert found.dirty.rows[0].startswith("order_details.csv:5:")
    assert found.dirty.rows[1].startswith("orders.csv:3:")


def test_an_order_without_lines_and_lines_without_an_order_are_reported(tmp_path):
    orders = (*ORDERS, "3,2015-01-02,10:00:00")
    found = year(tmp_path, orders=orders, lines=(*LINES, "4,9,ham_s,1"))
    assert numbers(found) == ["1", "2"]
    assert len(found.dirty.rows) == 2


@pytest.mark.parametrize("size", ["ham_s,ham,S,9.99", "ham_z,ham,Z,9.99", "ham_m,ham,M,free"])
def test_a_size_that_is_there_or_makes_no_sense_is_reported(tmp_path, size):
    found = year(tmp_path, sizes=(*SIZES, size))
    assert len(found.pizzas[0].sizes) == 2
    assert found.dirty.rows[0].startswith("pizzas.csv:5:")


def test_a_row_with_a_cell_too_many_is_reported(tmp_path):
    found = year(tmp_path, lines=(*LINES[:3], "3,2,nduja_m,1,"))
    assert found.dirty.rows == ["order_details.csv:4: has 5 cells, not 4"]


def test_a_byte_that_is_no_letter_spoils_its_row_only(tmp_path):
    found = year(tmp_path, lines=(*LINES, b"4,1,ham\xff_s,1"))
    assert found.dirty.rows == ["order_details.csv:5: holds bytes that are not utf-8"]
    assert numbers(found) == ["1", "2"]


def test_a_file_of_another_kind_is_a_problem_that_says_so(tmp_path):
    with pytest.raises(Problem, match="quantity"):
        year(tmp_path, lines=("order_details_id,order_id,pizza_id", "1,1,ham_l"))


@recorded("pizza_year")
def test_the_recorded_year_has_the_known_totals():
    found = parse_pizza_year(DATA / "pizza_year")
    assert len(found.orders) == 21_350
    assert sum(len(order.lines) for order in found.orders) == 48_620
    assert sum(order.total for order in found.orders) == 81_786_005
    assert (len(found.pizzas), sum(len(pizza.sizes) for pizza in found.pizzas)) == (32, 96)
    assert not found.dirty.rows
