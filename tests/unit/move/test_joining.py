"""What systems say of one order becomes one order, by rule; conflicts are nobody's guess."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.move.files import read_folder
from cli.move.messages import new_order
from cli.move.model import Facts, Key, Line, Order, Where
from cli.move.plan import plan_of
from tests.unit.move.folders import COPIED, LINE, ORDER, PLACES, orders, sheet

OWN = LINE | {"system": "mini", "order": "5"}
SHIPPED = Path(__file__).parents[3] / "demo" / "old_chain"


def test_a_copy_and_what_it_is_a_copy_of_are_one_order_with_what_either_says(tmp_path):
    plan = orders(
        tmp_path,
        ORDER | {"pickup_code": "B31"},
        COPIED | {"placed_at": "2025-06-02 12:00:00", "member": "M-1"},
        lines=(LINE, OWN),
    )
    [order] = plan.orders
    assert (order.key, order.systems) == (Key("bund", "miniapp", "5"), ("mini", "takeaway"))
    assert (order.facts.pickup_code, order.facts.member) == ("B31", "M-1")
    assert order.placed_at.second == 0
    assert (plan.conflicts, plan.wrong) == ([], [])


@pytest.mark.parametrize(
    ("field", "there", "here"),
    [
        ("total", "30.00", "28.00"),
        ("status", "accepted", "ready"),
        ("pickup_code", "B31", "B32"),
        ("service", "pick_up", "dine_in"),
    ],
)
def test_what_two_systems_say_differently_is_named_and_the_order_is_not_taken(
    tmp_path, field, there, here
):
    plan = orders(tmp_path, ORDER | {field: there}, COPIED | {field: here}, lines=(LINE, OWN))
    [conflict] = plan.conflicts
    assert (conflict.field, dict(conflict.said)) == (field, {"takeaway": there, "mini": here})
    assert (plan.orders, plan.held) == ([], {Key("bund", "miniapp", "5")})


def test_lines_that_differ_are_a_conflict(tmp_path):
    plan = orders(tmp_path, ORDER, COPIED, lines=(LINE, OWN | {"quantity": "3"}))
    assert [conflict.field for conflict in plan.conflicts] == ["lines"]


def test_personal_data_that_differs_is_named_and_not_shown(tmp_path):
    rows = [each | {"phone": phone} for each, phone in ((ORDER, "139"), (COPIED, "138"))]
    [conflict] = orders(tmp_path, *rows, lines=(LINE, OWN)).conflicts
    assert "phone" in str(conflict)
    assert not {"138", "139"} & set(conflict.said.values())


def test_a_decision_names_the_system_that_is_right(tmp_path):
    rows = (ORDER, COPIED | {"total": "28.00", "discount": "2"})
    decided = {"store": "bund", "channel": "miniapp", "number": "5", "system": "mini"}
    (tmp_path / "decisions.csv").write_text(sheet("decisions", decided))
    plan = orders(tmp_path, *rows, lines=(LINE, OWN))
    assert ([order.facts.total for order in plan.orders], plan.conflicts) == ([2800], [])


@pytest.mark.parametrize(
    ("decided", "words"),
    [({"number": "6"}, "no order"), ({"system": "till"}, "does not have it")],
)
def test_a_decision_about_nothing_is_told(tmp_path, decided, words):
    row = {"store": "17", "channel": "miniapp", "number": "5", "system": "mini"} | decided
    (tmp_path / "decisions.csv").write_text(sheet("decisions", row))
    assert words in orders(tmp_path, ORDER, COPIED, lines=(LINE, OWN)).wrong[0]


@pytest.mark.parametrize(
    ("said", "lines", "words"),
    [
        ({"total": "31"}, (LINE,), "total says 3100"),
        ({}, (), "has no line"),
        ({}, (LINE, LINE | {"line": "2", "quantity": "none"}), "a line that cannot be read"),
        ({}, (LINE, LINE | {"line": "two"}), "line: 'two' is no whole number"),
        ({}, (LINE, LINE | {"name": "粉"}), "a line that cannot be read"),
        ({"refunded": "1"}, (LINE,), "is not over"),
    ],
)
def test_half_of_an_order_is_never_taken(tmp_path, said, lines, words):
    plan = orders(tmp_path, ORDER | said, lines=lines)
    assert plan.orders == []
    assert words in "\n".join(plan.wrong)


def test_lines_of_no_order_are_told(tmp_path):
    plan = orders(tmp_path, ORDER, lines=(LINE, LINE | {"order": "77"}))
    assert (len(plan.orders), plan.wrong) == (
        1,
        ["order_lines.csv:3: no order 77 of takeaway could be read"],
    )


@given(st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_how_rows_are_parted_ordered_and_repeated_makes_no_difference(dice, parts):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scatter(SHIPPED / "monday", folder, dice, parts)
        assert said(folder) == said(SHIPPED / "monday")


def scatter(source: Path, folder: Path, dice: random.Random, parts: int) -> None:
    """The rows of a folder in other files, in any order, some of them twice."""
    for path in sorted(source.glob("*.*")):
        lines = path.read_text(encoding="utf-8").splitlines()
        head = lines[:1] if path.suffix == ".csv" else []
        rows = lines[len(head) :]
        rows += dice.sample(rows, dice.randint(0, len(rows)))
        dice.shuffle(rows)
        for part in range(parts):
            mine = rows[part::parts]
            target = folder / f"{path.stem}.part{part}{path.suffix}"
            target.write_text("\n".join([*head, *mine]) + "\n", encoding="utf-8")


def said(folder: Path) -> tuple:
    """All that a folder says, but not in which line."""
    plan = plan_of(read_folder(folder, []), PLACES, "CNY")
    return (
        [(each.code, each.dish, each.price) for each in plan.products],
        [(each.number, each.subject, each.points) for each in plan.members],
        [(each.store, each.code, each.pieces) for each in plan.counts],
        [(each.key, each.systems, each.facts) for each in plan.orders],
        plan.conflicts,
        sorted(line.partition(": ")[2] for line in plan.wrong),
    )


amounts = st.integers(0, 10_000)


@given(
    st.lists(st.tuples(st.integers(1, 9), amounts), min_size=1, max_size=8),
    st.tuples(amounts, amounts, st.integers(0, 100), st.integers(0, 100)),
)
def test_lines_fees_and_discounts_of_a_message_are_its_total_to_the_cent(lines, more):
    packaging, delivery, percent, others_percent = more
    sold = tuple(Line("a", "A", quantity, price) for quantity, price in lines)
    whole = sum(line.amount for line in sold) + packaging + delivery
    discount = whole * percent // 100
    others = (whole - discount) * others_percent // 100
    facts = Facts(
        status="accepted", service="pick_up", total=whole - discount - others, lines=sold,
        packaging_fee=packaging, delivery_fee=delivery, discount=discount,
        platform_discount=others,
    )  # fmt: skip
    order = Order(Key("bund", "hub", "1"), ("a",), Where("f", 1), facts)
    new = new_order(order, PLACES["bund"], {}, "", is_handed_over=False)
    off: dict[str, int] = {}
    for each in new.discounts:
        assert (
            sum(share.amount.minor_units for share in each.allocations) == each.amount.minor_units
        )
        for share in each.allocations:
            off[share.line_id] = off.get(share.line_id, 0) + share.amount.minor_units
    bases = {line.line_id: line.amount.minor_units for line in new.lines}
    bases |= {"packaging": packaging, "delivery": delivery}
    assert all(0 <= amount <= bases[each] for each, amount in off.items())
    assert sum(bases.values()) - sum(off.values()) == new.total.minor_units


def test_shipped_files_have_one_conflict_and_no_row_that_cannot_be_read():
    plan = plan_of(read_folder(SHIPPED / "monday", []), PLACES, "CNY")
    assert (len(plan.orders), [each.field for each in plan.conflicts]) == (8, ["total"])
    assert plan.wrong == []
