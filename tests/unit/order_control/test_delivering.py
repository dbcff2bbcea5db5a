"""Riders that fail: another attempt, and after the last one the money back."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2, messages_pb2
from zhongtai.order.v1 import change_messages_pb2, create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.delivering import MAX_ATTEMPTS, Delivering
from apps.order_control.following import delivery_item
from centers.order.errors import StatusDiffers
from mesh.call.context import as_call, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.feed.follower_items import Batch
from mesh.pure.clock import FixedClock

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOCK = FixedClock(NOW)


class Peers:
    """Notes what is asked of orders and deliveries."""

    def __init__(self, **order) -> None:
        self.asked: list = []
        self.recorded: list = []
        self._fields = {
            "order_id": "ord_1",
            "status": order_pb2.ORDER_STATUS_ACCEPTED,
            "delivered_by": trade_pb2.DELIVERED_BY_CARRIER,
        } | order
        self.order = SimpleNamespace(
            GetOrder=self._order, CancelOrder=self._cancel, RecordDeliveries=self._record
        )
        self.store = SimpleNamespace(CheckStore=self._store)
        self.delivery = SimpleNamespace(
            CreateDelivery=self._note,
            GetDelivery=self._note,
            ListDeliveries=self._list,
            CancelDelivery=self._note,
        )

    def end(self, status: int) -> None:
        self._fields["status"] = status

    async def _order(self, _):
        order = order_pb2.Order(**self._fields)
        return read_messages_pb2.GetOrderResponse(order=order)

    async def _list(self, _):
        """A delivery in each state, named by its number."""
        states = delivery_pb2.DeliveryStatus.values()[1:]
        deliveries = [delivery_pb2.Delivery(delivery_id=str(n), status=n) for n in states]
        return messages_pb2.ListDeliveriesResponse(deliveries=deliveries)

    async def _store(self, _):
        return serving_pb2.CheckStoreResponse(preparation_minutes=15)

    async def _record(self, request):
        self.recorded += request.items
        results = [create_messages_pb2.ChangeResult(order_id=i.order_id) for i in request.items]
        return change_messages_pb2.RecordDeliveriesResponse(results=results)

    async def _note(self, request):
        self.asked.append(request)

    async def _cancel(self, request):
        only_if = request.only_if_status
        if only_if and self._fields["status"] not in only_if:
            raise failure_of_refusal(StatusDiffers(status="DELIVERING")).as_rpc_error()
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
    await Delivering(peers, CLOCK).handle(Batch([delivery_item(failed(1))]))
    [request] = peers.asked
    assert (request.order_id, request.attempt) == ("ord_1", 2)


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        (order_pb2.ORDER_STATUS_CANCELLED, ["1", "2", "3", "4"]),
        (order_pb2.ORDER_STATUS_FULFILLED, ["1", "2", "3"]),
    ],
)
async def test_a_rider_is_called_off_whose_order_ended_while_another_one_was_asked_for(
    status, ended
):
    peers = Peers()

    async def served(_):
        peers.end(status)
        return serving_pb2.CheckStoreResponse()

    peers.store.CheckStore = served
    await Delivering(peers, CLOCK).handle(Batch([delivery_item(failed(1))]))
    begun, *cancelled = peers.asked
    assert begun.attempt == 2
    assert [request.delivery_id for request in cancelled] == ended


async def test_after_the_last_attempt_the_order_is_cancelled_for_want_of_a_rider():
    peers = Peers()
    await Delivering(peers, CLOCK).handle(Batch([delivery_item(failed(MAX_ATTEMPTS))]))
    [request] = peers.asked
    assert request.reason == order_pb2.CANCEL_REASON_NO_RIDER


@pytest.mark.parametrize(
    "status", [order_pb2.ORDER_STATUS_DELIVERING, order_pb2.ORDER_STATUS_FULFILLED]
)
async def test_goods_that_have_left_the_store_are_not_given_back_for_want_of_a_rider(status):
    peers = Peers()

    async def read_before(_):
        """The order as it stood a moment ago."""
        before = order_pb2.Order(status=order_pb2.ORDER_STATUS_READY)
        return read_messages_pb2.GetOrderResponse(order=before)

    peers.order.GetOrder = read_before
    peers.end(status)
    await Delivering(peers, CLOCK).handle(Batch([delivery_item(failed(MAX_ATTEMPTS))]))
    assert not peers.asked


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        (order_pb2.ORDER_STATUS_DELIVERING, ["1"]),
        (order_pb2.ORDER_STATUS_FULFILLED, ["1", "2", "3"]),
    ],
)
async def test_who_brings_the_goods_instead_ends_what_no_rider_has_fetched(status, ended):
    peers = Peers()
    await Delivering(peers, CLOCK).leave_to_others("ord_1", status)
    assert [request.delivery_id for request in peers.asked] == ended


async def test_a_cancelled_order_ends_every_delivery_that_is_open():
    peers = Peers()
    await Delivering(peers, CLOCK).call_off("ord_1")
    assert [request.delivery_id for request in peers.asked] == ["1", "2", "3", "4"]


async def parcel_of(**order) -> delivery_pb2.Parcel:
    peers = Peers(**order)
    await Delivering(peers, CLOCK).begin("ord_1")
    [request] = peers.asked
    return request.parcel


async def test_the_rider_is_asked_for_the_time_at_which_the_goods_will_be_ready():
    parcel = await parcel_of()
    assert parcel.ready_time.ToDatetime(UTC) == NOW + timedelta(minutes=15)
    assert parcel.preparation_minutes == 15
    assert not parcel.HasField("wanted_time")


async def test_goods_that_are_ready_wait_for_the_rider_now():
    parcel = await parcel_of(status=order_pb2.ORDER_STATUS_READY)
    assert parcel.ready_time.ToDatetime(UTC) == NOW


async def test_the_rider_of_an_order_for_later_is_asked_for_later():
    begin, wanted = NOW + timedelta(hours=5), NOW + timedelta(hours=6)
    parcel = await parcel_of(prepare_from=begin, expected_time=wanted)
    assert parcel.ready_time.ToDatetime(UTC) == begin + timedelta(minutes=15)
    assert parcel.wanted_time.ToDatetime(UTC) == wanted


@pytest.mark.parametrize(
    "order",
    [
        {"delivered_by": trade_pb2.DELIVERED_BY_PLATFORM},
        {"delivered_by": trade_pb2.DELIVERED_BY_STORE},
        {"status": order_pb2.ORDER_STATUS_CANCELLED},
        {"status": order_pb2.ORDER_STATUS_DELIVERING},
    ],
)
async def test_no_rider_is_asked_for_what_others_bring_or_nobody_fetches(order):
    peers = Peers(**order)
    await Delivering(peers, CLOCK).begin("ord_1")
    assert not peers.asked


async def test_the_order_shows_how_its_delivery_stands():
    peers = Peers()
    await Delivering(peers, CLOCK).handle(Batch([delivery_item(failed(1))]))
    [item] = peers.recorded
    assert item.delivery.step == order_pb2.DELIVERY_STEP_FAILED


def test_both_contracts_number_the_steps_of_a_delivery_alike():
    renamed = {"CREATED": "LOOKING"}
    ours = {
        renamed.get(name, name): number
        for full, number in delivery_pb2.DeliveryStatus.items()
        if (name := full.removeprefix("DELIVERY_STATUS_"))
    }
    shown = {
        name.removeprefix("DELIVERY_STEP_"): number
        for name, number in order_pb2.DeliveryStep.items()
    }
    assert ours == shown
