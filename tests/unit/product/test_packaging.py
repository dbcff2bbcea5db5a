"""What packing costs: per piece and per order, by menu, and only where orders are packed."""

from dataclasses import replace

import pytest

from centers.product import errors
from centers.product.checks import check_item
from centers.product.model import Menu, MenuEntry, Price, ProductKind, ServiceType
from centers.product.selling.rules import price_line, price_lines, total_of
from mesh.pure.validation import Check
from tests.unit.product.builders import (
    board,
    combo,
    everything,
    group,
    line,
    modifier,
    part,
    product,
    sku,
    slot,
    usd,
)

SOUP = product("soup", sku("soup", 1000, packaging_fee=usd(50)), groups=["salsa"])
SALSA = group("salsa", modifier("hot", 100))
LUNCH = Menu(
    "mnu_lunch",
    "lunch",
    "Lunch",
    priority=5,
    channels=("lunchers",),
    entries=(MenuEntry("sku_soup", packaging_fee=usd(80)),),
    order_packaging_fee=usd(20),
)


def test_packing_is_counted_per_piece_beside_the_amount():
    priced = price_lines(board(SOUP, SALSA), [line("soup", quantity=3)])
    [soup] = priced.lines
    assert (soup.amount, soup.packaging_fee) == (3000, 150)
    assert total_of(priced) == usd(3000)


def test_a_menu_says_otherwise_for_its_channel_and_leaves_the_price_alone():
    menus = [everything(order_packaging_fee=usd(5)), LUNCH]
    here = price_lines(board(SOUP, SALSA, *menus, channel="lunchers"), [line("soup")])
    there = price_lines(board(SOUP, SALSA, *menus), [line("soup")])
    fees = [(each.lines[0].packaging_fee, each.order_packaging_fee) for each in (here, there)]
    assert fees == [(80, usd(20)), (50, usd(5))]
    assert here.lines[0].amount == there.lines[0].amount == 1000


@pytest.mark.parametrize(
    ("service", "free", "fee"),
    [
        (ServiceType.DELIVERY, False, 50),
        (ServiceType.PICK_UP, False, 50),
        (ServiceType.PICK_UP, True, 0),
        (ServiceType.DINE_IN, False, 0),
        (ServiceType.VOUCHER, False, 0),
    ],
)
def test_only_what_is_packed_and_not_for_nothing_costs_packing(service, free, fee):
    menu = everything(order_packaging_fee=usd(20))
    kind = ProductKind.VOUCHER if service is ServiceType.VOUCHER else ProductKind.SIMPLE
    at = board(replace(SOUP, kind=kind), SALSA, menu, service_type=service, free_packaging=free)
    priced = price_lines(at, [line("soup")])
    assert priced.lines[0].packaging_fee == fee
    assert priced.order_packaging_fee == (usd(20) if fee else None)


def test_a_combo_has_its_own_packing_and_not_that_of_its_parts():
    lunch = combo("set", 1500, slot("main", ("soup", 0)))
    at = board(SOUP, SALSA, lunch)
    assert price_line(at, line("set", parts=(part("main", "soup"),))).packaging_fee == 0


def test_packing_in_another_currency_is_never_added():
    yuan = Price(50, "CNY")
    soup = product("soup", sku("soup", packaging_fee=yuan))
    with pytest.raises(errors.CurrencyMixed):
        price_line(board(soup), line("soup"))
    bag = everything(order_packaging_fee=yuan)
    with pytest.raises(errors.CurrencyMixed):
        total_of(price_lines(board(product("tea"), bag), [line("tea")]))


def test_where_packing_costs_the_menu_is_another_one():
    versions = {
        board(SOUP, service_type=service, free_packaging=free).version()
        for service, free in [(ServiceType.PICK_UP, False), (ServiceType.PICK_UP, True)]
    }
    assert len(versions) == 2


def test_a_fee_must_be_an_amount_of_money():
    check = Check()
    check_item(check, product("soup", sku("soup", packaging_fee=usd(-1))))
    wrong = replace(LUNCH, order_packaging_fee=Price(1, "yuan"))
    check_item(check, wrong)
    named = [violation.field for violation in check.violations]
    assert named == ["skus[0].packaging_fee.minor_units", "order_packaging_fee.currency_code"]
