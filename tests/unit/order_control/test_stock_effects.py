"""What is done about a paid order whose stock is gone."""

from types import SimpleNamespace

import pytest
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2, order_pb2

from apps.order_control.following import order_item
from apps.order_control.order_effects import Stock
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_items import Batch
from tests.unit.order_control.one_center import moved

UNPAID, PLACED = order_pb2.ORDER_STATUS_PENDING_PAYMENT, order_pb2.ORDER_STATUS_PLACED


class Peers:
    """Stock that is gone, and an order that stands so by the time this is known."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.asked: list[object] = []
        self.inventory = SimpleNamespace(CommitReservations=self._commit, ReleaseReservations=None)
        self.order = SimpleNamespace(FlagShortfalls=self._flag, CancelOrder=self._cancel)

    async def _commit(self, request):
        outcome = reservation_pb2.COMMIT_OUTCOME_SHORTFALL
        results = [
            reservation_pb2.CommitResult(order_id=order_id, outcome=outcome)
            for order_id in request.order_ids
        ]
        return reservation_pb2.CommitReservationsResponse(results=results)

    async def _flag(self, request):
        self.asked.append(request)
        (order_id,) = request.order_ids
        result = create_messages_pb2.ChangeResult(order_id=order_id, status=self.status)
        return change_messages_pb2.FlagShortfallsResponse(results=[result])

    async def _cancel(self, request):
        self.asked.append(request)


@pytest.mark.parametrize(
    ("status", "cancelled"),
    [
        (PLACED, True),
        (order_pb2.ORDER_STATUS_ACCEPTED, True),
        (order_pb2.ORDER_STATUS_PREPARING, False),
        (order_pb2.ORDER_STATUS_DELIVERING, False),
    ],
)
async def test_a_paid_order_without_stock_is_cancelled_unless_the_store_works_on_it_by_then(
    status, cancelled
):
    peers = Peers(status)
    with as_call(internal_identity("order_control", "demo")):
        await Stock(peers).handle(Batch([order_item(moved("ord_1", UNPAID, PLACED))]))
    assert peers.asked[0].order_ids == ["ord_1"]
    assert [each.reason for each in peers.asked[1:]] == (
        [order_pb2.CANCEL_REASON_OUT_OF_STOCK] if cancelled else []
    )
