"""A message from outside is looked at through its descriptor, whatever it means."""

import math

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1 import geo_pb2
from zhongtai.mall.v1 import after_sale_messages_pb2
from zhongtai.order.v1 import create_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2, promotion_pb2
from zhongtai.store.v1 import serving_pb2

from mesh.call.message_rule import check_message
from mesh.pure import limits
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.text import NO_LINES

TIME = "must be a time from 1970 to 2199"
SOUND = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)


def refused(message):
    with pytest.raises(InvalidRequest) as caught:
        check_message(message)
    return caught.value


def order(**draft):
    return messages_pb2.PlaceOrderRequest(draft=messages_pb2.OrderDraft(**draft))


@given(SOUND, st.integers(-(2**31), 2**31 - 1), st.integers(0, limits.LATEST_SECONDS - 1))
def test_a_sound_order_passes_whatever_it_says(text, number, seconds):
    lines = [messages_pb2.DraftLine(sku_id=text, remark=text, quantity=number)] * 3
    check_message(
        order(
            lines=lines,
            remark=f"{text}\n\t",
            expected_time=Timestamp(seconds=seconds, nanos=999_999_999),
            extension={text or "key": text},
        )
    )


def test_what_a_customer_writes_to_the_service_desk_may_have_lines():
    check_message(after_sale_messages_pb2.EscalateAfterSaleRequest(words="cold\nand late"))
    check_message(payment_messages_pb2.EscalateAfterSaleRequest(answer="cold\nand late"))


def test_a_fault_deep_inside_is_named_by_its_path():
    modifier = messages_pb2.DraftModifier(modifier_id="a\0")
    sound = messages_pb2.DraftModifier(modifier_id="a", modifiers=[modifier])
    refusal = refused(order(lines=[messages_pb2.DraftLine(modifiers=[sound])]))
    field = "draft.lines[0].modifiers[0].modifiers[0].modifier_id"
    assert refusal.violations == (Violation(field, NO_LINES),)


def test_keys_and_values_of_maps_are_text_too():
    refusal = refused(order(extension={"a\0": "x", "b": "y\0"}))
    assert {each.field for each in refusal.violations} <= {
        *("draft.extension[0]", "draft.extension[1]"),
        "draft.extension.b",
    }
    assert len(refusal.violations) == 2


@pytest.mark.parametrize("seconds", [-1, -62135596800, limits.LATEST_SECONDS, 2**62])
def test_a_time_outside_the_years_we_handle_is_refused(seconds):
    refusal = refused(order(expected_time=Timestamp(seconds=seconds)))
    assert refusal.violations == (Violation("draft.expected_time", TIME),)


@pytest.mark.parametrize("nanos", [-5, 1_000_000_000])
def test_a_time_has_nanoseconds_of_one_second(nanos):
    assert refused(order(expected_time=Timestamp(seconds=9, nanos=nanos))).violations


@pytest.mark.parametrize("seconds", [-1, limits.MAX_DURATION_SECONDS + 1, 2**62])
def test_a_span_is_neither_negative_nor_endless(seconds):
    spec = coupon_pb2.CouponTemplateSpec(validity=Duration(seconds=seconds))
    assert refused(spec).violations[0].field == "validity"


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_is_a_number(number):
    point = geo_pb2.GeoPoint(latitude=number, longitude=1.0)
    refusal = refused(serving_pb2.FindNearbyStoresRequest(point=point))
    assert refusal.violations == (Violation("point.latitude", "must be a finite number"),)


def test_an_enum_has_known_values_alone_and_in_lists():
    assert refused(order(service_type=99)).violations[0].field == "draft.service_type"
    conditions = promotion_pb2.Conditions(service_types=[1, 99])
    assert refused(conditions).violations[0].field == "service_types[1]"


def test_a_text_is_not_endless_counted_in_code_points():
    check_message(order(remark="好" * limits.MAX_TEXT))
    assert refused(order(remark="好" * (limits.MAX_TEXT + 1))).violations
    notice = payment_messages_pb2.HandlePaymentNoticeRequest(headers={"a": "x" * 8_192})
    check_message(notice)
    notice.headers["a"] += "x"
    assert refused(notice).violations


@pytest.mark.parametrize(("levels", "sound"), [(13, True), (14, False), (90, False)])
def test_a_message_is_nested_only_so_deep(levels, sound):
    modifier = messages_pb2.DraftModifier(modifier_id="a")
    for _ in range(levels - 1):
        modifier = messages_pb2.DraftModifier(modifiers=[modifier])
    message = order(lines=[messages_pb2.DraftLine(modifiers=[modifier])])
    if sound:
        check_message(message)
    else:
        assert "nested" in refused(message).violations[0].description


def test_a_request_with_too_many_values_is_refused_before_they_are_all_seen():
    ids = ["o"] * (limits.MAX_VALUES + 1)
    refusal = refused(coupon_requests_pb2.IssueCouponsRequest(person_ids=ids))
    assert str(limits.MAX_VALUES) in refusal.message
    lines = [messages_pb2.DraftLine(sku_id="a\0")] * 1000
    assert len(refused(order(lines=lines)).violations) == limits.MAX_VIOLATIONS


def test_a_batch_may_hold_more_values():
    orders = [create_messages_pb2.NewOrder(order_id="a", channel="b")] * 7_000
    check_message(messages_pb2.BatchImportOrdersRequest(orders=orders))
    with pytest.raises(InvalidRequest):
        check_message(create_messages_pb2.NewOrder(lines=[{"line_id": "a"}] * 20_000))
