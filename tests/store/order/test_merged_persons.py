"""Orders of merged persons go to the person that stays, whatever is placed meanwhile, and back."""

import asyncio

import pytest
from zhongtai.common.v1 import person_merge_pb2
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from mesh.pure.errors import InProgress, PersonMerged
from mesh.pure.ids import new_order_id
from tests.store.order.build import begun, channel_order, new_order, placed


async def move(center, merge="m1", gone="per_1", kept="per_2", *, back=False) -> int:
    request = person_merge_pb2.MovePersonRequest(
        merge_id=merge, from_person_id=gone, into_person_id=kept, back=back
    )
    return (await center.servicer.MovePerson(request, None)).moved_count


async def create(center, order_id: str = "", **fields):
    order = new_order(order_id or new_order_id("sto_1"), **fields)
    return await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)


async def take_over(center, *orders: pb.NewOrder) -> list[pb.ImportedOrder]:
    request = pb.ImportOrdersRequest(orders=orders)
    return list((await center.servicer.ImportOrders(request, None)).results)


async def orders_of(center, person: str) -> set[str]:
    request = read_pb.ListOrdersRequest(person_id=person, page_size=200)
    return {order.order_id for order in (await center.servicer.ListOrders(request, None)).orders}


async def breaches(center) -> list[str]:
    answer = await center.servicer.Audit(read_pb.AuditRequest(), None)
    return [breach for check in answer.checks for breach in check.breaches]


async def test_orders_move_and_come_back_and_later_ones_stay(center):
    mine = await placed(center)
    assert await move(center) == 1
    later = (await create(center, person_id="per_2")).order.order_id
    assert await orders_of(center, "per_2") == {mine, later}
    assert await move(center, back=True) == 1
    assert [await orders_of(center, who) for who in ("per_1", "per_2")] == [{mine}, {later}]


async def test_nothing_new_is_placed_for_one_who_is_gone(center):
    await move(center)
    with pytest.raises(PersonMerged) as refused:
        await create(center)
    assert refused.value.metadata == {"merged_into_person_id": "per_2"}
    await move(center, back=True)
    assert (await create(center)).order.person_id == "per_1"


async def test_an_order_that_was_created_is_answered_again_after_the_merge(center):
    order_id = await begun(center)
    await create(center, order_id)
    await move(center)
    assert (await create(center, order_id)).order.person_id == "per_2"


async def test_what_a_channel_sold_to_one_who_is_gone_is_the_others(center):
    await move(center, "m1", "per_1", "per_2")
    await move(center, "m2", "per_2", "per_3")
    sold, guest = channel_order(), channel_order(person_id="")
    results = await take_over(center, sold, guest)
    assert [each.created for each in results] == [True, True]
    assert await orders_of(center, "per_3") == {results[0].order_id}
    again = await take_over(center, sold)
    assert (again[0].order_id, again[0].created) == (results[0].order_id, False)


async def test_a_placement_that_is_sent_again_by_the_person_that_stays_is_the_same(center):
    order_id = await begun(center, "one-press")
    await create(center, order_id)
    await move(center)
    again = pb.BeginOrderRequest(
        request_id="one-press", body_hash=bytes(32), store_id="sto_1", person_id="per_2"
    )
    assert (await center.servicer.BeginOrder(again, None)).order_id == order_id


async def test_no_order_is_left_behind_whatever_is_placed_while_persons_are_merged(center):
    async def attempt() -> str:
        try:
            return (await create(center, await begun(center))).order.order_id
        except PersonMerged:
            return ""

    first = [attempt() for _ in range(30)]
    answers = await asyncio.gather(*first, move(center), *(attempt() for _ in range(30)))
    made = {answer for answer in answers if isinstance(answer, str) and answer}
    assert [await orders_of(center, who) for who in ("per_1", "per_2")] == [set(), made]
    assert await breaches(center) == []


async def test_a_merge_waits_its_turn_when_a_writer_takes_long(center):
    async with center.db.transaction() as slow:
        await slow.execute("LOCK TABLE orders IN ROW EXCLUSIVE MODE")
        with pytest.raises(InProgress):
            await move(center)
    assert await move(center) == 0
