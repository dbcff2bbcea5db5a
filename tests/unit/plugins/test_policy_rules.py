"""What the rules in a chain's file come to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai_plugin import RetryLater

from plugins.policy_rules import rules
from plugins.policy_rules.counts import Counts, Placement
from plugins.policy_rules.files import CannotRead, Folder, read_rules
from plugins.policy_rules.model import Accept, Carriers, PerDay, Price, Refuse, Route, Span
from plugins.policy_rules.rules import Line, Order

SATURDAY = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
TEA = Line("1", frozenset({"sku_tea", "TEA"}), 1800)
CAKE = Line("2", frozenset({"sku_cake"}), 333)
ORDER = Order("sto_1", "miniapp", "pick_up", "per_1", SATURDAY, [TEA, CAKE], total=2133)


def test_a_dish_costs_what_the_first_rule_says_that_knows_it():
    found = rules.prices(
        [
            Price(stores=frozenset({"sto_2"}), percent=50),
            Price(codes={"TEA": 2800}),
            Price(percent=150),
        ],
        ORDER,
    )
    assert found == {"1": 2800, "2": 500}


def test_a_dish_that_no_rule_knows_costs_what_the_menu_says():
    assert rules.prices([Price(codes={"sku_cake": 0})], ORDER) == {"2": 0}


@given(price=st.integers(0, 10**9), percent=st.integers(0, 1000))
def test_percents_are_rounded_to_the_nearest_unit(price, percent):
    (found,) = rules.prices(
        [Price(percent=percent)],
        Order("s", "c", "pick_up", "", SATURDAY, [Line("1", frozenset(), price)]),
    ).values()
    assert abs(100 * found - price * percent) <= 50


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ({"persons": frozenset({"per_1"})}, True),
        ({"persons": frozenset({"per_2"})}, False),
        ({"codes": frozenset({"sku_cake"})}, True),
        ({"codes": frozenset({"sku_coffee"})}, False),
        ({"total_above": 2132}, True),
        ({"total_above": 2133}, False),
        ({"persons": frozenset({"per_1"}), "channels": frozenset({"mall"})}, False),
        ({"service_types": frozenset({"pick_up"}), "days": frozenset({"sat"})}, True),
    ],
)
def test_an_order_is_refused_where_all_of_a_rule_is_true(rule, refused):
    found = rules.refusal([Refuse(code="NO", message="No.", **rule)], ORDER)
    assert (found is not None) == refused


def test_other_tills_make_a_dish_while_they_are_there():
    cakes = Route(pos_plugin="pos_cakes", codes=frozenset({"sku_cake"}), pos_store_code="B7")
    rest = Route(pos_plugin="pos_rest")
    assert rules.tills([cakes, rest], ORDER, ["pos_cakes", "pos_rest"]) is cakes
    assert rules.tills([cakes, rest], ORDER, ["pos_rest"]) is rest
    assert rules.tills([cakes], ORDER, []) is None


def test_acceptance_is_what_the_first_rule_says_that_fits():
    small, never = Accept(total_up_to=2132), Accept(at_once=False)
    assert rules.accepted([small, never], ORDER) is False
    assert rules.accepted([Accept(total_up_to=2133)], ORDER) is True
    assert rules.accepted([small], ORDER) is None


def test_carriers_are_those_of_the_first_rule_that_names_one_that_is_there():
    near = Carriers(order=("bikes", "cars", "bikes"), metres_up_to=1000)
    far = Carriers(order=("cars",))
    asked = (SATURDAY, 1000, ["cars", "bikes"])
    assert rules.carriers([near, far], "sto_1", *asked) == ["bikes", "cars"]
    assert rules.carriers([near, far], "sto_1", SATURDAY, 1001, ["cars", "bikes"]) == ["cars"]
    assert rules.carriers([near], "sto_1", SATURDAY, None, ["cars"]) == []
    assert rules.carriers([near, far], "sto_1", SATURDAY, 10, ["planes"]) == []


@pytest.mark.parametrize(
    ("begin", "end", "clock", "holds"),
    [
        ("11:00", "14:00", "12:30", True),
        ("12:30", "14:00", "12:30", True),
        ("11:00", "12:30", "12:30", False),
        ("22:00", "06:00", "23:59", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "06:00", False),
        (None, "06:00", "12:30", False),
        ("06:00", None, "12:30", True),
    ],
)
def test_a_rule_holds_from_its_beginning_up_to_its_end(begin, end, clock, holds):
    hour, minute = map(int, clock.split(":"))
    at = SATURDAY.replace(hour=hour, minute=minute)
    order = Order("sto_1", "miniapp", "pick_up", "", at, [TEA])
    span = Price(percent=1, begin=begin, end=end)
    assert isinstance(span, Span)
    assert bool(rules.prices([span], order)) == holds


@pytest.mark.parametrize(
    ("day", "clock", "holds"),
    [
        (27, "21:59", False),
        (27, "22:00", True),
        (28, "01:59", True),
        (28, "02:00", False),
        (28, "22:00", False),
        (27, "01:00", False),
    ],
)
def test_a_rule_that_goes_past_midnight_is_of_the_day_on_which_it_begins(day, clock, holds):
    hour, minute = map(int, clock.split(":"))
    at = SATURDAY.replace(day=day, hour=hour, minute=minute)
    span = Price(percent=1, days=frozenset({"fri"}), begin="22:00", end="02:00")
    order = Order("sto_1", "miniapp", "pick_up", "", at, [TEA])
    assert bool(rules.prices([span], order)) == holds


EXAMPLE = Path("plugins/policy_rules/README.md")


def test_the_example_of_the_readme_can_be_read(tmp_path):
    text = EXAMPLE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "brand1.toml").write_text(text, encoding="utf-8")
    read = read_rules(tmp_path / "brand1.toml")
    assert (read.price[0].codes, read.price[0].percent) == ({"TEA_L": 2800}, 120)
    assert (read.carriers[0].begin, read.carriers[0].end) == ("22:00", "06:00")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[price]", "line 1"),
        ("[[price]]\nfrm = '1'", "unknown field `frm`"),
        ("[[price]]\nfrom = '25:00'", r"\$.price\[0\].from"),
        ("[[price]]\ncodes = { TEA = -1 }", ">= 0"),
        ("[[refuse]]\ncode = 'no'\nmessage = 'No.'", r"\$.refuse\[0\].code"),
        ("time_zone = 'Mars/Base'", "Mars/Base"),
        ("[[accept]]\ntotal_up_to = 1.5", r"Expected `int.*`"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, text, words):
    file = tmp_path / "brand1.toml"
    file.write_text(text)
    with pytest.raises(CannotRead, match=words):
        read_rules(file)


def test_the_last_rules_hold_while_a_file_cannot_be_read(tmp_path):
    folder, file = Folder(tmp_path), tmp_path / "brand1.toml"
    assert folder.rules_of("brand1").price == ()
    file.write_text("[[price]]\npercent = 90")
    assert [each.percent for each in folder.rules_of("brand1").price] == [90]
    file.write_text("[[price]]\npercent = no")
    assert [each.percent for each in folder.rules_of("brand1").price] == [90]
    chains, (problem,) = folder.look()
    assert chains == ["brand1"]
    assert problem.startswith("brand1.toml: ")
    file.write_text("[[price]]\npercent = 800")
    assert [each.percent for each in folder.rules_of("brand1").price] == [800]
    assert folder.look() == (["brand1"], [])
    file.unlink()
    assert folder.rules_of("brand1").price == ()


def test_a_chain_whose_file_was_never_right_has_no_answer_and_no_other_has_less(tmp_path):
    (tmp_path / "brand1.toml").write_text("price")
    (tmp_path / "brand2.toml").write_text("[[price]]\npercent = 90")
    folder = Folder(tmp_path)
    with pytest.raises(RetryLater, match="RULES_UNREADABLE"):
        folder.rules_of("brand1")
    assert folder.rules_of("brand2").price


@pytest.mark.parametrize("chain", ["../brand1", "a/b", ".hidden", ""])
def test_a_chain_names_no_file_elsewhere(tmp_path, chain):
    (tmp_path / "brand1.toml").write_text("price")
    (tmp_path / "in").mkdir()
    assert Folder(tmp_path / "in").rules_of(chain).price == ()


async def test_a_placement_counts_once_and_a_day_holds_so_many(tmp_path):
    most = PerDay(orders=2, total=3000, message="Enough.")
    counts = await Counts.open(tmp_path)

    async def let(placement, person="per_1", day="2026-11-28", total=1000, chain="brand1"):
        return await counts.let_through(Placement(chain, placement, person, day, total), most)

    assert [await let(each) for each in ("a", "b", "c", "a", "b")] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert await let("c", day="2026-11-29")
    assert await let("c2", person="per_2")
    assert await let("a", chain="brand2", total=3000)
    assert not await let("d", person="per_3", total=3001)
    await counts.close()
    counts = await Counts.open(tmp_path)
    assert not await let("e")
    assert await let("a")
    await counts.close()


async def test_an_order_wanted_weeks_ahead_leaves_what_is_counted_of_today(tmp_path):
    most = PerDay(orders=1, message="Enough.")
    counts = await Counts.open(tmp_path)
    today = datetime.now(UTC).date()

    async def let(placement, day):
        wanted = Placement("brand1", placement, "per_1", day.isoformat(), 1000)
        return await counts.let_through(wanted, most)

    assert await let("a", today)
    assert await let("b", today + timedelta(days=30))
    assert not await let("c", today)
    await counts.close()
