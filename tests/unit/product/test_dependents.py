"""What is out takes with it what is made of it, or cannot be filled without it."""

import pytest

from centers.product import errors
from centers.product.model import Component
from centers.product.selling.rules import price_line
from tests.unit.product.builders import (
    board,
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

FLOUR = (Component("sku_flour", 1),)
MENU = (
    product("flour"),
    product("noodles", sku("noodles", components=FLOUR)),
    product("tea", groups=["extras"]),
    product("cola"),
    group("extras", modifier("dumpling", components=FLOUR), modifier("lemon")),
    combo("lunch", 3000, slot("dish", ("noodles", 0)), slot("drink", ("tea", 0), ("cola", 0))),
    combo(
        "drinks", 900, slot("drink", ("tea", 0), ("cola", 0)), slot("more", ("noodles", 0), least=0)
    ),
)


@pytest.mark.parametrize(
    ("out", "missing"),
    [
        (["flour"], {"sku_flour", "sku_noodles", "mod_dumpling", "sku_lunch"}),
        (["tea"], {"sku_tea"}),
        (["tea", "cola"], {"sku_tea", "sku_cola", "sku_lunch", "sku_drinks"}),
        (["lunch"], {"sku_lunch"}),
        ([], set()),
    ],
)
def test_dishes_choices_and_combos_go_with_what_they_need(out, missing):
    sold_out = [out_of(f"sku_{name}") for name in out]
    assert board(*MENU, sold_out=sold_out).missing == missing


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        (line("noodles"), "noodles noodles"),
        (line("tea", choose("dumpling")), "dumpling"),
        (line("lunch", parts=(part("dish", "noodles"), part("drink", "tea"))), "lunch lunch"),
        (line("drinks", parts=(part("drink", "tea"), part("more", "noodles"))), "noodles noodles"),
    ],
)
def test_a_refusal_names_what_the_customer_knows(wanted, name):
    with pytest.raises(errors.SoldOut) as caught:
        price_line(board(*MENU, sold_out=[out_of("sku_flour")]), wanted)
    assert caught.value.metadata["item_name"] == name
