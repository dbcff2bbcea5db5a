"""Meituan's orders in the contract's words: amounts add up, nothing is lost, codes are kept."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2

from gateways.takeaway.amounts import DIFFERENCE
from gateways.takeaway.meituan import adapt, bodies, reading
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway.meituan_order import PLACED, fields

NOW = datetime.fromtimestamp(PLACED + 60, UTC)
STORE = trade_pb2.DELIVERED_BY_STORE
MERCHANT, PLATFORM = 1, 2


def adapted(**changes) -> create_messages_pb2.NewOrder:
    body = reading.read(fields(**changes), bodies.Order)
    return adapt.new_order(body, "sto_1", "4444", STORE, NOW)


def total_of(order: create_messages_pb2.NewOrder) -> int:
    for discount in order.discounts:
        assert sum(s.amount.minor_units for s in discount.allocations) == (
            discount.amount.minor_units
        )
    lines = sum(line.amount.minor_units for line in order.lines)
    fees = order.packaging_fee.minor_units + order.delivery_fee.minor_units
    return lines + fees - sum(each.amount.minor_units for each in order.discounts)


@pytest.mark.parametrize("odd", [10**15, -5, 0, 1, PLACED // 1000])
def test_a_time_that_cannot_be_is_now_and_loses_no_order(odd):
    order = adapted(ctime=odd)
    assert order.channel_place_time.seconds == PLACED + 60
    assert order.extension[adapt.DAY] == "20231115"


def test_yuan_and_fen_of_one_message_become_one_sum():
    order = adapted()
    assert [line.amount.minor_units for line in order.lines] == [3000, 400]
    assert order.lines[0].packaging_fee.minor_units == 200
    assert order.packaging_fee.minor_units == 250
    assert (order.delivery_fee.minor_units, order.total.minor_units) == (400, 3550)
    assert total_of(order) == 3550
    assert DIFFERENCE not in order.extension


def test_who_bears_each_part_of_a_discount_is_kept():
    borne = [(d.paid_by, d.amount.minor_units) for d in adapted().discounts]
    assert borne == [(PLATFORM, 200), (MERCHANT, 300)]


@pytest.mark.parametrize(
    ("said", "by_platform"),
    [
        ({"poi_charge": 1}, 400),
        ({"mt_charge": 0}, 0),
        ({}, 250),
    ],
)
def test_where_meituan_says_less_of_who_bears_it_the_rest_follows(said, by_platform):
    extra = {"reduce_fee": 5, "remark": "x", **said}
    sums = {
        "actOrderChargeByMt": [{"moneyCent": 100}],
        "actOrderChargeByPoi": [{"moneyCent": 100}],
    }
    order = adapted(extras=[extra], poi_receive_detail=sums)
    borne = {d.paid_by: d.amount.minor_units for d in order.discounts}
    assert borne.get(PLATFORM, 0) == by_platform
    assert borne.get(MERCHANT, 0) == 500 - by_platform


def test_an_order_keeps_dishes_customer_place_and_what_only_meituan_knows():
    order = adapted()
    first, second = order.lines
    assert (first.channel_item_code, first.sku_name, first.sku_id) == ("F1-M", "中", "")
    assert [choice.name for choice in first.modifiers] == ["微辣", "不要香菜"]
    assert (second.channel_item_code, second.quantity) == ("F2", 1)
    who, where = ("张三", "13812345678_123456"), order.delivery_address
    assert (order.customer.name, order.customer.phone) == who
    assert (where.contact_name, where.contact_phone, where.street) == (*who, "滇池路 2 号")
    assert (order.remark, order.diner_count) == ("少辣", 2)
    assert order.delivered_by == trade_pb2.DELIVERED_BY_PLATFORM
    assert order.channel_place_time.seconds == PLACED
    assert order.extension["meituan_day_number"] == "17"


def test_coordinates_are_wgs_84_afterwards():
    order = adapted(latitude=31_175_304, longitude=121_531_542)
    point = order.delivery_address.point
    assert (point.latitude, point.longitude) == pytest.approx((31.1774276, 121.5272106), abs=2e-6)
    assert not adapted(latitude=0, longitude=0).delivery_address.HasField("point")


def test_who_picks_up_or_is_brought_by_the_store_is_said():
    assert adapted(pick_type=1).service_type == trade_pb2.SERVICE_TYPE_PICK_UP
    assert adapted(logistics_code="0000").delivered_by == STORE
    assert adapted(delivery_time=PLACED + 7200).expected_time.seconds == PLACED + 7200


@pytest.mark.parametrize(("code", "status"), [(8, "COMPLETED"), (9, "CANCELLED")])
def test_an_order_that_is_over_before_it_comes_enters_as_it_ended(code, status):
    over = adapted(status=code).finished
    assert over.status == order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")
    assert over.end_time.seconds == PLACED + 5


def test_a_code_nobody_knows_is_kept_and_the_order_is_taken():
    order = adapted(status=77, logistics_code="9999")
    assert order.extension["meituan_status"] == "77"
    assert order.extension["meituan_logistics_code"] == "9999"
    assert not order.HasField("finished")


@pytest.mark.parametrize("total", ["35.5", "30", "99.99", "0"])
def test_a_total_that_is_not_the_sum_of_its_parts_is_kept_with_the_difference(total):
    order = adapted(total=total)
    assert total_of(order) == order.total.minor_units == round(float(total) * 100)
    assert int(order.extension.get(DIFFERENCE, "0")) == order.total.minor_units - 3550


@given(
    prices=st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 20)), min_size=1, max_size=8),
    reductions=st.lists(st.integers(0, 30_000), max_size=6),
    total=st.integers(0, 400_000),
)
def test_whatever_the_parts_are_they_add_up_to_what_was_paid(prices, reductions, total):
    order = adapted(
        detail=[{"app_food_code": "F", "price": p / 100, "quantity": q} for p, q in prices],
        extras=[{"reduce_fee": r / 100, "remark": "x"} for r in reductions],
        total=f"{total / 100:.2f}",
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
        ({"latitude": "north"}, True),
        ({"dinners_number": "many"}, True),
        ({"extras": '[{"reduce_fee": 5,'}, True),
        ({"poi_receive_detail": "{'wmPoiReceiveCent': 5}", "extras": "x"}, True),
        ({"detail": "[{"}, False),
    ],
)
def test_a_field_that_is_odd_is_left_out_unless_the_order_cannot_do_without(odd, kept):
    if kept:
        assert len(adapted(**odd).lines) == 2
    else:
        with pytest.raises(InvalidRequest):
            adapted(**odd)


def test_control_characters_and_lengths_of_texts_lose_no_order():
    order = adapted(caution="a\x00b\nc" + "x" * 900, recipient_name="\x01")
    assert order.remark.startswith("a b c")
    assert len(order.remark) == 500
    assert order.customer.name == ""
