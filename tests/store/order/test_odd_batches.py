"""A batch of the order center answers each item: one that makes no sense is refused alone."""

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as create_pb

from tests.store.order.build import placed, usd

ODD = ["", "x", "ord_1-", "a\0b", "ord_01m8j17exqm1580m63b8mxj18s-sto_1"]


def flagging(order_ids):
    return change_pb.FlagShortfallsRequest(order_ids=order_ids)


def refunding(order_ids):
    items = [
        change_pb.RefundItem(
            order_id=each, refund_id=f"ref_{n}", payment_id=f"pay_{each[4:30]}", amount=usd(100)
        )
        for n, each in enumerate(order_ids)
    ]
    return change_pb.RecordRefundsRequest(items=items)


def paying(order_ids):
    items = [
        create_pb.PaidItem(order_id=each, payment_id=f"pay_{each[4:30]}", amount=usd(1000))
        for each in order_ids
    ]
    return create_pb.MarkOrdersPaidRequest(items=items)


@pytest.mark.parametrize(
    ("method", "request_of"),
    [("FlagShortfalls", flagging), ("RecordRefunds", refunding), ("MarkOrdersPaid", paying)],
)
@pytest.mark.parametrize("odd", ODD)
async def test_neighbours_of_an_odd_item_are_changed_and_answered(center, method, request_of, odd):
    order_ids = [await placed(center), odd, await placed(center)]
    answer = await getattr(center.servicer, method)(request_of(order_ids), None)
    assert [result.order_id for result in answer.results] == order_ids
    assert [bool(result.refusal_reason) for result in answer.results] == [False, True, False]
