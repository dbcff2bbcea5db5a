"""What is done about a paid order whose stock is gone."""

from types import SimpleNamespace

import pytest
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2, order_pb2

from apps.order_control.following import order_item
from apps.order_control.order_effects import _UNDONE, Stock
from apps.order_control.rules import UNDONE_UP_TO
from centers.order.errors import StatusDiffers
from mesh.call.context import as_call, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.feed.follower_items import Batch
from tests.unit.order_control.one_center import moved

UNPAID, PLACED = order_pb2.ORDER_STATUS_PENDING_PAYMENT, order_pb2.ORDER_STATUS_PLACED


class Peers:
    """Stock that is gone, and an order that stands so once its lack has been flagged."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.flagged: list[str] = []
        self.cancelled: list[int] = []
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
        self.flagged += request.order_ids
        result = create_messages_pb2.ChangeResult(order_id=request.order_ids[0], status=PLACED)
        return change_messages_pb2.FlagShortfallsResponse(results=[result])

    async def _cancel(self, request):
        if request.only_if_status and self.status not in request.only_if_status:
            refusal = StatusDiffers(status=order_pb2.OrderStatus.Name(self.status))
            raise failure_of_refusal(refusal).as_rpc_error()
        self.cancelled.append(request.reason)


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
    assert peers.flagged == ["ord_1"]
    assert peers.cancelled == ([order_pb2.CANCEL_REASON_OUT_OF_STOCK] if cancelled else [])


def test_an_order_is_cancelled_for_want_of_stock_as_long_as_stock_would_come_back_of_it():
    undone = [each for each in order_pb2.OrderStatus.values()[1:] if each <= UNDONE_UP_TO]
    assert undone == _UNDONE
