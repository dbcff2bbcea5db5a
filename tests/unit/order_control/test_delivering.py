"""Riders that fail: another attempt, and after the last one the money back."""

from types import SimpleNamespace

import grpc
import pytest
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.delivering import MAX_ATTEMPTS, Delivering
from apps.order_control.peers import is_final
from mesh.context import as_call, internal_identity


class Peers:
    """Notes what is asked of orders and deliveries."""

    def __init__(self) -> None:
        self.asked: list = []
        self.order = SimpleNamespace(GetOrder=self._order, CancelOrder=self._note)
        self.store = SimpleNamespace(CheckStore=self._store)
        self.delivery = SimpleNamespace(CreateDelivery=self._note)

    async def _order(self, _):
        order = order_pb2.Order(order_id="ord_1", status=order_pb2.ORDER_STATUS_ACCEPTED)
        return read_messages_pb2.GetOrderResponse(order=order)

    async def _store(self, _):
        return serving_pb2.CheckStoreResponse()

    async def _note(self, request):
        self.asked.append(request)


def failed(attempt: int) -> delivery_event_pb2.DeliveryEvent:
    return delivery_event_pb2.DeliveryEvent(
        kind=delivery_event_pb2.DELIVERY_EVENT_KIND_MOVED,
        delivery=delivery_pb2.Delivery(
            order_id="ord_1", attempt=attempt, status=delivery_pb2.DELIVERY_STATUS_FAILED
        ),
    )


@pytest.fixture(autouse=True)
def caller():
    with as_call(internal_identity("order_control", "demo")):
        yield


async def test_a_failed_delivery_is_tried_again_under_the_next_number():
    peers = Peers()
    await Delivering(peers).handle([failed(1)])
    [request] = peers.asked
    assert (request.order_id, request.attempt) == ("ord_1", 2)


async def test_after_the_last_attempt_the_order_is_cancelled_for_want_of_a_rider():
    peers = Peers()
    await Delivering(peers).handle([failed(MAX_ATTEMPTS)])
    [request] = peers.asked
    assert request.reason == order_pb2.CANCEL_REASON_NO_RIDER


@pytest.mark.parametrize(
    ("code", "final"),
    [
        (grpc.StatusCode.FAILED_PRECONDITION, True),
        (grpc.StatusCode.NOT_FOUND, True),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, False),
        (grpc.StatusCode.UNAVAILABLE, False),
        (grpc.StatusCode.INTERNAL, False),
    ],
)
def test_only_a_last_word_lets_a_follower_go_on_without_the_effect(code, final):
    refused = grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata())
    assert is_final(refused) is final
