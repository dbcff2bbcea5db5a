"""Every file of a center has a name of the shape, or stands in the table with its reason."""

import pytest

from tools import center_shape
from tools.center_shape import Shape, findings, needless, pruned

SHAPE = Shape(
    names=frozenset({"model.py", "store.py"}),
    folders=frozenset({"migrations"}),
    exceptions={"order/sweeper.py": "a round in the background"},
)
THERE = ["order/model.py", "order/sweeper.py"]


def test_the_centers_fit_the_table():
    assert list(findings(center_shape.shape(), center_shape.center_files())) == []


@pytest.mark.parametrize(
    "path", ["order/model.py", "order/after_sale/store.py", "order/migrations/0001_orders.sql"]
)
def test_names_of_the_shape_pass_in_a_center_and_in_its_second_nouns(path: str):
    assert list(findings(SHAPE, [*THERE, path])) == []


@pytest.mark.parametrize("path", ["order/new_order.py", "order/after_sale/sweeper.py"])
def test_a_name_of_its_own_is_found(path: str):
    assert [str(one).split(":")[0] for one in findings(SHAPE, [*THERE, path])] == [
        f"centers/{path}"
    ]


@pytest.mark.parametrize("gone", ["order/sweeper.py", "order/model.py"])
def test_an_exception_whose_file_is_gone_or_of_the_shape_is_found(gone: str):
    table = Shape(SHAPE.names, SHAPE.folders, {gone: "history"})
    there = ["order/model.py"]
    assert [one.text.split(" ")[1] for one in findings(table, there)] == [gone]


def test_an_exception_without_a_reason_is_found():
    table = Shape(SHAPE.names, SHAPE.folders, {"order/sweeper.py": " "})
    assert [one.text for one in findings(table, THERE)] == [
        "exception order/sweeper.py has no reason"
    ]


def test_pruning_takes_out_lines_without_use_and_no_others():
    text = '[exceptions]\n"order/gone.py" = "to be cut"\n"order/sweeper.py" = "a round"\n'
    table = Shape(SHAPE.names, SHAPE.folders, dict.fromkeys(["order/gone.py", "order/sweeper.py"]))
    assert pruned(text, needless(table, THERE)) == '[exceptions]\n"order/sweeper.py" = "a round"\n'
