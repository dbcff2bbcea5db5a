"""Ele.me is told how its orders stand: with its words, until it knows, and never twice."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2, order_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.eleme import bodies, reading
from gateways.takeaway.eleme.platform import became_of, call_of
from gateways.takeaway.following import Telling
from gateways.takeaway.platforms import Unclear
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_items import PeerAway
from mesh.pure.clock import FixedClock
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway.eleme_gateway import Gateway, refused
from tests.unit.gateways.takeaway.eleme_order import order
from tests.unit.gateways.takeaway.telling import (
    ACCEPTED,
    CANCELLED,
    FULFILLED,
    READY,
    moved_on,
    told,
)

CONFIRM, READ = "order.confirmOrderLite", "order.getOrder"

moved = partial(moved_on, "eleme")


@pytest.fixture
def gateway():
    gateway = Gateway()
    gateway.centers.orders["ord_1"] = order_pb2.Order(
        order_id="ord_1",
        channel_order_number="25217",
        extension={"eleme_app": "22954133", "eleme_items": "71,72"},
    )
    return gateway


@pytest.fixture
def telling(gateway):
    clock = FixedClock(datetime.now(UTC) - timedelta(hours=1))
    return Telling("takeaway", gateway.peers, gateway.eleme, clock)


async def test_steps_are_told_in_order_with_one_token(gateway, telling):
    assert await told(telling, moved(READY)) == {}
    assert gateway.platform.actions == [CONFIRM, "order.setOrderPrepared"]
    assert {params["orderId"] for _, _, params in gateway.platform.told} == {"25217"}
    assert len(gateway.platform.granted) == 1


@pytest.mark.parametrize(
    ("by", "actions"),
    [
        (
            trade_pb2.DELIVERED_BY_STORE,
            ["order.startDeliveryBySelf", "order.completeDeliveryBySelf"],
        ),
        (trade_pb2.DELIVERED_BY_PLATFORM, []),
    ],
)
async def test_only_our_own_riders_ways_are_told(gateway, telling, by, actions):
    await told(telling, moved(FULFILLED, READY, delivered_by=by))
    assert gateway.platform.actions == actions


async def test_a_cancellation_has_a_reason(gateway, telling):
    kept = gateway.centers.orders["ord_1"]
    kept.cancel_reason, kept.cancel_note = order_pb2.CANCEL_REASON_OUT_OF_STOCK, "no beef"
    await told(telling, moved(CANCELLED))
    [(_, action, params)] = gateway.platform.told
    assert action == "order.cancelOrderLite"
    assert (params["type"], params["remark"]) == ("foodSoldOut", "no beef")


async def test_an_order_whose_answer_was_lost_is_asked_about_and_not_confirmed_again(
    gateway, telling
):
    gateway.platform.answers |= {CONFIRM: httpx.ReadTimeout("lost"), READ: order(status="valid")}
    with pytest.raises(PeerAway):
        await told(telling, moved(ACCEPTED))
    assert await told(telling, moved(ACCEPTED)) == {}
    assert gateway.platform.actions == [CONFIRM, READ]


async def test_a_way_that_may_have_been_told_before_and_is_refused_then_was_told(gateway, telling):
    start = "order.startDeliveryBySelf"
    gateway.platform.answers |= {start: httpx.ReadTimeout("lost"), READ: order(status="valid")}
    event = moved(6, READY, delivered_by=trade_pb2.DELIVERED_BY_STORE)
    with pytest.raises(PeerAway):
        await told(telling, event)
    gateway.platform.answers[start] = refused("BIZ_1")
    assert await told(telling, event) == {}


@pytest.mark.parametrize(
    ("state", "money", "known"),
    [("settled", "applied", None), ("settled", "successful", False), ("valid", "applied", None)],
)
def test_an_answer_to_a_wish_was_heard_when_the_wish_waits_no_more(state, money, known):
    there = reading.read(order(status=state, refundStatus=money), bodies.Order)
    assert became_of(Command.AGREE, there) is known


@pytest.mark.parametrize(
    ("code", "stands", "left"),
    [
        ("BIZ_1", "unprocessed", [True]),
        ("BIZ_1", "valid", []),
        ("BIZ_1", "invalid", []),
        ("EXCEED_LIMIT", "unprocessed", [False]),
        ("INVALID_SIGNATURE", "unprocessed", [False]),
    ],
)
async def test_each_failure_of_the_platform_means_the_right_thing(
    gateway, telling, code, stands, left
):
    gateway.platform.answers |= {CONFIRM: refused(code), READ: order(status=stands)}
    undone = (await told(telling, moved(ACCEPTED))).values()
    assert [each.final for each in undone] == left
    assert "elesecret" not in str([each.reason for each in undone])


async def test_a_token_that_is_refused_is_renewed_once(gateway, telling):
    def once(call: dict):
        return refused("UNAUTHORIZED") if call["token"] == "tok1" else None

    gateway.platform.answers[CONFIRM] = once
    assert await told(telling, moved(ACCEPTED)) == {}
    assert (gateway.platform.actions, len(gateway.platform.granted)) == ([CONFIRM, CONFIRM], 2)
    ready = "order.setOrderPrepared"
    gateway.platform.answers[ready] = refused("UNAUTHORIZED")
    [left] = (await told(telling, moved(READY, ACCEPTED))).values()
    assert not left.final
    assert gateway.platform.actions[2:] == [ready, ready]


@pytest.mark.parametrize(
    ("status", "amount", "lines", "method"),
    [
        (ACCEPTED, 300, [], "cancelOrderLite"),
        (order_pb2.ORDER_STATUS_COMPLETED, 300, [], "applyRefund"),
        (ACCEPTED, 100, ["1"], "refundPart"),
        (ACCEPTED, 100, [], None),
    ],
)
def test_money_that_the_chain_gives_back_is_asked_for_in_the_way_that_fits(
    gateway, status, amount, lines, method
):
    kept, event = gateway.centers.orders["ord_1"], event_pb2.OrderEvent()
    kept.status, kept.amounts.paid.minor_units = status, 300
    kept.lines.add(line_id="1", quantity=2, channel_item_code="F1", name="noodles")
    event.after_sale.amount.minor_units = amount
    for line in lines:
        event.after_sale.lines.add(line_id=line, quantity=1)
    task = Task(Command.REFUND, kept, event)
    if method is None:
        with pytest.raises(InvalidRequest):
            call_of(task)
        return
    called, params = call_of(task)
    assert called == method
    if lines:
        goods = {"skuId": "71", "extendCode": "F1", "name": "noodles", "quantity": 1}
        assert params["refundOrderMessage"]["goodsList"] == [goods]


@pytest.mark.parametrize(
    ("money", "before", "asked", "unclear"),
    [
        ("noRefund", 0, ["order.refundPart"], False),
        ("successful", 0, [], False),
        # It may be the money that went back before.
        ("successful", 50, [], True),
    ],
)
async def test_a_piece_that_may_have_been_given_back_is_not_given_back_twice(
    gateway, money, before, asked, unclear
):
    kept, event = gateway.centers.orders["ord_1"], event_pb2.OrderEvent()
    kept.status, kept.amounts.paid.minor_units = ACCEPTED, 300
    kept.amounts.refunded.minor_units = before
    kept.lines.add(line_id="1", quantity=2, channel_item_code="F1", name="noodles")
    event.after_sale.amount.minor_units = 100
    event.after_sale.lines.add(line_id="1", quantity=1)
    gateway.platform.answers[READ] = order(status="valid", refundStatus=money)
    task = Task(Command.REFUND, kept, event, again=True)
    told = pytest.raises(Unclear, match="look at the order") if unclear else nullcontext()
    with as_call(internal_identity("takeaway", "noodles"), timeout=60), told:
        assert await gateway.eleme.carry_out(task)
    assert gateway.platform.actions == [READ, *asked]


@pytest.mark.parametrize(
    ("ahead", "asked"),
    [(timedelta(seconds=4), [READ]), (timedelta(minutes=1), ["order.refundPart"])],
)
async def test_money_is_looked_for_where_another_hosts_clock_may_be_ahead_of_ours(
    gateway, ahead, asked
):
    clock = FixedClock(datetime.now(UTC))
    telling = Telling("takeaway", gateway.peers, gateway.eleme, clock)
    kept, event = gateway.centers.orders["ord_1"], moved(0)
    kept.status, kept.amounts.paid.minor_units = ACCEPTED, 300
    kept.lines.add(line_id="1", quantity=2, channel_item_code="F1", name="noodles")
    event.kind, event.to_status = event_pb2.ORDER_EVENT_KIND_AFTER_SALE, 0
    event.after_sale.status = after_sale_pb2.AFTER_SALE_STATUS_AGREED
    event.after_sale.held_by_channel = True
    event.after_sale.amount.minor_units = 100
    event.after_sale.lines.add(line_id="1", quantity=1)
    event.occur_time.FromDatetime(clock.now() + ahead)
    gateway.platform.answers[READ] = order(status="valid", refundStatus="successful")
    assert await told(telling, event) == {}
    assert gateway.platform.actions == asked
