"""Ele.me's orders in the contract's words: amounts add up, nothing is lost, codes are kept."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2

from gateways.takeaway.amounts import DELIVERY, DIFFERENCE
from gateways.takeaway.eleme import adapt, bodies, reading
from gateways.takeaway.refund_news import Became
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway import eleme_order
from tests.unit.gateways.takeaway.eleme_order import PLACED

NOW = datetime.fromtimestamp(PLACED + 60, UTC)
MERCHANT, PLATFORM = 1, 2


def adapted(by=trade_pb2.DELIVERED_BY_PLATFORM, **changes) -> create_messages_pb2.NewOrder:
    body = reading.read(eleme_order.order(**changes), bodies.Order)
    return adapt.new_order(body, "sto_1", "22954133", by, NOW)


def total_of(order: create_messages_pb2.NewOrder) -> int:
    for discount in order.discounts:
        shared = sum(share.amount.minor_units for share in discount.allocations)
        assert shared == discount.amount.minor_units
    lines = sum(line.amount.minor_units for line in order.lines)
    fees = order.packaging_fee.minor_units + order.delivery_fee.minor_units
    return lines + fees - sum(each.amount.minor_units for each in order.discounts)


def borne(order: create_messages_pb2.NewOrder) -> list[tuple[int, int]]:
    return [(each.paid_by, each.amount.minor_units) for each in order.discounts]


def test_all_parts_add_up_and_who_bears_each_offer_is_kept():
    order = adapted()
    assert [line.amount.minor_units for line in order.lines] == [3000, 400]
    assert (order.packaging_fee.minor_units, order.delivery_fee.minor_units) == (250, 400)
    assert total_of(order) == order.total.minor_units == 3350
    assert DIFFERENCE not in order.extension
    assert borne(order) == [(PLATFORM, 200), (MERCHANT, 300), (PLATFORM, 100), (MERCHANT, 100)]
    assert {s.line_id for each in order.discounts[2:] for s in each.allocations} == {DELIVERY}


@pytest.mark.parametrize(
    ("said", "by_platform"),
    [({"restaurantPart": -1}, 400), ({"elemePart": 0}, 0), ({}, 500 * 3 // 7)],
)
def test_where_eleme_says_less_of_who_bears_it_the_rest_follows(said, by_platform):
    order = adapted(orderActivities=[{"amount": -5, "name": "x", **said}], logisticsActivity=None)
    mine = {each.paid_by: each.amount.minor_units for each in order.discounts if each.name == "x"}
    assert mine.get(PLATFORM, 0) == by_platform
    assert mine.get(MERCHANT, 0) == 500 - by_platform


def test_vouchers_that_no_offer_lists_are_eleme_s_as_far_as_they_are_missing():
    order = adapted(totalPrice=30.5, hongbao=-3)
    assert borne(order)[-1] == (PLATFORM, 300)
    assert DIFFERENCE not in order.extension
    assert len(adapted(hongbao=-3).discounts) == 4


def test_an_order_keeps_dishes_customer_place_and_what_only_eleme_knows():
    order = adapted()
    first, second = order.lines
    assert (first.name, first.sku_name, first.channel_item_code) == ("牛肉面", "中", "F1-M")
    assert [choice.name for choice in first.modifiers] == ["微辣", "不要香菜"]
    assert (second.channel_item_code, second.quantity) == ("F2", 1)
    who, where = ("张三", "13812345678,123456"), order.delivery_address
    assert (order.customer.name, order.customer.phone) == who
    assert (where.contact_name, where.contact_phone, where.street) == (*who, "滇池路 2 号")
    assert order.remark == "少辣"
    assert order.delivered_by == trade_pb2.DELIVERED_BY_PLATFORM
    assert order.channel_place_time.seconds == PLACED
    assert (order.extension["eleme_day_number"], order.extension[adapt.ITEMS]) == ("17", "71,72")
    point = order.delivery_address.point
    assert point.longitude == pytest.approx(121.486, abs=0.01)


def test_who_picks_up_or_is_brought_by_the_store_is_said():
    assert adapted(orderBusinessType=1).service_type == trade_pb2.SERVICE_TYPE_PICK_UP
    own = trade_pb2.DELIVERED_BY_STORE
    assert adapted(own).delivered_by == own
    wanted = adapted(deliverTime="2023-11-15T08:13:20").expected_time.seconds
    assert wanted == PLACED + 7200


@pytest.mark.parametrize(("state", "status"), [("settled", "COMPLETED"), ("invalid", "CANCELLED")])
def test_an_order_that_is_over_before_it_comes_enters_as_it_ended(state, status):
    over = adapted(status=state).finished
    assert over.status == order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")


def test_a_code_nobody_knows_is_kept_and_the_order_is_taken():
    order = adapted(status="floating", refundStatus="odd")
    assert order.extension["eleme_status"] == "floating"
    assert order.extension["eleme_refund_status"] == "odd"
    assert not order.HasField("finished")


@given(
    prices=st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 20)), min_size=1, max_size=8),
    offers=st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 30_000)), max_size=6),
    total=st.integers(0, 400_000),
)
def test_whatever_the_parts_are_they_add_up_to_what_was_paid(prices, offers, total):
    items = [{"extendCode": "F", "price": p / 100, "quantity": q} for p, q in prices]
    order = adapted(
        groups=[{"type": "normal", "items": items}],
        orderActivities=[{"amount": -a / 100, "elemePart": -b / 100} for a, b in offers],
        totalPrice=total / 100,
    )
    shares: dict[str, int] = {}
    for discount in order.discounts:
        for share in discount.allocations:
            shares[share.line_id] = shares.get(share.line_id, 0) + share.amount.minor_units
    assert total_of(order) == total
    assert all(shares.get(li.line_id, 0) <= li.amount.minor_units for li in order.lines)


@pytest.mark.parametrize(
    ("odd", "kept"),
    [
        ({"deliveryGeo": "north"}, True),
        ({"deliverFee": "much", "totalPrice": 30}, True),
        ({"orderActivities": {"amount": 5}}, True),
        ({"createdAt": "yesterday", "activeAt": 7}, True),
        ({"groups": "[{"}, False),
        ({"totalPrice": "much"}, False),
    ],
)
def test_a_field_that_is_odd_is_left_out_unless_the_order_cannot_do_without(odd, kept):
    if kept:
        assert len(adapted(**odd).lines) == 2
    else:
        with pytest.raises(InvalidRequest):
            adapted(**odd)


@pytest.mark.parametrize(
    "odd",
    ["9" * 15, "9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00", "1970-01-02", str(PLACED)[:7]],
)
def test_a_time_that_cannot_be_is_now_and_loses_no_order(odd):
    order = adapted(createdAt=odd, activeAt=odd)
    assert order.channel_place_time.seconds == PLACED + 60
    assert order.extension[adapt.DAY] == "20231115"


def test_no_number_and_no_control_character_loses_an_order():
    item = {"extendCode": "F", "price": "NaN", "quantity": "Infinity", "name": "a\x00b"}
    order = adapted(groups=[{"items": [item]}], description="a\x00b\nc" + "x" * 900)
    assert (order.lines[0].amount.minor_units, order.lines[0].name) == (0, "a b")
    assert order.remark.startswith("a b c")


@pytest.mark.parametrize(
    "item", [{"skuId": 71}, {"extendCode": "F1-M"}, {"name": "牛肉面-中[微辣+不要香菜]"}]
)
def test_pieces_that_go_back_are_found_by_whatever_names_them(item):
    new = adapted()
    order = order_pb2.Order(lines=new.lines, extension=new.extension)
    told = {"orderId": "1", "refundType": "part", "goodsList": [item | {"quantity": 1}]}
    body = reading.read(told | {"totalPrice": 12.5}, bodies.Refund)
    news = adapt.refund_news(order, body, Became.WISHED)
    assert [(line.line_id, line.quantity) for line in news.lines] == [("1", 1)]
    assert (news.amount, news.part) == (1250, True)
