"""The mini-program's gateway: its settings, its translations, its live stream."""

import asyncio
import json
from dataclasses import fields
from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import line_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import coupon_pb2

from gateways.miniapp import adapt, adapt_people, bodies
from gateways.miniapp.live import order_events, watch
from gateways.miniapp.peers import Peers
from mesh.pure.errors import AccessDenied, DeadlineExceeded


def yuan(minor_units):
    return money_pb2.Money(minor_units=minor_units, currency_code="CNY")


def body_of(**fields):
    lines = [{"sku_id": "sku_1", "quantity": 2, "modifiers": [{"modifier_id": "m"}]}]
    raw = {"store_id": "sto_1", "service_type": "PICK_UP", "lines": lines, **fields}
    return msgspec.convert(raw, bodies.DraftBody)


def test_a_draft_keeps_everything_the_customer_said():
    at = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    draft = adapt.draft(
        body_of(
            coupon_ids=["c1"],
            customer={"name": "Anna", "phone": "138"},
            expected_time=at.isoformat(),
            remark="少放葱",
            table_number="A1",
            diner_count=3,
            tableware_count=0,
        )
    )
    (line,) = draft.lines
    assert (line.sku_id, line.quantity, line.modifiers[0].modifier_id) == ("sku_1", 2, "m")
    assert (draft.channel, draft.store_id) == ("miniapp", "sto_1")
    assert draft.service_type == trade_pb2.SERVICE_TYPE_PICK_UP
    assert (draft.customer.name, draft.customer.phone) == ("Anna", "138")
    assert draft.expected_time.ToDatetime(tzinfo=UTC) == at
    assert (draft.remark, draft.table_number, draft.diner_count) == ("少放葱", "A1", 3)
    assert draft.HasField("tableware_count")
    assert draft.tableware_count == 0
    assert list(draft.coupon_ids) == ["c1"]


def test_tableware_that_nobody_spoke_of_is_neither_wanted_nor_refused():
    assert not adapt.draft(body_of()).HasField("tableware_count")


def test_what_the_customer_did_not_say_is_not_there():
    draft = adapt.draft(body_of())
    for field in ("customer", "delivery_address", "expected_time"):
        assert not draft.HasField(field)


def test_choices_within_choices_and_combos_go_through():
    deep = {"modifier_id": "a", "quantity": 2, "modifiers": [{"modifier_id": "b"}]}
    choice = {"slot_id": "slot", "sku_id": "side", "modifiers": [deep]}
    draft = adapt.draft(body_of(lines=[{"sku_id": "combo", "combo_choices": [choice]}]))
    (chosen,) = draft.lines[0].combo_choices
    (outer,) = chosen.modifiers
    assert (chosen.slot_id, chosen.sku_id) == ("slot", "side")
    assert (outer.modifier_id, outer.quantity) == ("a", 2)
    assert (outer.modifiers[0].modifier_id, outer.modifiers[0].quantity) == ("b", 1)


def test_an_address_keeps_its_place_on_earth():
    address = {
        "contact_name": "Anna",
        "contact_phone": "138",
        "street": "Bund 1",
        "latitude": 31.24,
        "longitude": 121.49,
    }
    sent = adapt.draft(body_of(address=address)).delivery_address
    assert (sent.contact_name, sent.contact_phone, sent.street) == ("Anna", "138", "Bund 1")
    assert (sent.point.latitude, sent.point.longitude) == (31.24, 121.49)


@pytest.mark.parametrize("name", ["PICK_UP", "DINE_IN", "DELIVERY"])
def test_every_service_comes_back_as_it_was_sent(name):
    order = order_pb2.Order(service_type=adapt.draft(body_of(service_type=name)).service_type)
    assert adapt.order_view(order).service_type == name


def test_an_order_is_shown_with_its_amounts_and_lines():
    order = order_pb2.Order(
        order_id="ord_1",
        status=order_pb2.ORDER_STATUS_ACCEPTED,
        pickup_code="A42",
        amounts=order_pb2.OrderAmounts(lines=yuan(2800), discount=yuan(400), total=yuan(2400)),
        lines=[line_pb2.OrderLine(line_id="l1", quantity=1, amount=yuan(2800), discount=yuan(400))],
    )
    view = adapt.order_view(order)
    assert (view.status, view.pickup_code, view.cancel_reason) == ("ACCEPTED", "A42", "")
    amounts = msgspec.to_builtins(view.amounts)
    shown = {name: amount for name, amount in amounts.items() if amount}
    assert shown == {"currency": "CNY", "lines": 2800, "discount": 400, "total": 2400}
    assert [(line.line_id, line.discount) for line in view.lines] == [("l1", 400)]
    assert (view.payment_deadline, view.created_at) == (None, None)


def test_an_order_of_a_group_says_which_and_whether_it_waits_for_it():
    deal = order_pb2.OrderDeal(kind=order_pb2.DEAL_KIND_GROUP, deal_id="grp_1", name="For two")
    order = order_pb2.Order(waits=True, wait_for="gpl_1", deal=deal)
    view = adapt.order_view(order)
    assert (view.waits_for_group, msgspec.to_builtins(view.deal)) == (
        True,
        {"kind": "GROUP", "deal_id": "grp_1", "name": "For two"},
    )
    order.times.release_time.seconds = 1
    assert not adapt.order_view(order).waits_for_group
    assert not adapt.order_view(order_pb2.Order(waits=True)).waits_for_group


def test_every_state_of_an_order_has_a_name_for_clients():
    for name, number in order_pb2.OrderStatus.items():
        shown = adapt.order_view(order_pb2.Order(status=number)).status
        assert f"ORDER_STATUS_{shown}" == name


def test_a_preview_adds_up_what_each_line_gets_off():
    def discount(*shares):
        return line_pb2.OrderDiscount(
            amount=yuan(sum(units for _, units in shares)),
            allocations=[
                line_pb2.DiscountAllocation(line_id=line_id, amount=yuan(units))
                for line_id, units in shares
            ],
        )

    reply = messages_pb2.PreviewOrderResponse(
        lines=[line_pb2.OrderLine(line_id="l1"), line_pb2.OrderLine(line_id="l2")],
        discounts=[discount(("l1", 100), ("l2", 50)), discount(("l1", 7))],
    )
    view = adapt.preview_view(reply)
    assert [(line.line_id, line.discount) for line in view.lines] == [("l1", 107), ("l2", 50)]


def test_a_coupon_without_an_end_has_none():
    coupon = coupon_pb2.Coupon(coupon_id="c1", name="5 off")
    assert adapt_people.coupon_view(coupon).expires_at is None
    coupon.expire_time.CopyFrom(Timestamp(seconds=86_400))
    assert adapt_people.coupon_view(coupon).expires_at == datetime(1970, 1, 2, tzinfo=UTC)


async def live_of(changes, may_still=lambda: True):
    nobody = dict.fromkeys(field.name for field in fields(Peers))
    peers = Peers(**nobody | {"order": SimpleNamespace(WatchOrder=changes)})
    return order_events(*await watch(peers, "ord_1"), may_still)


async def versions(request):
    """An order that changes once, and is over."""
    assert request.order_id == "ord_1"
    for version in (1, 2):
        order = order_pb2.Order(order_id="ord_1", version=version)
        yield read_messages_pb2.WatchOrderResponse(order=order)


async def test_the_stream_tells_each_version_and_ends_with_the_order():
    told = [message async for message in await live_of(versions)]
    assert [(message.event, message.id) for message in told] == [("order", "1"), ("order", "2")]
    assert [json.loads(message.data)["version"] for message in told] == [1, 2]


async def test_the_stream_tells_nothing_more_once_the_token_is_revoked():
    assert [message.id async for message in await live_of(versions, lambda: False)] == ["1"]


async def test_who_may_not_see_an_order_gets_a_refusal_and_no_stream():
    async def nothing(_):
        raise AccessDenied
        yield

    with pytest.raises(AccessDenied):
        await live_of(nothing)


async def test_an_order_center_that_says_nothing_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr("mesh.edge.live.FIRST_ANSWER_SECONDS", 0)
    with pytest.raises(DeadlineExceeded):
        await live_of(quiet(asyncio.Event()))


def quiet(ended, *told):
    """A watch that tells so much and then nothing; says when it has ended."""

    async def changes(_):
        try:
            for each in told:
                yield each
            await asyncio.Event().wait()
        finally:
            ended.set()

    return changes


async def test_a_quiet_stream_is_kept_alive_and_its_watching_ends_with_it(monkeypatch):
    monkeypatch.setattr("mesh.edge.live.KEEP_ALIVE_SECONDS", 0)
    ended = asyncio.Event()
    stream = await live_of(quiet(ended, read_messages_pb2.WatchOrderResponse()))
    assert (await anext(stream)).event == "order"
    for _ in range(3):
        assert (await anext(stream)).comment == "alive"
    await stream.aclose()
    async with asyncio.timeout(10):
        await ended.wait()
