"""E-vouchers are ordered by themselves, and are on boards of their own."""

from dataclasses import replace

import pytest

from centers.product.checks import check_item
from centers.product.menus.messages import menu_view_message
from centers.product.menus.rules import lay_out
from centers.product.model import ProductKind, ServiceType
from centers.product.rules import findings
from centers.product.selling.checks import check_priced
from centers.product.selling.rules import price_lines
from mesh.pure.limits import MAX_VOUCHERS
from mesh.pure.validation import Check
from tests.unit.product.builders import board, catalog, combo, line, part, product, sku, slot

TEA = product("tea")
CARD = product("card", sku("card", 5000), kind=ProductKind.VOUCHER)
LUNCH = combo("lunch", 1500, slot("side", ("card", 0)))
OF_VOUCHERS = {"service_type": ServiceType.VOUCHER}


@pytest.mark.parametrize(
    ("place", "ordered", "refused"),
    [
        (OF_VOUCHERS, ["card"], []),
        (OF_VOUCHERS, ["card", "tea"], ["tea"]),
        ({}, ["tea"], []),
        ({}, ["card", "tea"], ["card"]),
        ({}, ["card"], ["card"]),
    ],
)
def test_vouchers_and_dishes_are_never_in_one_order(place, ordered, refused):
    wanted = [replace(line(name), line_ref=name) for name in ordered]
    priced = price_lines(board(TEA, CARD, **place), wanted)
    assert list(priced.refused) == refused
    assert {each.reason for each in priced.refused.values()} <= {"VOUCHERS_APART"}


def test_a_board_shows_vouchers_alone_or_none_and_is_another_one():
    here, there = board(TEA, CARD, **OF_VOUCHERS), board(TEA, CARD)
    shown = [[x.product.product_id for x in lay_out(each).products] for each in (here, there)]
    assert shown == [[CARD.product_id], [TEA.product_id]]
    assert here.version() != there.version()


def test_a_voucher_has_no_choices_and_fills_no_combo():
    check = Check()
    check_item(check, product("card", sku("card"), kind=ProductKind.VOUCHER, groups=["size"]))
    assert [each.field for each in check.violations] == ["modifier_group_ids"]
    (finding,) = findings(catalog(LUNCH, CARD).content, LUNCH)
    assert finding.field == "combo_slots[0].options[0].sku_id"


def test_a_dish_that_became_a_voucher_fills_its_combos_no_more():
    wanted = [line("lunch", parts=(part("side", "card"),))]
    here = board(LUNCH, product("card"))
    assert not price_lines(here, wanted).refused
    here = board(LUNCH, CARD)
    (refused,) = price_lines(here, wanted).refused.values()
    assert refused.reason == "COMBO_CHOICE_WRONG"
    (shown,) = menu_view_message(lay_out(here), "v1").products
    assert not shown.combo_slots[0].options


@pytest.mark.parametrize(("pieces", "fits"), [(MAX_VOUCHERS, True), (MAX_VOUCHERS + 1, False)])
def test_an_order_has_so_many_vouchers(pieces, fits):
    check, at = Check(), board(CARD, **OF_VOUCHERS)
    check_priced(check, price_lines(at, [line("card", quantity=pieces)]).lines)
    assert bool(check.violations) is not fits
