"""Orders that a rider brings: the delivery is begun when the store accepts, and followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import grpc
import structlog
from zhongtai.common.v1 import geo_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2, messages_pb2
from zhongtai.order.v1 import change_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.peers import Peers, is_final, reason_of

log = structlog.get_logger()

MAX_ATTEMPTS = 3
"""Deliveries tried for one order, each with every carrier of the store's rule."""

MOVED = delivery_event_pb2.DELIVERY_EVENT_KIND_MOVED
_ENDED = {
    delivery_pb2.DELIVERY_STATUS_DELIVERED,
    delivery_pb2.DELIVERY_STATUS_CANCELLED,
    delivery_pb2.DELIVERY_STATUS_FAILED,
}


class Delivering:
    """Puts order and delivery together."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def begin(self, order_id: str, attempt: int = 1) -> None:
        """Ask for a rider. Natural key: the order and the attempt."""
        get = read_messages_pb2.GetOrderRequest(order_id=order_id)
        order = (await self._peers.order.GetOrder(get)).order
        if order.status in (order_pb2.ORDER_STATUS_CANCELLED, order_pb2.ORDER_STATUS_COMPLETED):
            return
        check = serving_pb2.CheckStoreRequest(
            store_id=order.store_id, service_type=order.service_type, channel=order.channel
        )
        store = (await self._peers.store.CheckStore(check)).store
        request = messages_pb2.CreateDeliveryRequest(
            order_id=order_id,
            attempt=attempt,
            store_id=order.store_id,
            pickup=delivery_pb2.Place(address=_address_of(store)),
            dropoff=delivery_pb2.Place(address=order.delivery_address),
            parcel=delivery_pb2.Parcel(
                goods_value=order.amounts.total, pickup_reference=order.pickup_code
            ),
            person_id=order.person_id,
        )
        try:
            await self._peers.delivery.CreateDelivery(request)
        except grpc.aio.AioRpcError as exc:
            if not is_final(exc):
                raise
            log.error("delivery_refused", order_id=order_id, reason=reason_of(exc))

    async def call_off(self, order_id: str) -> None:
        """Call the rider off; a delivery that has ended stays as it is."""
        listing = messages_pb2.ListDeliveriesRequest(order_id=order_id)
        deliveries = (await self._peers.delivery.ListDeliveries(listing)).deliveries
        for delivery in deliveries:
            if delivery.status in _ENDED:
                continue
            request = messages_pb2.CancelDeliveryRequest(
                request_id=f"order-cancelled-{order_id[-40:]}",
                delivery_id=delivery.delivery_id,
                reason="The order was cancelled",
            )
            try:
                await self._peers.delivery.CancelDelivery(request)
            except grpc.aio.AioRpcError as exc:
                if not is_final(exc):
                    raise
                log.warning("delivery_goes_on", order_id=order_id, reason=reason_of(exc))

    async def handle(self, events: Sequence[Any]) -> None:
        """Move orders as their riders move."""
        for event in events:
            if event.kind == MOVED:
                await self._move(event)

    async def _move(self, event: Any) -> None:
        status, order_id = event.delivery.status, event.delivery.order_id
        if status == delivery_pb2.DELIVERY_STATUS_FAILED:
            await self._again(event.delivery)
            return
        calls: dict[int, Any] = {
            delivery_pb2.DELIVERY_STATUS_PICKED_UP: (
                self._peers.order.StartDelivery,
                change_messages_pb2.StartDeliveryRequest,
            ),
            delivery_pb2.DELIVERY_STATUS_DELIVERED: (
                self._peers.order.FulfilOrder,
                change_messages_pb2.FulfilOrderRequest,
            ),
        }
        if status not in calls:
            return
        call, request_type = calls[status]
        try:
            await call(request_type(request_id=event.event_id, order_id=order_id))
        except grpc.aio.AioRpcError as exc:
            if not is_final(exc):
                raise
            log.warning("rider_news_too_late", order_id=order_id, reason=reason_of(exc))

    async def _again(self, delivery: delivery_pb2.Delivery) -> None:
        """Another attempt; after the last one the customer gets the money back."""
        if delivery.attempt < MAX_ATTEMPTS:
            await self.begin(delivery.order_id, delivery.attempt + 1)
            return
        request = change_messages_pb2.CancelOrderRequest(
            request_id="no-rider",
            order_id=delivery.order_id,
            reason=order_pb2.CANCEL_REASON_NO_RIDER,
            note=delivery.failure_reason[:500],
        )
        try:
            await self._peers.order.CancelOrder(request)
        except grpc.aio.AioRpcError as exc:
            if not is_final(exc):
                raise
            log.error("no_rider", order_id=delivery.order_id, reason=reason_of(exc))


def _address_of(store: serving_pb2.StoreSummary) -> geo_pb2.Address:
    return geo_pb2.Address(
        contact_name=store.name[:60],
        contact_phone=store.phone or "0",
        street=store.address.street or store.name,
        city=store.address.city,
        postal_code=store.address.postal_code,
        country_code=store.address.country_code,
        point=store.point,
    )
