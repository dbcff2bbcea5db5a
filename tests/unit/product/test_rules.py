"""What a line costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.product import errors
from centers.product.model import MenuEntry, ModifierPrice, Price
from centers.product.selling.rules import price_line, price_lines, total_of
from tests.unit.product.builders import (
    MONDAY_NOON,
    board,
    category,
    choose,
    combo,
    everything,
    group,
    line,
    modifier,
    out_of,
    part,
    product,
    sku,
    slot,
    usd,
    uses,
)

SALSA = group("salsa", modifier("mild"), modifier("hot", 50), least=1, most=2)
SIZES = group("milk", modifier("oat", 80, group_ids=("mgr_foam",)), modifier("cow"))
FOAM = group("foam", modifier("extra", 30, max_quantity=3))
MEAL = combo("meal", 1500, slot("main", ("bowl", 0), ("wrap", 200)), slot("drink", ("cola", 50)))
BOWL = product("bowl", sku("bowl", 900), groups=["salsa"])
MEAL_BOARD = board(MEAL, BOWL, SALSA, product("wrap"), product("cola"))
A_MEAL = (part("main", "bowl", 1, choose("hot")), part("drink", "cola"))

prices = st.integers(0, 5000)
counts = st.lists(st.tuples(prices, st.integers(1, 4)), min_size=1, max_size=6)


def flat_board(choices, **limits):
    """A product with one group whose n-th choice costs as said and may be taken 4 times."""
    modifiers = [modifier(str(n), price, max_quantity=4) for n, (price, _) in enumerate(choices)]
    return board(product("p", groups=["g"]), group("g", *modifiers, **limits))


def chosen(choices):
    return [choose(str(n), quantity) for n, (_, quantity) in enumerate(choices)]


def order_formula(modifiers) -> int:
    """How an order line adds its choices up."""
    return sum(m.quantity * (m.unit_price + order_formula(m.modifiers)) for m in modifiers)


@given(counts, st.integers(1, 99), st.integers(0, 30))
def test_a_line_is_quantity_times_unit_price_and_modifiers(choices, quantity, free):
    at = flat_board(choices, most=99, free_quantity=free)
    priced = price_line(at, line("p", *chosen(choices), quantity=quantity))
    pieces = sorted((price for price, times in choices for _ in range(times)), reverse=True)
    assert priced.modifiers_amount == sum(pieces[free:])
    assert priced.amount == quantity * (1000 + sum(pieces[free:]))
    assert order_formula(priced.modifiers) == priced.modifiers_amount


@given(counts, st.integers(0, 12), st.integers(0, 12))
def test_a_group_takes_what_lies_within_its_limits_and_nothing_else(choices, least, more):
    at = flat_board(choices, least=least, most=least + more)
    count = sum(quantity for _, quantity in choices)
    try:
        price_line(at, line("p", *chosen(choices)))
        refused = False
    except errors.ModifierLimit:
        refused = True
    assert refused == (not least <= count <= least + more)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9))
def test_components_count_every_piece_of_every_level(pieces, shots, syrups):
    syrup = modifier("syrup", max_quantity=9, components=uses(syrup=2))
    shot = modifier("shot", max_quantity=9, group_ids=("mgr_in",), components=uses(bean=1))
    at = board(product("p", groups=["out"]), group("out", shot, most=9), group("in", syrup, most=9))
    wanted = line("p", choose("shot", shots, choose("syrup", syrups)), quantity=pieces)
    used = {c.sku_id: c.quantity for c in price_line(at, wanted).components}
    assert used == {
        "sku_p": pieces,
        "sku_bean": pieces * shots,
        "sku_syrup": pieces * shots * syrups * 2,
    }


def test_nested_choices_cost_for_each_of_the_choice_above():
    at = board(product("latte", sku("latte", 400), groups=["milk"]), SIZES, FOAM)
    priced = price_line(at, line("latte", choose("oat", 1, choose("extra", 2)), quantity=3))
    assert priced.modifiers_amount == 80 + 2 * 30
    assert priced.amount == 3 * (400 + 140)


def test_a_partly_free_choice_comes_once_free_and_once_paid():
    at = board(
        product("p", groups=["g"]), group("g", modifier("nut", 70, max_quantity=3), free_quantity=1)
    )
    priced = price_line(at, line("p", choose("nut", 3)))
    assert [(m.quantity, m.unit_price, m.free) for m in priced.modifiers] == [
        (1, 0, True),
        (2, 70, False),
    ]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (line("nothing"), errors.SkuNotFound),
        (line("bowl"), errors.ModifierLimit),
        (line("bowl", choose("mild", 2)), errors.ModifierLimit),
        (line("bowl", choose("mild"), choose("oat")), errors.ModifierNotAllowed),
        (line("bowl", choose("mild", 1, choose("hot"))), errors.ModifierNotAllowed),
        (line("bowl", choose("mild"), parts=A_MEAL), errors.ComboChoiceWrong),
        (line("meal"), errors.ComboChoiceWrong),
        (line("meal", parts=(*A_MEAL, part("drink", "cola"))), errors.ComboChoiceWrong),
        (line("meal", parts=(part("main", "cola"), A_MEAL[1])), errors.ComboChoiceWrong),
        (line("meal", parts=(*A_MEAL, part("side", "cola"))), errors.ComboChoiceWrong),
        (line("meal", parts=(part("main", "bowl"), A_MEAL[1])), errors.ModifierLimit),
    ],
)
def test_what_is_not_offered_is_refused_naming_the_line(wanted, refusal):
    with pytest.raises(refusal) as caught:
        price_line(MEAL_BOARD, wanted)
    assert caught.value.metadata["line_ref"] == "L1"


def test_a_combo_costs_its_price_the_extras_and_the_choices_of_its_parts():
    wanted = (part("main", "wrap"), part("drink", "cola"))
    priced = price_line(MEAL_BOARD, line("meal", quantity=2, parts=wanted))
    assert priced.amount == 2 * (1500 + 200 + 50)
    with_hot = price_line(MEAL_BOARD, line("meal", parts=A_MEAL))
    assert with_hot.amount == 1500 + 50 + 50


def test_a_combo_takes_its_parts_from_stock_and_not_itself():
    priced = price_line(MEAL_BOARD, line("meal", quantity=3, parts=A_MEAL))
    assert [(c.sku_id, c.quantity) for c in priced.components] == [("sku_bowl", 3), ("sku_cola", 3)]


@pytest.mark.parametrize(
    ("missing", "refused"),
    # A combo that nothing else can fill is out with its part.
    [("sku_meal", "sku_meal"), ("sku_cola", "sku_meal"), ("mod_hot", "mod_hot")],
)
def test_a_line_with_anything_sold_out_is_refused(missing, refused):
    at = board(MEAL, BOWL, SALSA, product("wrap"), product("cola"), sold_out=[out_of(missing)])
    with pytest.raises(errors.SoldOut) as caught:
        price_line(at, line("meal", parts=A_MEAL))
    assert caught.value.metadata["item_id"] == refused


def test_what_is_sold_out_until_a_time_can_be_ordered_for_later():
    soon = [out_of("sku_p", until=MONDAY_NOON + timedelta(hours=1))]
    later = board(product("p"), sold_out=soon, at=MONDAY_NOON + timedelta(hours=1))
    assert price_line(later, line("p")).amount == 1000
    with pytest.raises(errors.SoldOut):
        price_line(board(product("p"), sold_out=soon), line("p"))


def test_a_store_does_not_lack_what_another_has_sold_out():
    at = board(product("p"), sold_out=[out_of("sku_p", store_id="sto_2")])
    assert price_line(at, line("p")).amount == 1000


@pytest.mark.parametrize(
    "item",
    [
        product("p", archived=True),
        product("p", replace(sku("p"), archived=True), sku("other")),
    ],
)
def test_what_is_out_of_use_is_not_sold(item):
    with pytest.raises(errors.NotOnMenu):
        price_line(board(item), line("p"))


def test_a_menu_changes_the_price_of_a_sku_and_of_a_modifier():
    dear = everything(
        entries=(MenuEntry("sku_bowl", usd(1100)),),
        modifier_prices=(ModifierPrice("mod_hot", usd(75)),),
    )
    priced = price_line(board(BOWL, SALSA, dear), line("bowl", choose("hot")))
    assert (priced.unit_price, priced.modifiers_amount) == (1100, 75)


def test_prices_of_two_currencies_are_never_added():
    yuan = replace(modifier("hot"), price=Price(50, "CNY"))
    at = board(BOWL, group("salsa", yuan))
    with pytest.raises(errors.CurrencyMixed):
        price_line(at, line("bowl", choose("hot")))


def test_a_free_choice_fits_any_currency():
    free = replace(modifier("hot"), price=Price(0, "CNY"))
    assert price_line(board(BOWL, group("salsa", free)), line("bowl", choose("hot"))).amount == 900


def test_lines_of_two_currencies_have_no_total():
    yuan = product("tea", replace(sku("tea"), price=Price(500, "CNY")))
    both = price_lines(board(yuan, product("p")), [line("tea"), line("p")])
    with pytest.raises(errors.CurrencyMixed):
        total_of(both)


def test_a_wrong_line_does_not_touch_its_neighbours():
    at = board(product("p"))
    wrong = replace(line("x"), line_ref="L2")
    priced = price_lines(at, [line("p"), wrong, replace(line("p"), line_ref="L3")])
    assert [p.line_ref for p in priced.lines] == ["L1", "L3"]
    assert isinstance(priced.refused["L2"], errors.SkuNotFound)
    assert total_of(priced) == usd(2000)


def test_a_line_names_its_categories_and_those_around_them():
    drinks, hot = category("drinks"), category("hot", parent="drinks")
    at = board(product("tea", category_ids=("cat_hot",)), drinks, hot)
    assert price_line(at, line("tea")).category_ids == ("cat_hot", "cat_drinks")
