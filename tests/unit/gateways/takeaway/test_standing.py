"""How far a platform's rider has come is what was so last, whatever is told late."""

import time

import pytest
from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2, order_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.standing import Standing
from tests.unit.gateways.takeaway.centers import Centers

NOW = int(time.time())
LOOKING, PICKED_UP, DELIVERED, CANCELLED = 1, 4, 5, 6


class Orders(Centers):
    """One order; keeps how its delivery stands."""

    def __init__(self) -> None:
        super().__init__()
        self.order = order_pb2.Order(order_id="ord_1")

    async def RecordDeliveries(self, request):
        self.order.delivery.CopyFrom(request.items[0].delivery)
        results = [create_messages_pb2.ChangeResult()]
        return change_messages_pb2.RecordDeliveriesResponse(results=results)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ([(PICKED_UP, 30), (DELIVERED, 40), (CANCELLED, 20)], DELIVERED),
        ([(CANCELLED, 20), (PICKED_UP, 10)], CANCELLED),
        ([(CANCELLED, 20), (LOOKING, 30), (PICKED_UP, 40)], PICKED_UP),
        ([(DELIVERED, 40), (CANCELLED, 50)], CANCELLED),
        ([(PICKED_UP, 30), (CANCELLED, 10**10), (LOOKING, 40)], LOOKING),
    ],
    ids=["delivered", "given up", "another", "newer", "no time"],
)
async def test_a_rider_stands_as_was_so_last(told, shown):
    orders = Orders()
    peers = Peers(*[orders] * 4)
    standing = Standing(Intake(peers, "meituan"), Refunds(peers))
    for step, seconds in told:
        rider = order_pb2.OrderDelivery(step=step)
        await standing.ride(orders.order, rider, f"{step}", NOW - 100 + seconds)
    assert orders.order.delivery.step == shown
