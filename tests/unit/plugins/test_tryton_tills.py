"""An order in the words of Tryton's POS: to the unit, and with a note of what to make."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import pos_order_pb2 as pos
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import Rejected
from zhongtai_plugin.accounts import AccountUnusable
from zhongtai_plugin.pos.checks import handed_over, shown_number

from plugins.pos_tryton import words
from plugins.pos_tryton.accounts import account_of
from plugins.pos_tryton.words import Product
from tests.plugins.pos_scene import CHAIN, NAME, STORE, dollars, new_order
from tests.unit.plugins.till_orders import orders

OTHER = Product(9)
GOOD: dict[str, Any] = {
    "url": "http://erp/",
    "database": "erp",
    "user": "tills",
    "password": "secret",
    "payment": "Online",
    "other": "OTHER",
    "stores": {"sto_1": "Riverside"},
}


@given(orders())
def test_the_lines_of_a_sale_cost_what_the_order_costs(order: pos.PosOrder):
    assert words.order_problem(order) == ""
    lines = words.lines_of(order, {}, OTHER)
    total = sum(line["quantity"] * line["unit_gross_price"] for line in lines)
    assert total == Decimal(order.total.minor_units) / 100
    for line in lines:
        assert line["unit_gross_price"] >= 0
        assert (line["unit_gross_price"] * 100) % 1 == 0
    pieces = sum(line["quantity"] for line in lines if line["quantity"] > 0)
    assert pieces >= sum(line.quantity for line in order.lines)


def test_a_line_is_its_product_without_its_tax():
    order = new_order()
    order.lines[0].sku_code = "T1"
    (line,) = words.lines_of(order, {"T1": Product(7, Decimal(100) / Decimal(121))}, OTHER)
    assert (line["product"], line["quantity"]) == (7, 2)
    prices = line["unit_gross_price"], line["unit_list_price"]
    assert prices == (Decimal("8.00"), Decimal("6.6116"))


def a_menu() -> pos.PosOrderLine:
    """Two menus with a choice, and a part that has a choice, too."""
    part = pos.PosComponent(name="Cola", quantity=1, extra_price=dollars(50))
    part.modifiers.add(name="No ice", quantity=1, unit_price=dollars(0))
    line = pos.PosOrderLine(name="Menu", variant="Large", quantity=2, remark="hot")
    line.components.append(part)
    line.modifiers.add(name="Cheese", quantity=3, unit_price=dollars(25))
    return line


def test_a_note_says_what_to_make_for_whom_and_how():
    order = new_order(lines=[a_menu()], channel_order_number="17", customer_phone_tail="1234")
    order.service_type, order.paid = trade_pb2.SERVICE_TYPE_DELIVERY, False
    order.deal.CopyFrom(pos.PosDeal(kind="group", deal_id="grp_4711", name="Menus for two"))
    order.delivery.CopyFrom(pos.PosDelivery(step="assigned", carrier="own", rider_name="Rita"))
    order.expected_time.FromDatetime(datetime(2026, 1, 31, 12, 30, tzinfo=UTC))
    order.tableware_count, order.delivery_address.street = 2, "1 Nowhere Road"
    assert words.note_of(order, ZoneInfo("Asia/Shanghai")).split("\n") == [
        f"7 · miniapp 17 · {NAME} · …1234 · DELIVERY",
        *("2 x Menu (Large)", "  + 3 x Cheese", "  1 x Cola", "    + No ice", "  “hot”"),
        *("For 2026-01-31 20:30 CST", "Tableware 2", "Menus for two (…4711)", "own Rita"),
        *("1 Nowhere Road", "NOT PAID", f"[zhongtai {CHAIN} {order.order_id} {STORE} rider]"),
    ]


@given(orders())
def test_an_order_is_known_by_its_note_and_by_no_other(order: pos.PosOrder):
    order.remark = f"[zhongtai {CHAIN} ord_another sto_another shop]"
    found = words.order_in(words.note_of(order, UTC), CHAIN)
    assert found is not None
    assert (found.order_id, found.store_id) == (order.order_id, order.store_id)
    assert found.pickup_code == shown_number(order)
    assert handed_over(found) == handed_over(order)
    assert words.order_in(f"CANCELLED {order.remark} by hand", CHAIN) is None
    assert words.order_in(words.note_of(order, UTC), "another") is None


def test_an_order_is_refused_that_does_not_add_up_or_is_no_order():
    for order, problem in (
        (new_order(total=dollars(1601)), "total"),
        (new_order(lines=[]), "lines"),
        (new_order(service_type=trade_pb2.SERVICE_TYPE_VOUCHER), "service_type"),
        (new_order(business_date="tomorrow"), "business_date"),
        (new_order(daily_number=0), "daily_number"),
    ):
        assert problem in words.order_problem(order)


def test_what_is_asked_back_is_told_until_it_is_settled():
    order = new_order()
    change = pos_pb2.OrderChange()
    change.after_sale.amount.CopyFrom(dollars(50))
    change.after_sale.lines.add(line_id="1", quantity=2)
    told = []
    for state in ("applied", "agreed", "refused"):
        change.after_sale.state = state
        told.append(words.notice_of(change, order))
    assert told == ["ASKED BACK 0.50: ", "GIVEN BACK 0.50 2 x Tea 茶", ""]


def test_an_account_says_what_is_wrong_with_it_and_never_its_password():
    account = account_of("noodles", GOOD)
    assert (account.login.url, account.point_of("sto_1", "Hill")) == ("http://erp", "Riverside")
    assert "secret" not in repr(account)
    assert account.point_of("sto_2", "Hill") == "Hill"
    with pytest.raises(Rejected, match="NO_POINT"):
        account.point_of("sto_2", "")
    for wrong, told in (
        ({"payment": ""}, "payment"),
        ({"url": "erp"}, "url"),
        ({"stores": {}}, "stores"),
        ({"stores": {"a": "R", "b": "R"}}, "no two stores"),
        ({"customer": "X"}, "customer means nothing here"),
    ):
        with pytest.raises(AccountUnusable, match=told):
            account_of("noodles", GOOD | wrong)
