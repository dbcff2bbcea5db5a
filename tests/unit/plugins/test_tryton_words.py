"""erp_tryton's words: amounts to the unit, values as they travel, refusals and accounts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2, erp_sale_pb2
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
)
from zhongtai_plugin.accounts import AccountUnusable
from zhongtai_plugin.tryton import wire
from zhongtai_plugin.tryton.faults import (
    Broken,
    Refused,
    bounded,
    fault_of_error,
    fault_of_status,
)
from zhongtai_plugin.tryton.words import amount_of, minor_units_of

from plugins.erp_tryton import mapping
from plugins.erp_tryton.accounts import account_of
from plugins.erp_tryton.books import Books, Mark
from plugins.erp_tryton.catalog import items_of
from plugins.erp_tryton.model import Company, Product, Store

AMOUNT = st.integers(0, 10**15)
COMPANY = Company(1, "CNY", "Asia/Shanghai", 2, 3, 9, {"sto_1": Store(5, 6, 7)}, {"CNY": 4})
PRODUCTS = {"T1": Product(11, 1)}


def money(minor_units: int, currency: str = "CNY") -> Money:
    return Money(minor_units=minor_units, currency_code=currency)


LINES = st.lists(st.tuples(st.integers(1, 999), AMOUNT, AMOUNT), min_size=1, max_size=5)


@given(LINES, AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_the_lines_of_a_sale_are_what_the_chain_keeps_to_the_unit(lines, beside, way, box, back):
    sale = erp_sale_pb2.ErpSale(
        kind=mapping.SALE,
        lines=[
            erp_sale_pb2.ErpSaleLine(quantity=n, amount=money(amount), discount=money(off))
            for n, amount, off in lines
        ],
        discount_total=money(sum(off for _, _, off in lines) + beside),
        delivery_fee=money(way),
        packaging_fee=money(box),
        refunded=money(back),
    )
    goods = sum(amount - off for _, amount, off in lines)
    sale.total.CopyFrom(money(goods - beside + way + box))
    told = mapping.lines_of(sale)
    assert sum(line.quantity * line.price for line in told) == sale.total.minor_units - back
    sale.total.minor_units += 1
    with pytest.raises(BadRequest, match="AMOUNTS_DIFFER"):
        mapping.lines_of(sale)


@given(AMOUNT, st.sampled_from(["CNY", "JPY", "KWD"]))
def test_amounts_come_back_as_they_went(units: int, currency: str):
    assert minor_units_of(amount_of(units, currency), currency) == units


def test_what_is_no_whole_number_of_units_is_no_price():
    assert minor_units_of(Decimal("18.505"), "CNY") is None
    assert minor_units_of(Decimal("18.505"), "KWD") == 18505
    assert minor_units_of(Decimal("18.5000"), "CNY") == 1850
    assert minor_units_of(Decimal(-1), "CNY") is None
    assert minor_units_of(None, "CNY") is None


def test_values_travel_in_tryton_s_own_forms():
    values = [
        Decimal("18.50"),
        date(2026, 1, 31),
        datetime(2026, 1, 31, 23, 59, 1, 5, UTC),
        {"a": [None, True, 1, "茶"]},
    ]
    request = msgspec.json.decode(wire.request_of("m", values))
    assert request.keys() == {"id", "method", "params"}
    assert request["params"][0] == {"__class__": "Decimal", "decimal": "18.50"}
    answer = msgspec.json.encode({"id": 1, "result": request["params"]})
    assert wire.result_of(answer) == values


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'{"id":1,"error":["UserError",["no","",null]]}', Refused),
        (b'{"id":1,"error":["UserWarning",["name","sure?",""]]}', Refused),
        (b'{"id":1,"error":["\'foo\'",""]}', Broken),
        (b'{"id":1,"error":["ConcurrencyException",["x"]]}', RetryLater),
        (b'{"id":1,"error":["LoginException",["password","p","password"]]}', AuthRefused),
        (b'{"id":1,"error":null}', Broken),
        (b'{"id":1}', RetryLater),
        (b"[1]", RetryLater),
        (b"<html>", RetryLater),
        (b'{"id":1,"result":{"__class__":"Decimal","decimal":"x"}}', RetryLater),
        (b'{"id":1,"result":{"__class__":"date","year":2026}}', RetryLater),
    ],
)
def test_what_is_no_result_is_a_fault_of_the_right_class(content: bytes, kind: type[PluginFault]):
    with pytest.raises(kind) as caught:
        wire.result_of(content)
    # Only what Tryton has undone for certain may be tried again without a look.
    assert isinstance(caught.value, Broken) == (kind is Broken)


@pytest.mark.parametrize(
    ("status", "login", "kind", "code"),
    [
        (401, True, AuthRefused, "LOGIN_REFUSED"),
        (429, True, AuthRefused, "ACCOUNT_LOCKED"),
        (429, False, RateLimited, "RATE_LIMITED"),
        (403, False, AuthRefused, "NOT_ALLOWED"),
        (404, False, AuthRefused, "ADDRESS_WRONG"),
        (500, False, RetryLater, "TRYTON_AWAY"),
        (503, True, RetryLater, "TRYTON_AWAY"),
    ],
)
def test_a_status_says_who_must_act(status: int, login: bool, kind: type, code: str):
    fault = fault_of_status(status, "7", login=login)
    assert (type(fault), fault.code) == (kind, code)
    assert fault.retry_after_seconds == (7 if kind is RateLimited else 0)


def test_tryton_s_words_are_short_and_about_nobody():
    said = "Party Anna\n\x07(anna@example.com, +86 138 0013 8000) " + "x" * 900
    words = fault_of_error(["UserError", [said, "", None]]).message
    assert len(words) < 200
    assert words.isprintable()
    assert "example.com" not in words
    assert "8000" not in words
    assert bounded("Sale 17 of 2026-01-31") == "Sale 17 of 2026-01-31"


def row(number: int, code: str, *, active: bool = True, **more: Any) -> dict[str, Any]:
    template = {"code": None, "name": "Tea", "active": True, "salable": True, "products": [1]}
    fields = {"suffix_code": code, "list_price_used": Decimal(2), **more}
    template |= fields.pop("template", {})
    return {"id": number, "code": code, "active": active, **fields, "template.": template}


def test_what_is_archived_ends_nothing_that_is_sold_and_a_code_of_two_is_told_of_neither():
    rows = [row(1, "A"), row(2, "A", active=False), row(3, "B"), row(4, "B"), row(5, ""),
            row(6, "C", template={"salable": False}), row(7, "D", active=False)]  # fmt: skip
    items, twice = items_of(rows, "CNY")
    assert {(x.code, x.product, x.archived) for x in items} == {
        ("A", 1, False),
        ("C", 6, True),
        ("D", 7, True),
    }
    assert twice == {"B"}


async def test_a_code_that_became_unclear_or_ended_is_told_as_that(tmp_path: Path):
    books = await Books.open(tmp_path)
    mark = Mark(datetime(2026, 1, 31, tzinfo=UTC), 0.0)
    first, _ = items_of([row(1, "A"), row(2, "B"), row(3, "C")], "CNY")
    await books.keep_items("noodles", first, {1, 2, 3}, [], mark, all=True)
    cursor = books.items_after("noodles", "", 500).cursor
    # A is the code of two now, product 2 has another one, and 3 was deleted.
    now, twice = items_of([row(1, "A"), row(4, "A"), row(2, "D")], "CNY")
    await books.keep_items("noodles", now, {1, 2, 4}, twice, mark, all=True)
    told = books.items_after("noodles", cursor, 500).rows
    assert {(item.code, item.archived) for item in told} == {("D", False), ("B", True), ("C", True)}
    with pytest.raises(BadRequest, match="CURSOR_UNKNOWN"):
        books.items_after("noodles", f"x{cursor}", 500)
    await books.close()


def test_a_size_is_named_by_the_end_of_its_code():
    sizes = {"code": "TEA", "products": [1, 2]}
    (large,), _ = items_of([row(1, "TEA-L", suffix_code="-L", template=sizes)], "CNY")
    assert (large.product_code, large.variant, large.name) == ("TEA", "L", "Tea")
    (only,), _ = items_of([row(1, "TEA-L", suffix_code="-L", template={"code": "TEA"})], "CNY")
    assert (only.product_code, only.variant) == ("", "")


@pytest.mark.parametrize(
    ("kind", "quantity", "ways"),
    [
        (erp_pb2.ERP_MOVEMENT_KIND_SALE, -2, (6, 9)),
        (erp_pb2.ERP_MOVEMENT_KIND_RETURN, 2, (9, 6)),
        (erp_pb2.ERP_MOVEMENT_KIND_WASTE, -2, (6, 7)),
        (erp_pb2.ERP_MOVEMENT_KIND_RECEIVED, 2, (7, 6)),
    ],
)
def test_goods_go_where_their_kind_says_on_the_company_s_day(kind, quantity, ways):
    movement = erp_pb2.ErpMovement(
        movement_id="m", store_id="sto_1", sku_id="s", sku_code="T1", kind=kind, quantity=quantity
    )
    movement.occur_time.FromDatetime(datetime(2026, 1, 31, 20, tzinfo=UTC))
    paper = mapping.movement_paper(movement, COMPANY, PRODUCTS)
    values = paper.values
    assert (values["from_location"], values["to_location"]) == ways
    assert values["effective_date"] == date(2026, 2, 1)
    assert paper.mark == (11, 2, *ways)
    movement.sku_code = ""
    with pytest.raises(Rejected, match="SKU_UNKNOWN"):
        mapping.movement_paper(movement, COMPANY, PRODUCTS)


def test_a_sale_is_known_by_all_that_it_says_and_not_by_whom():
    line = erp_sale_pb2.ErpSaleLine(name="Tea", quantity=1, amount=money(100), sku_code="T1")
    sale = erp_sale_pb2.ErpSale(
        posting_id="p", kind=1, order_id="o", store_id="sto_1", business_date="2026-01-31",
        channel="miniapp", channel_order_number="#7", lines=[line], total=money(100),
    )  # fmt: skip
    paper = mapping.sale_paper(sale, COMPANY, PRODUCTS)
    told = {"description": paper.values["description"]}
    assert mapping.mark_of_sale(told) == paper.mark
    sale.business_date = "2026-02-01"
    assert mapping.sale_paper(sale, COMPANY, PRODUCTS).mark != paper.mark
    sale.total.currency_code = "EUR"
    with pytest.raises(Rejected, match="CURRENCY_UNKNOWN"):
        mapping.sale_paper(sale, COMPANY, PRODUCTS)


GOOD = {"url": "http://erp/", "database": "d", "user": "u", "password": "hush", "customer": "c",
        "stores": {"sto_1": "R1"}}  # fmt: skip


def test_an_account_says_what_is_wrong_with_it_and_never_its_password():
    account = account_of("noodles", GOOD)
    assert account.login.url == "http://erp"
    assert "hush" not in repr(account)
    wrong = [
        (GOOD | {"url": "erp"}, "url"),
        (GOOD | {"url": "http://[erp"}, "url"),
        (GOOD | {"url": "http://erp:80000"}, "url"),
        (GOOD | {"url": "http://er\np"}, "url"),
        (GOOD | {"stores": {}}, "stores"),
        (GOOD | {"stores": {"a": "R1", "b": "R1"}}, "no two stores"),
        ({k: v for k, v in GOOD.items() if k != "password"}, "password must be given"),
        (GOOD | {"pasword": "secret"}, "pasword means nothing"),
    ]
    for table, words in wrong:
        with pytest.raises(AccountUnusable, match=words) as caught:
            account_of("noodles", table)
        assert "secret" not in str(caught.value)
