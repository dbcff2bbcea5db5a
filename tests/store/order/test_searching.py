"""A person's orders by a word of them."""

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import read_messages_pb2 as read_pb

from mesh.pure.errors import InvalidRequest
from tests.store.order.build import begun, line, new_order, paid


async def ordered(center, dish: str, size: str = "", person_id: str = "per_1") -> str:
    wanted = line()
    wanted.name, wanted.sku_name = dish, size
    order = new_order(await begun(center), wanted, person_id=person_id)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    return order.order_id


async def found(center, text: str, person_id: str = "per_1", page_size: int = 50) -> list[str]:
    ids, token = [], ""
    while True:
        request = read_pb.ListOrdersRequest(
            person_id=person_id, text=text, page_size=page_size, page_token=token
        )
        page = await center.servicer.ListOrders(request, None)
        ids += [order.order_id for order in page.orders]
        token = page.next_page_token
        if not token:
            return ids


async def test_a_dish_is_found_by_a_part_of_its_name_in_any_case(center):
    noodles = await ordered(center, "Beef Noodles 牛肉面", "large")
    milk = await ordered(center, "Soy Milk 100%_sweet")
    again = await ordered(center, "Noodles")
    await ordered(center, "Noodles", person_id="per_2")
    assert await found(center, "nOODles", page_size=1) == [again, noodles]
    assert await found(center, "牛肉") == [noodles]
    assert await found(center, "noodles 牛肉面 LARGE") == [noodles]
    assert await found(center, "0%_s") == [milk]
    assert await found(center, "%") == [milk]
    assert await found(center, "tea") == []


async def test_an_order_is_found_by_its_code_and_by_the_end_of_its_id(center):
    order_id = await ordered(center, "Soup")
    await ordered(center, "Tea")
    await paid(center, order_id, "pay_1")
    accept = change_pb.AcceptOrderRequest(request_id="a1", order_id=order_id, pickup_code="A42")
    await center.servicer.AcceptOrder(accept, None)
    assert await found(center, "a42") == [order_id]
    assert await found(center, order_id.partition("-")[0][-6:].upper()) == [order_id]
    assert await found(center, order_id[:6]) == []


@pytest.mark.parametrize("request_", [{"text": "tea"}, {"text": "t" * 61, "person_id": "per_1"}])
async def test_orders_of_everybody_and_long_texts_are_not_searched(center, request_):
    with pytest.raises(InvalidRequest):
        await center.servicer.ListOrders(read_pb.ListOrdersRequest(**request_), None)
