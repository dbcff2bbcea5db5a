"""New orders: placed once, taken over once, numbered without gaps."""

import asyncio

import pytest
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from centers.order.errors import AmountsDisagree
from mesh.pure.errors import InProgress, InvalidRequest, RequestIdReused
from tests.store.order.build import (
    begun,
    channel_order,
    line,
    new_order,
    paid,
    placed,
    usd,
)


async def test_a_placement_keeps_its_order_id_and_gives_the_order_once_it_exists(center):
    order_id = await begun(center, "same")
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    request = pb.BeginOrderRequest(
        request_id="same", body_hash=bytes(32), store_id="sto_1", person_id="per_1"
    )
    again = await center.servicer.BeginOrder(request, None)
    assert again.order_id == order_id
    assert again.order.order_id == order_id


async def test_a_placement_with_another_body_is_refused(center):
    await begun(center, "same")
    other = pb.BeginOrderRequest(
        request_id="same", body_hash=b"x" * 32, store_id="sto_1", person_id="per_1"
    )
    with pytest.raises(RequestIdReused):
        await center.servicer.BeginOrder(other, None)


async def test_a_twin_waits_until_the_placement_is_given_up(center):
    order_id = await begun(center, "same")
    with pytest.raises(InProgress):
        await begun(center, "same")
    abandon = pb.AbandonPlacementRequest(request_id="same", person_id="per_1", order_id=order_id)
    await center.servicer.AbandonPlacement(abandon, None)
    assert await begun(center, "same") == order_id


async def test_of_a_hundred_twins_one_goes_on(center):
    results = await asyncio.gather(
        *(begun(center, "same") for _ in range(100)), return_exceptions=True
    )
    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, InProgress) for result in results) == 99


async def test_creating_the_same_order_a_hundred_times_at_once_makes_one(center):
    order_id = await begun(center)
    request = pb.CreateOrderRequest(order=new_order(order_id, line("1", 2), line("2", 1)))
    replies = await asyncio.gather(
        *(center.servicer.CreateOrder(request, None) for _ in range(100))
    )
    assert {reply.order.order_id for reply in replies} == {order_id}
    assert await center.db.fetchval("SELECT count(*) FROM orders") == 1
    assert await center.db.fetchval("SELECT count(*) FROM order_lines") == 2
    assert await center.db.fetchval("SELECT count(*) FROM events") == 1


async def test_another_order_under_a_used_id_is_refused(center):
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    other = pb.CreateOrderRequest(order=new_order(order_id, line(quantity=2)))
    with pytest.raises(RequestIdReused):
        await center.servicer.CreateOrder(other, None)


async def test_an_order_reads_back_as_it_was_handed_in(center):
    new = new_order(await begun(center), line("a", 2, 1250), line("b", 1, 499))
    new.customer.phone, new.remark = "13800000000", "no onions"
    new.extension["poi"] = "42"
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new), None)
    request = read_messages_pb2.GetOrderRequest(order_id=new.order_id)
    order = (await center.servicer.GetOrder(request, None)).order
    assert [(item.line_id, item.amount.minor_units) for item in order.lines] == [
        ("a", 2500),
        ("b", 499),
    ]
    assert (order.remark, order.customer.phone) == ("no onions", "13800000000")
    assert dict(order.extension) == {"poi": "42"}
    assert order.lines[0].components[0].quantity == 2


async def test_amounts_that_disagree_are_refused_and_nothing_is_kept(center):
    new = new_order(await begun(center))
    new.total.CopyFrom(usd(1))
    with pytest.raises(AmountsDisagree):
        await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new), None)
    assert await center.db.fetchval("SELECT count(*) FROM orders") == 0


async def test_an_unknown_service_type_is_refused_by_name(center):
    new = new_order(await begun(center), service_type=77)
    with pytest.raises(InvalidRequest) as refused:
        await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new), None)
    assert refused.value.violations[0].field == "service_type"


async def test_imports_are_taken_over_once_however_often_they_come(center):
    orders = [channel_order(f"n{i % 20}") for i in range(60)]
    request = pb.ImportOrdersRequest(orders=orders)
    first = await center.servicer.ImportOrders(request, None)
    second = await center.servicer.ImportOrders(request, None)
    assert sum(result.created for result in first.results) == 20
    assert not any(result.created for result in second.results)
    assert [r.order_id for r in first.results] == [r.order_id for r in second.results]
    numbers = await center.db.fetchval("SELECT array_agg(daily_number ORDER BY 1) FROM orders")
    assert sorted(numbers) == list(range(1, 21))


async def test_a_channel_number_with_another_content_is_refused_alone(center):
    await center.servicer.ImportOrders(pb.ImportOrdersRequest(orders=[channel_order("n")]), None)
    request = pb.ImportOrdersRequest(
        orders=[channel_order("n", line(quantity=3)), channel_order("m")]
    )
    results = (await center.servicer.ImportOrders(request, None)).results
    assert [result.refusal_reason for result in results] == ["CHANNEL_NUMBER_TAKEN", ""]


async def test_daily_numbers_count_up_without_gaps_under_concurrency(center):
    await asyncio.gather(*(placed(center) for _ in range(40)))
    numbers = await center.db.fetchval("SELECT array_agg(daily_number) FROM orders")
    assert sorted(numbers) == list(range(1, 41))


async def test_a_hundred_notices_of_one_payment_pay_once(center):
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    results = await asyncio.gather(*(paid(center, order_id, "pay_1") for _ in range(100)))
    assert {result.refusal_reason for result in results} == {""}
    assert {result.status for result in results} == {order_pb2.ORDER_STATUS_PLACED}
    assert await center.db.fetchval("SELECT paid FROM orders") == 1000


async def test_a_second_payment_is_refused_each_time_and_told_once(center):
    order_id = await placed(center)
    for _ in range(2):
        result = await paid(center, order_id, "pay_other")
        assert result.refusal_reason == "ALREADY_PAID"
    count = "SELECT count(*) FROM events WHERE kind = 'PAYMENT_UNWANTED'"
    assert await center.db.fetchval(count) == 1


async def test_a_wrong_amount_does_not_pay(center):
    order_id = await begun(center)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=new_order(order_id)), None)
    result = await paid(center, order_id, "pay_1", amount=999)
    assert result.refusal_reason == "PAYMENT_MISMATCH"
    assert await center.db.fetchval("SELECT paid FROM orders") == 0


async def test_an_order_keeps_the_names_of_the_customer_and_of_the_kitchen(center):
    tea = line(price=1000)
    tea.name, tea.kitchen_name, tea.sku_name, tea.kitchen_sku_name = "Tee", "茶", "Groß", "大"
    tea.modifiers.add(name="Zucker", kitchen_name="糖", quantity=1, unit_price=usd(0))
    order_id = await begun(center)
    create = pb.CreateOrderRequest(order=new_order(order_id, tea))
    await center.servicer.CreateOrder(create, None)
    get = read_messages_pb2.GetOrderRequest(order_id=order_id)
    [kept] = (await center.servicer.GetOrder(get, None)).order.lines
    assert (kept.name, kept.kitchen_name) == ("Tee", "茶")
    assert (kept.sku_name, kept.kitchen_sku_name) == ("Groß", "大")
    assert (kept.modifiers[0].name, kept.modifiers[0].kitchen_name) == ("Zucker", "糖")


def at_once(request_id: str, body: bytes = b"a", **fields) -> pb.CreateOrderRequest:
    """An order for which nothing is set aside: begun and written in one."""
    order = new_order("", **fields)
    order.nothing_reserved = order.nothing_held = True
    return pb.CreateOrderRequest(order=order, request_id=request_id, body_hash=body * 32)


async def test_an_order_that_takes_nothing_is_begun_and_written_once(center):
    create = center.servicer.CreateOrder
    replies = await asyncio.gather(*(create(at_once("r1"), None) for _ in range(50)))
    (order_id,) = {reply.order.order_id for reply in replies}
    # Prices that have changed since are no other request.
    again = await create(at_once("r1", remark="dearer now"), None)
    assert again.order.order_id == order_id
    assert await center.db.fetchval("SELECT count(*) FROM orders") == 1
    assert await center.db.fetchval("SELECT count(*) FROM events") == 1


async def test_a_request_id_of_another_body_begins_no_other_order(center):
    await center.servicer.CreateOrder(at_once("r1"), None)
    with pytest.raises(RequestIdReused):
        await center.servicer.CreateOrder(at_once("r1", b"b"), None)
    assert await center.db.fetchval("SELECT count(*) FROM orders") == 1


async def test_what_was_written_at_once_is_found_by_who_begins_it_again(center):
    made = (await center.servicer.CreateOrder(at_once("r1"), None)).order
    begin = pb.BeginOrderRequest(
        request_id="r1", body_hash=b"a" * 32, store_id="sto_1", person_id="per_1"
    )
    assert (await center.servicer.BeginOrder(begin, None)).order == made


async def test_what_an_attempt_that_died_has_begun_is_not_written_beside_it(center):
    begin = pb.BeginOrderRequest(
        request_id="r1", body_hash=b"a" * 32, store_id="sto_1", person_id="per_1"
    )
    begun = await center.servicer.BeginOrder(begin, None)
    assert begun.is_new
    with pytest.raises(InProgress):
        await center.servicer.CreateOrder(at_once("r1"), None)
    assert await center.db.fetchval("SELECT count(*) FROM orders") == 0
    created = pb.CreateOrderRequest(order=new_order(begun.order_id))
    await center.servicer.CreateOrder(created, None)
    found = await center.servicer.CreateOrder(at_once("r1"), None)
    assert found.order.order_id == begun.order_id


@pytest.mark.parametrize("field", ["nothing_reserved", "nothing_held"])
async def test_what_sets_something_aside_has_to_be_begun_first(center, field):
    request = at_once("r1")
    setattr(request.order, field, False)
    with pytest.raises(InvalidRequest):
        await center.servicer.CreateOrder(request, None)


async def test_events_say_for_which_orders_nothing_is_set_aside(center):
    order_id = (await center.servicer.CreateOrder(at_once("r1"), None)).order.order_id
    await paid(center, order_id, "pay_1")
    await placed(center)
    events, _ = await center.feed.read("", 100)
    told = [event_pb2.OrderEvent.FromString(event.payload) for event in events]
    assert [event.nothing_reserved for event in told] == [True, True, False, False]
    assert [event.nothing_held for event in told] == [True, True, False, False]
