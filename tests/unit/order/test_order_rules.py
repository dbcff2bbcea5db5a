"""The life of an order as pure decisions: invariants over random histories."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.order.v1 import after_sale_pb2, error_reason_pb2, event_pb2, order_pb2

import centers.order.after_sale.errors
import centers.order.vouchers.errors
from centers.order import errors, rules, states
from centers.order.after_sale.model import AfterSaleOrigin, AfterSaleStatus
from centers.order.model import (
    CancelReason,
    EventKind,
    Head,
    OrderStatus,
    Route,
    ServiceType,
    Times,
)
from centers.order.waiting.rules import release
from mesh.pure.errors import Refusal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
S = OrderStatus


def head(status: OrderStatus = S.PENDING_PAYMENT, **fields) -> Head:
    given_fields = {"service_type": ServiceType.PICK_UP, "paid": 0, "total": 1000} | fields
    return Head(
        order_id="ord_00000000000000000000000000-sto_1",
        merchant_id="demo",
        store_id="sto_1",
        channel="miniapp",
        channel_order_number="",
        route=Route.TILL,
        person_id="per_1",
        business_date=date(2026, 11, 22),
        currency="CNY",
        lines_amount=1000,
        packaging_fee=0,
        delivery_fee=0,
        discount_amount=0,
        paid_by_channel=0,
        payment_deadline=NOW,
        content_hash=b"",
        times=Times(NOW, NOW),
        status=status,
        **given_fields,
    )


def decisions() -> st.SearchStrategy:
    code = st.sampled_from(["", "A1", "B2"])
    steps = [S.ACCEPTED, S.PREPARING, S.READY, S.DELIVERING, S.FULFILLED, S.COMPLETED]
    return st.one_of(
        st.builds(
            lambda to, code, lenient: rules.move(to, "n", pickup_code=code, lenient=lenient),
            st.sampled_from(steps),
            code,
            st.booleans(),
        ),
        st.builds(
            lambda who, amount: rules.pay(who, amount, "CNY", "n"),
            st.sampled_from(["p1", "p2"]),
            st.sampled_from([1000, 999]),
        ),
        st.builds(
            lambda mine: rules.cancel(CancelReason.CUSTOMER, "", "n", by_customer=mine),
            st.booleans(),
        ),
        st.builds(lambda amount: rules.record_refund("r", "p1", amount, "n"), st.integers(1, 1200)),
        st.just(rules.complete("n")),
        st.just(rules.reject("busy", "n")),
        st.just(rules.give_code("C3", "n")),
    )


@given(st.sampled_from(list(ServiceType)), st.booleans(), st.lists(decisions(), max_size=12))
def test_no_history_breaks_the_state_table_or_the_money(service_type, paid_first, history):
    now = head(service_type=service_type)
    for decide in [*([rules.pay("p1", 1000, "CNY", "n")] if paid_first else []), *history]:
        try:
            outcome = decide(now, NOW)
        except Refusal:
            continue
        told = now.status
        for event in outcome.events:
            # Who follows takes each event's word for how the order stands.
            assert event.from_status is told
            told = event.head.status
            if event.kind is EventKind.MOVED:
                assert states.may_move(service_type, event.from_status, told)
            else:
                assert event.from_status is told
        assert told is outcome.head.status
        assert 0 <= outcome.head.refunded <= outcome.head.paid
        assert outcome.head.paid in (0, 1000)
        if now.status in states.ORDER.final:
            assert outcome.head.status is now.status
        now = outcome.head
    placed = now.times.placed_at is not None
    assert placed == (now.paid == 1000)


@pytest.mark.parametrize("kind", [ServiceType.PICK_UP, ServiceType.DINE_IN])
def test_only_deliveries_go_with_a_rider(kind):
    with pytest.raises(errors.IllegalMove):
        rules.move(S.DELIVERING, "n")(head(S.READY, service_type=kind), NOW)


def test_a_voucher_goes_from_placed_straight_to_fulfilled():
    voucher = head(S.PLACED, service_type=ServiceType.VOUCHER)
    with pytest.raises(errors.IllegalMove):
        rules.move(S.ACCEPTED, "n")(voucher, NOW)
    assert rules.move(S.FULFILLED, "n")(voucher, NOW).head.status is S.FULFILLED


def test_nobody_takes_on_an_order_whose_group_is_not_full_yet():
    withheld = head(S.PLACED, paid=1000, wait_for="gpl_1", waits=True)
    for decide in (rules.move(S.ACCEPTED, "n"), rules.move(S.FULFILLED, "n"), rules.complete("n")):
        with pytest.raises(errors.IllegalMove):
            decide(withheld, NOW)
    late = rules.move(S.ACCEPTED, "till:1", pickup_code="A1", lenient=True)(withheld, NOW)
    assert late.head == withheld
    assert [event.kind for event in late.events] == [EventKind.LATE_MESSAGE]
    ended = rules.cancel(CancelReason.GROUP_NOT_FULL, "", "n", by_customer=False)(withheld, NOW)
    assert ended.head.status is S.CANCELLED
    freed = release("gpl_1", "n")(withheld, NOW).head
    assert rules.move(S.ACCEPTED, "n")(freed, NOW).head.status is S.ACCEPTED


def test_money_for_a_cancelled_order_is_told_as_unwanted():
    outcome = rules.pay("p1", 1000, "CNY", "n")(head(S.CANCELLED), NOW)
    assert isinstance(outcome.refusal, errors.PaidTooLate)
    assert [event.kind for event in outcome.events] == [EventKind.PAYMENT_UNWANTED]
    assert outcome.head.paid == 0


def test_completing_an_order_nobody_called_fulfilled_tells_both_steps():
    outcome = rules.complete("till:1")(head(S.READY, paid=1000), NOW)
    assert [event.head.status for event in outcome.events] == [S.FULFILLED, S.COMPLETED]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (OrderStatus, order_pb2.OrderStatus),
        (CancelReason, order_pb2.CancelReason),
        (EventKind, event_pb2.OrderEventKind),
        (AfterSaleStatus, after_sale_pb2.AfterSaleStatus),
        (AfterSaleOrigin, after_sale_pb2.AfterSaleOrigin),
    ],
)
def test_our_numbers_are_those_of_the_contract(ours, theirs):
    contract = {number: name for name, number in theirs.items() if number}
    prefix = len(theirs.Name(0)) - len("UNSPECIFIED")
    assert {m.value: m.name for m in ours if m.value} == {
        number: name[prefix:] for number, name in contract.items()
    }


def test_every_reason_of_the_contract_has_its_class():
    assert issubclass(centers.order.after_sale.errors.AfterSaleNotFound, errors.OrderRefusal)
    ours = {cls.reason for cls in errors.OrderRefusal.__subclasses__()}
    names = error_reason_pb2.ErrorReason.keys()
    assert ours == {name.removeprefix("ERROR_REASON_") for name in names} - {"UNSPECIFIED"}
